"""`doctor` says what training would take, without asking torch."""

import json
import os
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from hrq import __version__
from hrq.cli import doctor

Hrq = Callable[..., Any]


@pytest.mark.parametrize(
    ("torch", "card", "device"),
    [("2.13.0+cpu", "NVIDIA A", "cpu"), ("2.13.0", "NVIDIA A", "NVIDIA A"), ("2.13.0", None, "cpu")],
)
def test_a_build_for_processors_takes_no_gpu(
    torch: str, card: str | None, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: torch)
    monkeypatch.setattr(doctor, "gpu_name", lambda: card)
    assert doctor._device() == device


@pytest.mark.parametrize(("wanted", "threads"), [("3", 3), ("0", 5), ("", 5), ("many", 5)])
def test_threads_are_those_wanted_or_granted(wanted: str, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", wanted)
    monkeypatch.setattr(os, "sched_getaffinity", lambda who: set(range(5)), raising=False)
    assert doctor._threads() == threads


def test_a_library_that_is_missing_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor._version("no-such-library").startswith("missing: run `make app`")
    monkeypatch.setattr(doctor, "clone_folder", lambda: None)
    assert doctor._version("no-such-library") == "missing: pip install no-such-library"


def test_a_person_reads_a_table_and_a_machine_all_of_it(
    hrq: Hrq, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRQ_ASSETS", str(tmp_path))
    (tmp_path / "a").write_text("a")
    assert hrq("doctor", "--seal").returncode == 0
    table = hrq("doctor").stdout
    assert __version__ in table
    assert "as they should be" in table
    (tmp_path / "a").write_text("b")
    done = hrq("doctor")
    assert done.returncode == 1
    assert "CHANGED" in done.stdout
    assert "is not the file that was bundled" in done.stderr
    told = json.loads(hrq("doctor", "--json").stdout)
    assert told["assets"]["ok"] is False
    assert len(told["assets"]["problems"]) == 1
    assert set(told["libraries"]) == set(doctor.LIBRARIES)
    assert told["cores"] == os.cpu_count()
