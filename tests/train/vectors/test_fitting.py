"""Codes for given vectors: what lies together shares a prefix, and a stop or a kill changes nothing of the end."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from hrq.errors import BrokenRunError, DivergedError, HrqError, TooLargeError, UsageError
from hrq.jobs.progress import Progress, read_progress
from hrq.runs import load_run
from hrq.runs.arrays import read_tensors
from hrq.train.app.estimate import estimate_fit
from hrq.train.engine import snapshots
from hrq.train.engine.folder import Outcome
from hrq.train.vectors import step as fitting
from hrq.train.vectors.fitting import fit

SMALL: dict[str, Any] = {"dimension": 4, "levels": 2, "codewords": 8, "epochs": 60, "batch": 32, "learning_rate": 0.01}


@pytest.fixture
def clusters(tmp_path: Path) -> Path:
    """96 vectors in eight heaps far apart, with names and the heaps as categories beside them."""
    noise = np.random.default_rng(0)
    heaps = np.repeat(np.arange(8), 12)
    vectors = 5 * noise.normal(size=(8, 20))[heaps] + 0.3 * noise.normal(size=(96, 20))
    np.save(tmp_path / "vectors.npy", vectors.astype(np.float32))
    (tmp_path / "names.txt").write_text("".join(f"item {i}\n" for i in range(96)))
    links = [f"item {i},heap {heap}\n" for i, heap in enumerate(heaps)] + [f"heap {heap},all\n" for heap in range(8)]
    (tmp_path / "categories.csv").write_text("child,parent\n" + "".join(links))
    return tmp_path


@pytest.mark.parametrize("quantizer", ["rq", "ghrq"])
def test_what_lies_together_shares_its_first_token(clusters: Path, quantizer: str) -> None:
    """Red when tried: the codes shuffled; codebooks fitted before the encoder had learnt anything."""
    given = SMALL | {"quantizer": quantizer}
    fit(
        str(clusters / "vectors.npy"), clusters / "run", given, names=clusters / "names.txt",
        hierarchy=str(clusters / "categories.csv"), threads=1,
    )  # fmt: skip
    run = load_run(clusters / "run")
    assert run.config.origin == "fitted"
    assert run.names[:2] == ("item 0", "item 1")
    likeness = run.metrics["wup"][0]
    assert likeness["wup"] > likeness["shuffled_high"]
    assert run.metrics["vectors_error"] < 0.2
    assert run.metrics["vectors_error_by_level"][-1] < 0.5
    assert len(run.whole_hierarchy) == 96 + 9
    assert run.metrics["unique_refused"]


def test_a_seed_gives_the_same_run_twice_and_no_hierarchy_is_needed(clusters: Path) -> None:
    for name in ("a", "b"):
        fit(str(clusters / "vectors.npy"), clusters / name, SMALL | {"epochs": 10, "unique": False}, threads=1)
    a, b = load_run(clusters / "a"), load_run(clusters / "b")
    assert np.array_equal(a.codes, b.codes)
    assert torch.equal(a.points, b.points)
    assert not a.has_hierarchy
    assert a.names[:2] == ("0", "1")


@pytest.mark.parametrize(("size", "kind"), [(1e30, np.float32), (1e-30, np.float32), (1, np.int8), (1, np.float16)])
def test_vectors_of_any_size_and_kind_of_number(tmp_path: Path, size: float, kind: type) -> None:
    """Red when tried: squares of large float32 numbers are infinite, and the metrics no JSON."""
    vectors = np.random.default_rng(0).integers(-9, 9, size=(40, 5)) * size
    np.save(tmp_path / "vectors.npy", vectors.astype(kind))
    found = fit(str(tmp_path / "vectors.npy"), tmp_path / "run", SMALL | {"epochs": 60}, threads=1).metrics
    assert 0 < found["vectors_error"] < 0.5


def test_vectors_that_cannot_be_told_apart_are_refused(tmp_path: Path) -> None:
    """Red when tried: a spread of zero, and metrics full of nan."""
    np.save(tmp_path / "same.npy", np.ones((50, 4)))
    np.save(tmp_path / "huge.npy", np.full((50, 4), 1e300))
    with pytest.raises(UsageError, match=r"All 50 vectors of .*same\.npy are the same"):
        fit(str(tmp_path / "same.npy"), tmp_path / "run", SMALL)
    with pytest.raises(UsageError, match="too large for float32"):
        fit(str(tmp_path / "huge.npy"), tmp_path / "run", SMALL)
    assert not (tmp_path / "run").exists()


def test_a_setting_of_training_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HrqError, match="A fit has no setting 'negatives'"):
        fit("x.npy", tmp_path / "run", {"negatives": 3})


QUICK = SMALL | {"epochs": 40, "burn_in": 0.3}


class Killed(BaseException):
    """What a test raises where a real fit would be killed."""


def go(clusters: Path, out: Path, given: dict[str, Any] = QUICK, **more: Any) -> Outcome:
    """A fit to the heaps by one thread."""
    words: dict[str, Any] = {"names": clusters / "names.txt", "threads": 1}
    return fit(str(clusters / "vectors.npy"), out, given, **(words | more))


def assert_same_end(one: Path, other: Path) -> None:
    a, b = load_run(one), load_run(other)
    torch.testing.assert_close(a.points, b.points)
    assert np.array_equal(a.codes, b.codes)
    for mine, yours in zip(a.quantizer.codebooks, b.quantizer.codebooks, strict=True):
        torch.testing.assert_close(mine, yours)


@pytest.mark.parametrize("late", [False, True])
def test_stopped_it_is_a_run_that_goes_on_to_the_same_end(clusters: Path, late: bool) -> None:
    """Before and after the quantizer joined. Red when tried: the codebooks' optimizer left out."""
    out, at = clusters / "halves", 75 if late else 25

    def stop(progress: Progress) -> None:
        if progress.phase == "training" and progress.done >= at:
            (out / "stop").touch()

    first = go(clusters, out, report=stop)
    assert (first.finished, first.metrics["state"], first.metrics["step"]) == (False, "stopped", at)
    assert load_run(out).state == "stopped"
    assert not (out / "stop").exists()
    assert go(clusters, out, resume=True).finished
    assert not (out / "checkpoint.safetensors").exists()
    go(clusters, clusters / "straight")
    assert_same_end(out, clusters / "straight")


@pytest.mark.parametrize("phase", ["training", "fitting codebooks"])
def test_killed_it_goes_on_from_its_last_checkpoint(clusters: Path, phase: str) -> None:
    """Nothing but the files is left, whatever it was doing. Red when tried: no checkpoint before the final fit."""
    out, seconds = clusters / "killed", 0.0 if phase == "training" else 1000.0

    def kill(progress: Progress) -> None:
        if progress.phase == phase and progress.done >= 40:
            raise Killed

    with pytest.raises(Killed):
        go(clusters, out, checkpoint_seconds=seconds, report=kill)
    assert not (out / "manifest.json").exists()
    tensors, _ = read_tensors(out / "checkpoint.safetensors")
    assert {"model/inwards.0.weight", "networks/0/exp_avg", "codebook_1", "usage_0"} <= set(tensors)
    assert go(clusters, out, resume=True).finished
    go(clusters, clusters / "straight")
    assert_same_end(out, clusters / "straight")


def test_a_large_one_that_is_stopped_is_measured_in_a_hurry_and_wholly_at_its_end(
    clusters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few vectors are decoded and no hierarchy is asked. Red when tried: a resumed fit that stays in a hurry."""
    for module in ("vectors.fitting", "outcome.trained", "outcome.parts"):
        monkeypatch.setattr(f"hrq.train.{module}.FEW", 10)
    monkeypatch.setattr("hrq.train.vectors.fitting.EXACT_UP_TO", 50)
    out, hierarchy = clusters / "run", str(clusters / "categories.csv")

    def stop(progress: Progress) -> None:
        (out / "stop").touch()

    early = go(clusters, out, hierarchy=hierarchy, report=stop).metrics
    assert "stopped early" in early["unique_refused"]
    assert "wup" not in early
    assert len(early["vectors_error_by_level"]) == len(early["relative_error"]) == 2
    whole = go(clusters, out, hierarchy=hierarchy, resume=True).metrics
    assert whole["wup"]
    assert "stopped early" not in whole["unique_refused"]
    assert whole["vectors_error_by_level"][-1] < early["vectors_error_by_level"][-1]


def test_killed_before_any_checkpoint_it_begins_again(clusters: Path) -> None:
    def kill(progress: Progress) -> None:
        raise Killed

    with pytest.raises(Killed):
        go(clusters, clusters / "run", report=kill)
    assert go(clusters, clusters / "run", resume=True).finished


def test_what_cannot_be_resumed_is_a_sentence(clusters: Path, tiny_run: Path) -> None:
    """Nothing there, other settings, other vectors, another hierarchy, a training; a finished fit stays as it is."""
    out, short = clusters / "run", QUICK | {"epochs": 2}
    with pytest.raises(UsageError, match="holds no fit to resume. Leave out --resume"):
        go(clusters, out, short, resume=True)
    with pytest.raises(UsageError, match="was trained, not fitted. Go on with `python -m hrq train"):
        go(clusters, tiny_run, short, resume=True)
    done = go(clusters, out, short)
    sealed = (out / "manifest.json").read_bytes()
    with pytest.raises(UsageError, match=r"other settings: --epochs 2 \(now 3\)"):
        go(clusters, out, short | {"epochs": 3}, resume=True)
    with pytest.raises(UsageError, match="other vectors or names"):
        go(clusters, out, short, names=None, resume=True)
    with pytest.raises(UsageError, match=r"other hierarchy \(none\)"):
        go(clusters, out, short, hierarchy=str(clusters / "categories.csv"), resume=True)
    assert go(clusters, out, short, resume=True).metrics == done.metrics
    np.save(clusters / "vectors.npy", np.load(clusters / "vectors.npy") + 1)
    with pytest.raises(UsageError, match="other vectors or names"):
        go(clusters, out, short, resume=True)
    assert (out / "manifest.json").read_bytes() == sealed


def test_a_spoilt_checkpoint_is_a_sentence(clusters: Path) -> None:
    out = clusters / "run"

    def stop(progress: Progress) -> None:
        (out / "stop").touch()

    go(clusters, out, report=stop)
    (out / "checkpoint.safetensors").write_bytes(b"\x80\x04 a pickle")
    with pytest.raises(BrokenRunError, match="is a pickle, which hrq never opens"):
        go(clusters, out, resume=True)


def test_snapshots_show_points_first_and_codewords_from_their_joining_on(
    clusters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking changes nothing: the run is the same without."""
    monkeypatch.setattr(snapshots, "NOT_WITHIN", -1.0)
    go(clusters, clusters / "run")
    seen = snapshots.steps_seen(clusters / "run")
    first, last = (snapshots.read(clusters / "run", step) for step in (seen[0], seen[-1]))
    assert (first.step, last.step, len(seen)) == (1, 120, 120)
    assert first.points.shape == last.points.shape == (96, 2)
    assert np.linalg.norm(last.points, axis=1).max() < 1
    assert (len(first.codewords), first.unique) == (0, None)
    assert (last.codewords.shape, last.usage.sum()) == ((8, 2), 96)
    figures = [line for line in read_progress(clusters / "run") if line["phase"] == "training"][-1]
    assert {"reconstruction", "through codes", "quantizer", "perplexity", "dead", "vectors_a_second"} <= set(figures)
    monkeypatch.setattr(snapshots, "take", lambda *given: None)
    go(clusters, clusters / "unseen")
    assert_same_end(clusters / "run", clusters / "unseen")


def test_an_estimate_leaves_nothing_and_tells_what_was_read(clusters: Path) -> None:
    found = estimate_fit(str(clusters / "vectors.npy"), QUICK, names=clusters / "names.txt", threads=1)
    assert (found.vectors, found.width, found.steps) == (96, 20, 120)
    assert 0 < found.seconds < 120
    assert found.memory > 1e7
    with pytest.raises(UsageError, match="does not exist"):
        estimate_fit(str(clusters / "none.npy"), QUICK)
    assert {path.name for path in clusters.iterdir()} == {"vectors.npy", "names.txt", "categories.csv"}


def test_what_is_no_number_and_too_little_memory_are_told_and_leave_nothing(
    clusters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = fitting.Fitting.one_step

    def spoilt(self: Any, batch: torch.Tensor) -> Any:
        losses = honest(self, batch)
        next(iter(self.state.model.parameters())).data.fill_(torch.nan)
        return losses

    monkeypatch.setattr(fitting.Fitting, "one_step", spoilt)
    with pytest.raises(DivergedError, match="stopped being a number near step 25"):
        go(clusters, clusters / "run")

    def full(self: Any, batch: torch.Tensor) -> Any:
        raise MemoryError

    monkeypatch.setattr(fitting.Fitting, "one_step", full)
    with pytest.raises(TooLargeError, match="not enough of memory to fit these vectors. Take fewer"):
        go(clusters, clusters / "full")
    assert not (clusters / "full").exists()
