"""`python -m hrq fit` as a person runs it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hrq.models import load_run

Hrq = Callable[..., Any]


def test_glosses_are_vectors_too_and_the_command_says_what_it_found(hrq: Hrq, tmp_path: Path) -> None:
    words = ["--levels", "2", "--codewords", "4", "--dimension", "2", "--epochs", "5", "--threads", "1", "--json"]
    done = hrq("fit", "--points", "glosses:wordnet:whale.n.02", "--out", str(tmp_path / "run"), *words)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["state"] == "finished"
    run = load_run(tmp_path / "run")
    assert run.hierarchy.names == run.names
    assert run.config.disk_layout == "native"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("--points none.npy", 2, "does not exist"),
        ("--points glosses:wordnet:whaale.n.02", 2, "whale.n.02"),
        ("--quantizer qhrq", 2, "Nearest: hrq, ghrq"),
        ("--epochs 0", 2, "--epochs must be greater"),
        ("--hierarchy time-zones", 2, "are not in the hierarchy time-zones"),
    ],
)
def test_a_mistake_is_a_sentence_and_leaves_nothing(
    hrq: Hrq, tmp_path: Path, words: str, code: int, sentence: str
) -> None:
    np.save(tmp_path / "vectors.npy", np.eye(5))
    start = ["--points", str(tmp_path / "vectors.npy"), "--out", str(tmp_path / "run")]
    done = hrq("fit", *start, *words.split())
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert not (tmp_path / "run").exists()
