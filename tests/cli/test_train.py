"""`python -m hrq train` as a person runs it: a run that loads, stops, resumes, repeats; each mistake a sentence."""

import json
import math
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
from hrq.runs.arrays import read_tensors

SMALL = "--quantizer ghrq --dimension 2 --levels 2 --codewords 8 --seed 0 --epochs 20 --device cpu"


Hrq = Callable[..., Any]


@pytest.fixture
def train(hrq: Hrq, toy_csv: Path) -> Hrq:
    """Train a small run on the toy tree into a folder, with more words if wanted."""
    return lambda out, *more: hrq("train", "--hierarchy", str(toy_csv), *SMALL.split(), "--out", str(out), *more)


@pytest.mark.parametrize("quantizer", ["rq", "hrq", "ghrq", "tangent"])
def test_a_seed_gives_the_same_run_twice(train: Hrq, tmp_path: Path, quantizer: str) -> None:
    runs = []
    for out in (tmp_path / "a", tmp_path / "b"):
        done = train(out, "--quantizer", quantizer, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["state"] == "finished"
        runs.append(load_run(out))
    assert np.array_equal(runs[0].codes, runs[1].codes)
    assert torch.equal(runs[0].points, runs[1].points)


@pytest.mark.long
def test_ctrl_c_leaves_a_run_that_loads_and_resume_ends_where_it_would_have_ended(
    toy_csv: Path, tmp_path: Path
) -> None:
    begun = [sys.executable, "-m", "hrq", "train", "--hierarchy", str(toy_csv), *SMALL.split(), "--epochs", "600"]
    straight = subprocess.run(
        [*begun, "--out", str(tmp_path / "straight")], capture_output=True, text=True, timeout=300
    )
    assert straight.returncode == 0, straight.stderr
    out = tmp_path / "stopped"
    process = subprocess.Popen([*begun, "--out", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (out / "progress.jsonl").exists():
        assert process.poll() is None
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Stopped at step" in told
    assert "Traceback" not in told
    stopped = load_run(out)
    assert stopped.state == "stopped"
    assert 0 < stopped.metrics["step"] < stopped.metrics["steps"]
    numbers = [stopped.metrics[name] for name in ("map", "map_shuffled", "map_decoded", "unique")]
    numbers += stopped.metrics["relative_error"] + stopped.metrics["perplexity"]
    assert all(isinstance(one, float) and math.isfinite(one) for one in numbers)
    resumed = subprocess.run([*begun, "--out", str(out), "--resume"], capture_output=True, text=True, timeout=300)
    assert resumed.returncode == 0, resumed.stderr
    torch.testing.assert_close(load_run(out).points, load_run(tmp_path / "straight").points, rtol=1e-6, atol=1e-9)
    assert np.array_equal(load_run(out).codes, load_run(tmp_path / "straight").codes)
    assert not (out / "checkpoint.safetensors").exists()


@pytest.mark.long
def test_kill_loses_no_more_than_what_came_after_the_last_checkpoint(toy_csv: Path, tmp_path: Path) -> None:
    """SIGKILL lets nobody tidy up."""
    out = tmp_path / "killed"
    begun = [sys.executable, "-m", "hrq", "train", "--hierarchy", str(toy_csv), *SMALL.split(), "--epochs", "600"]
    begun += ["--checkpoint-seconds", "0.2", "--out", str(out)]
    process = subprocess.Popen(begun, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (out / "checkpoint.safetensors").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    kept = json.loads(read_tensors(out / "checkpoint.safetensors")[1]["facts"])["step"]
    (out / "progress.jsonl").unlink(missing_ok=True)
    resumed = subprocess.run([*begun, "--resume", "--json"], capture_output=True, text=True, timeout=300)
    assert resumed.returncode == 0, resumed.stderr
    assert json.loads(resumed.stdout)["state"] == "finished"
    reports = [json.loads(line) for line in (out / "progress.jsonl").read_text().splitlines()]
    assert 0 < kept < reports[0]["done"]
    straight = tmp_path / "straight"
    assert subprocess.run([*begun[:-1], str(straight)], capture_output=True, timeout=300).returncode == 0
    torch.testing.assert_close(load_run(out).points, load_run(straight).points, rtol=1e-6, atol=1e-9)
    assert np.array_equal(load_run(out).codes, load_run(straight).codes)


def test_resuming_a_finished_run_changes_nothing_and_other_settings_are_named(train: Hrq, tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert train(out).returncode == 0
    before = load_run(out).hash
    assert train(out, "--resume").returncode == 0
    assert load_run(out).hash == before
    other = train(out, "--resume", "--seed", "1")
    assert other.returncode == 2
    assert "--seed 0 (now 1)" in other.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("--hierarchy wordnet:mamal.n.01", 2, "mammal.n.01"),
        ("--hierarchy wordnett", 2, "Nearest: wordnet"),
        ("--quantizer qhrq", 2, "Nearest: hrq, ghrq"),
        ("--curvature -1", 2, "pass c = 1, not -1"),
        ("--curvature nan", 2, "got nan"),
        ("--levels 0", 2, "--levels must be greater than or equal to 1"),
        ("--codewords many", 2, "--codewords must be a number such as 64"),
        ("--split half", 2, "no split named 'half'"),
        ("--preset papr", 2, "Nearest: paper"),
        ("--device cpuu", 2, "Nearest: cpu"),
        ("--resume", 2, "holds no training to resume"),
        ("--epochs", 2, "requires an argument"),
    ],
)
def test_a_mistake_is_a_sentence_with_its_exit_code_and_leaves_nothing(
    train: Hrq, tmp_path: Path, words: str, code: int, sentence: str
) -> None:
    out = tmp_path / "run"
    done = train(out, *words.split())
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_a_folder_in_use_is_never_overwritten(train: Hrq, tiny_run: Path) -> None:
    before = load_run(tiny_run).hash
    done = train(tiny_run)
    assert done.returncode == 1
    assert "already exists. Choose another --out, or add --resume" in done.stderr
    assert load_run(tiny_run).hash == before


def test_the_published_preset_trains(train: Hrq, tmp_path: Path) -> None:
    done = train(tmp_path / "run", "--preset", "paper", "--json")
    assert done.returncode == 0, done.stderr
    config = load_run(tmp_path / "run").config
    assert (config.self_term, config.temperature, config.optimizer, config.unique) == (True, 1.0, "sgd", False)


def test_a_split_is_recorded_and_held_out_pairs_are_measured(train: Hrq, tmp_path: Path) -> None:
    done = train(tmp_path / "run", "--split", "closure", "--split-seed", "3", "--json")
    assert done.returncode == 0, done.stderr
    run = load_run(tmp_path / "run")
    assert (run.config.split, run.config.split_seed) == ("closure", 3)
    assert 0 < run.metrics["map_held_out"] <= 1


def test_help_names_units_defaults_and_bounds(hrq: Hrq) -> None:
    told = " ".join(hrq("train", "--help").stdout.split())
    for part in (
        "--temperature",
        "--radius-cap",
        "--self-term",
        "default 0.3, in 2-D 1.0, paper 1.0; > 0, ≤ 100",
        "--resume",
    ):
        assert part in told
