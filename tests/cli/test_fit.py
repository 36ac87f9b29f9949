"""`python -m hrq fit` as a person runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from hrq.runs import load_run

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


def test_an_estimate_is_a_sentence_or_json_and_leaves_nothing(hrq: Hrq, tmp_path: Path) -> None:
    np.save(tmp_path / "vectors.npy", np.random.default_rng(0).normal(size=(60, 7)))
    words = ["--points", str(tmp_path / "vectors.npy"), "--out", str(tmp_path / "run"), "--levels", "1", "--estimate"]
    done = hrq("fit", *words)
    assert done.returncode == 0, done.stderr
    assert "100 steps over 60 vectors of 7 numbers" in done.stderr
    told = json.loads(hrq("fit", *words, "--json").stdout)
    assert (told["vectors"], told["width"], told["steps"]) == (60, 7, 100)
    assert not (tmp_path / "run").exists()


def test_resume_says_what_it_cannot_and_a_finished_fit_is_told_once_more(hrq: Hrq, tmp_path: Path) -> None:
    np.save(tmp_path / "vectors.npy", np.random.default_rng(0).normal(size=(60, 7)))
    begun = ["fit", "--points", str(tmp_path / "vectors.npy"), "--out", str(tmp_path / "run"), "--levels", "1"]
    begun += ["--no-unique", "--epochs", "2"]
    nothing = hrq(*begun, "--resume")
    assert nothing.returncode == 2
    assert "holds no fit to resume. Leave out --resume" in nothing.stderr
    assert hrq(*begun).returncode == 0
    sealed = (tmp_path / "run" / "manifest.json").read_bytes()
    again = hrq(*begun, "--resume")
    assert (again.returncode, "Done: " in again.stderr) == (0, True)
    assert "already exists" in hrq(*begun).stderr
    other = hrq(*begun, "--resume", "--seed", "1")
    assert other.returncode == 2
    assert "other settings: --seed 0 (now 1)" in other.stderr
    np.save(tmp_path / "vectors.npy", np.random.default_rng(1).normal(size=(60, 7)))
    assert "other vectors or names" in hrq(*begun, "--resume").stderr
    assert (tmp_path / "run" / "manifest.json").read_bytes() == sealed


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_ended_from_outside_it_goes_on_to_the_same_end(tmp_path: Path, how: signal.Signals) -> None:
    """A request to stop leaves a run that loads; a kill loses no more than a checkpoint's interval."""
    noise = np.random.default_rng(0)
    np.save(tmp_path / "vectors.npy", (5 * noise.normal(size=(6, 9))[np.repeat(np.arange(6), 20)]).astype(np.float32))
    words = ["--dimension", "3", "--levels", "2", "--codewords", "4", "--epochs", "600", "--batch", "16", "--no-unique"]
    begun = [sys.executable, "-m", "hrq", "fit", "--points", str(tmp_path / "vectors.npy"), *words]
    begun += ["--checkpoint-seconds", "1"]
    out = tmp_path / "run"
    process = subprocess.Popen([*begun, "--out", str(out)], stderr=subprocess.PIPE, text=True)
    while not (out / "checkpoint.safetensors").exists():
        assert process.poll() is None
        time.sleep(0.02)
    os.kill(process.pid, how)
    _, told = process.communicate(timeout=120)
    assert "Traceback" not in told
    if how == signal.SIGKILL:
        assert not (out / "manifest.json").exists()
    else:
        assert process.returncode == 1
        assert "Stopped at step" in told
        stopped = load_run(out)
        assert stopped.state == "stopped"
        assert 0 < stopped.metrics["step"] < stopped.metrics["steps"]
    resumed = subprocess.run([*begun, "--out", str(out), "--resume"], capture_output=True, text=True, timeout=300)
    assert resumed.returncode == 0, resumed.stderr
    subprocess.run([*begun, "--out", str(tmp_path / "straight")], check=True, capture_output=True, timeout=300)
    one, other = load_run(out), load_run(tmp_path / "straight")
    torch.testing.assert_close(one.points, other.points, rtol=1e-4, atol=1e-5)
    assert np.array_equal(one.codes, other.codes)
