"""`layout` from the command line: what it prints and keeps, what it refuses, and that it stops when asked to."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hrq.jobs.progress import HEARTBEAT, Progress, Report
from hrq.runs import load_run
from hrq.runs.layouts import Stored, making_folder, read_stored

Hrq = Callable[..., Any]


def test_numbers_are_printed_and_kept_beside_the_run(hrq: Hrq, tiny_run: Path) -> None:
    done = hrq("layout", "tiny", "--method", "native", "--method", "code_tree", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    run = load_run("tiny")
    assert told["hash"] == run.hash
    assert set(told["layouts"]) == {"native", "code_tree"}
    stored = read_stored(run, "code_tree")
    assert stored is not None
    assert dict(stored.facts) == told["layouts"]["code_tree"]
    assert stored.facts["command"] == "python -m hrq layout tiny --method code_tree --seed 0"
    assert told["layouts"]["native"]["numbers"]["neighbours_kept"] == 1.0
    assert not making_folder(run, "native-code_tree").exists()


def test_numbers_alone_leave_out_what_takes_longest(hrq: Hrq, tiny_run: Path) -> None:
    assert hrq("layout", "tiny", "--method", "native", "--numbers-only").returncode == 0
    stored = read_stored(load_run("tiny"), "native")
    assert stored is not None
    assert "kept" not in stored.tensors
    assert stored.facts["numbers"]["neighbours_kept"] == 1.0
    assert stored.facts["command"].endswith("--seed 0 --numbers-only")


def test_a_person_reads_a_table(hrq: Hrq, tiny_run: Path) -> None:
    done = hrq("layout", "tiny", "--method", "all")
    assert done.returncode == 0, done.stderr
    for word in ("native", "true_tree", "code_tree", "neighbours_kept", "10 nearest"):
        assert word in done.stdout
    assert "The code tree by cones: kept beside the run." in done.stderr


def test_a_layout_that_the_run_cannot_have_is_refused(hrq: Hrq, tiny_run: Path) -> None:
    done = hrq("layout", "tiny", "--method", "umap")
    assert done.returncode == 2
    assert "There is no layout of tiny named 'umap'. Nearest: native, true_tree, code_tree." in done.stderr
    assert not making_folder(load_run("tiny"), "umap").exists()


def test_twice_at_once_is_refused(hrq: Hrq, tiny_run: Path) -> None:
    folder = making_folder(load_run("tiny"), "native")
    folder.mkdir(parents=True)
    (folder / HEARTBEAT).write_text(str(os.getppid()))
    done = hrq("layout", "tiny", "--method", "native")
    assert done.returncode == 1
    assert "is being computed by another process" in done.stderr


def test_a_stop_is_heard_and_forgotten(hrq: Hrq, tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = making_folder(load_run("tiny"), "native")

    def stopped(*given: Any, report: Report, **more: Any) -> Stored:
        (folder / "stop").touch()
        report(Progress("UMAP", 1, 9))
        return Stored({})

    with monkeypatch.context() as patched:
        patched.setattr("hrq.evaluate.pictures.make.make_layout", stopped)
        done = hrq("layout", "tiny", "--method", "native")
    assert done.returncode == 1
    assert done.stderr.endswith("It was stopped before it was done, and nothing was kept.\n")
    assert read_stored(load_run("tiny"), "native") is None
    assert hrq("layout", "tiny", "--method", "native").returncode == 0


@pytest.mark.parametrize("words", [(), ("--method", "native", "--seed", "-1"), ("--method", "spring")])
def test_wrong_usage_is_exit_code_2(words: tuple[str, ...], hrq: Hrq, tiny_run: Path) -> None:
    assert hrq("layout", "tiny", *words).returncode == 2
