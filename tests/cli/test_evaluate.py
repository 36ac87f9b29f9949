import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hrq.train.hierarchy.training import train

Hrq = Callable[..., Any]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluated") / "held"
    small = {"split": "closure", "dimension": 4, "levels": 2, "codewords": 4}
    train({**small, "hierarchy": "wordnet:canine.n.02", "epochs": 10}, folder, device="cpu")
    return folder


def test_seeds_become_one_table_and_one_object(hrq: Hrq, held: Path) -> None:
    words = ("evaluate", str(held), "--seeds", "2", "--epochs", "2", "--threads", "1")
    done = hrq(*words, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["split"] == "closure-0"
    assert [one["seed"] for one in told["evaluations"]] == [0, 1]
    assert told["methods"]["composition"]["recall_filtered@10"]["seeds"] == 1
    table = hrq(*words)
    assert "2 seed(s)" in table.stdout
    assert "leaks by transitivity" in table.stderr


def test_a_sample_is_said_to_be_one(hrq: Hrq, held: Path) -> None:
    done = hrq("evaluate", str(held), "--sample", "5", "--epochs", "1", "--threads", "1")
    assert done.returncode == 0, done.stderr
    assert "a sample of 5 nodes" in done.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--size", "huge"), "small"),
        (("--extra", "sounds"), "glosses"),
        (("--teacher", "nobody"), "closure"),
        (("--split", "parent"), "--split parent"),
        (("--split", "nonsense"), "closure"),
        (("--epochs", "0"), "at least 1"),
    ],
)
def test_mistakes_are_a_sentence(hrq: Hrq, held: Path, words: tuple[str, ...], sentence: str) -> None:
    done = hrq("evaluate", str(held), *words)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_a_run_that_saw_everything_is_refused(hrq: Hrq, tiny_run: Path) -> None:
    done = hrq("evaluate", "tiny")
    assert done.returncode == 2
    assert "Error:" in done.stderr
