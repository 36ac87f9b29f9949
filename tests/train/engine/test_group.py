"""Two processes that train one model, started as a user starts them; the oracle is the same training in one."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from hrq.runs import load_run
from hrq.train.engine.group import Group, launched
from hrq.train.hierarchy.training import train

TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "-m", "hrq", "train"]
MAMMALS = ["--hierarchy", "wordnet:mammal.n.01", "--device", "cpu"]


def together(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*TORCHRUN, *map(str, words)], capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("length", [1, 2, 7])
def test_weighted_shares_have_the_batch_s_mean(length: int) -> None:
    batch = torch.rand(length, dtype=torch.float64)
    shares = [Group(rank, 3).share(batch) for rank in range(3)]
    assert sum(weight * float(own.mean()) for own, weight in shares) / 3 == pytest.approx(float(batch.mean()))


def test_a_process_of_its_own_is_a_group_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "1")  # a batch system may set this alone
    assert launched() == Group(0, 1)
    batch = torch.rand(3)
    assert Group().share(batch) == (batch, 1.0)
    assert Group().agrees(True)
    assert not Group().agrees(False)


@pytest.mark.long
def test_two_processes_take_the_steps_of_one(toy_csv: Path, tmp_path: Path) -> None:
    """Batches of 97 of 98 pairs: the second of an epoch has work for one process only."""
    few = {"dimension": 3, "levels": 2, "codewords": 8, "epochs": 4, "negatives": 16, "batch": 97}
    exact = {"hierarchy": str(toy_csv), "dtype": "float64", "quantizer_weight": 0.0} | few
    alone = train(exact, tmp_path / "alone", device="cpu")
    words = [word for name, value in exact.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    done = together(*words, "--device", "cpu", "--out", tmp_path / "two")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Done:") == 1, "one process speaks for both"
    one, two = load_run(alone.folder), load_run(tmp_path / "two")
    torch.testing.assert_close(one.points, two.points, atol=1e-9, rtol=0)
    assert two.metrics["processes"] == 2
    assert not (tmp_path / "two" / "checkpoint.safetensors").exists()


@pytest.mark.long
def test_a_mistake_is_told_once(tmp_path: Path) -> None:
    done = together("--hierarchy", "wordnet:mammal.n.01", "--dimension", "1", "--out", tmp_path / "run")
    assert done.stderr.count("--dimension must be") == 1
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_quality_is_the_same_at_either_size(tmp_path: Path) -> None:
    done = together(*MAMMALS, "--epochs", "40", "--out", tmp_path / "two")
    assert done.returncode == 0, done.stderr
    settings = {"hierarchy": "wordnet:mammal.n.01", "epochs": 40}
    alone = train(settings, tmp_path / "alone", device="cpu").metrics
    assert abs(load_run(tmp_path / "two").metrics["map"] - alone["map"]) < 0.02


@pytest.mark.slow
def test_a_request_to_stop_reaches_all_and_resume_goes_on(tmp_path: Path) -> None:
    words = [*TORCHRUN, *MAMMALS, "--epochs", "60", "--out", str(tmp_path / "run")]
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    progress = tmp_path / "run" / "progress.jsonl"
    deadline = time.monotonic() + 120
    while not (progress.exists() and '"done": 1' in progress.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    running.wait(120)
    assert load_run(tmp_path / "run").state == "stopped"
    done = together(*words[len(TORCHRUN) :], "--resume")
    assert done.returncode == 0, done.stderr
    assert load_run(tmp_path / "run").state == "finished"
