"""One training as a whole: what it records, what it measures, and that quality is better than chance."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.splits import Split
from hrq.errors import (
    BrokenRunError,
    CannotWriteError,
    DivergedError,
    HierarchyError,
    HrqError,
    SettingError,
    TooLargeError,
    UsageError,
)
from hrq.jobs.progress import Progress, read_progress
from hrq.runs import load_run
from hrq.runs.arrays import read_tensors, write_tensors
from hrq.train.hierarchy import step
from hrq.train.hierarchy.training import _pairs, train


def settings(csv: Path, **more: object) -> dict[str, object]:
    few = {"dimension": 3, "levels": 2, "codewords": 8, "epochs": 60, "negatives": 16}
    return {"hierarchy": str(csv), **few, **more}


@pytest.mark.parametrize("quantizer", ["rq", "hrq", "ghrq", "tangent"])
def test_every_quantizer_learns_a_tree_and_codes_are_unique(toy_csv: Path, tmp_path: Path, quantizer: str) -> None:
    outcome = train(settings(toy_csv, quantizer=quantizer), tmp_path / "run", device="cpu")
    found = outcome.metrics
    assert outcome.finished
    assert found["map"] > 2 * found["map_shuffled"]
    assert found["unique"] == 1.0
    run = load_run(tmp_path / "run")
    assert len(np.unique(run.codes, axis=0)) == 31
    assert found["moved"] == pytest.approx(float(run.moved.mean()), abs=1e-4)
    assert run.points.dtype == torch.float32
    json.dumps(found, allow_nan=False)


def test_reports_reach_the_file_and_the_caller(toy_csv: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    train(settings(toy_csv), tmp_path / "run", device="cpu", report=seen.append)
    phases = dict.fromkeys(one.phase for one in seen)
    assert list(phases) == ["training", "fitting codebooks", "measuring"]
    assert dict.fromkeys(line["phase"] for line in read_progress(tmp_path / "run")) == phases
    assert any("perplexity" in one.figures for one in seen)


def test_training_in_two_halves_is_training_in_one(toy_csv: Path, tmp_path: Path) -> None:
    """The joint phase too: the stop falls after the quantizer has joined. Red when tried: usage left out."""
    straight = train(settings(toy_csv, burn_in=0.2), tmp_path / "straight", device="cpu")

    def stop_late(progress: Progress) -> None:
        if progress.phase == "training" and progress.done >= 50:
            (tmp_path / "halves" / "stop").touch()

    first = train(settings(toy_csv, burn_in=0.2), tmp_path / "halves", device="cpu", report=stop_late)
    assert not first.finished
    assert load_run(tmp_path / "halves").state == "stopped"
    second = train(settings(toy_csv, burn_in=0.2), tmp_path / "halves", device="cpu", resume=True)
    assert second.finished
    whole, parts = (load_run(outcome.folder) for outcome in (straight, second))
    torch.testing.assert_close(whole.points, parts.points)
    assert np.array_equal(whole.codes, parts.codes)


def test_a_hierarchy_without_links_has_nothing_to_learn(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("name,parents\na,\nb,\n")
    with pytest.raises(HierarchyError, match="no pairs to learn"):
        train(settings(tmp_path / "one.csv"), tmp_path / "run", device="cpu")
    assert not (tmp_path / "run").exists()


def test_unequal_codebooks(toy_csv: Path, tmp_path: Path) -> None:
    train(settings(toy_csv, codewords=(4, 16)), tmp_path / "run", device="cpu")
    run = load_run(tmp_path / "run")
    assert [len(book) for book in run.quantizer.codebooks] == [4, 16]
    assert run.config.codewords == (4, 16)


def test_too_few_codes_are_said_and_the_run_is_kept(toy_csv: Path, tmp_path: Path) -> None:
    outcome = train(settings(toy_csv, levels=1, codewords=8), tmp_path / "run", device="cpu")
    assert "make only 8" in outcome.metrics["unique_refused"]
    assert load_run(tmp_path / "run").metrics["unique"] < 1


def test_a_training_that_diverges_says_so(toy_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when tried: without the check a run full of nan would be measured and saved."""
    honest = step.batch_losses

    def spoilt(*given: Any) -> dict[str, torch.Tensor]:
        return {name: loss * torch.nan for name, loss in honest(*given).items()}

    monkeypatch.setattr(step, "batch_losses", spoilt)
    with pytest.raises(DivergedError, match="stopped being a number near step 25.*smaller --learning-rate"):
        train(settings(toy_csv), tmp_path / "run", device="cpu")
    assert not (tmp_path / "run" / "manifest.json").exists()


def test_a_hierarchy_that_changed_is_not_resumed(toy_csv: Path, tmp_path: Path) -> None:
    """Red when tried: without the hash a longer table meets a shorter checkpoint, and torch's IndexError the user."""
    copy = tmp_path / "toy.csv"
    copy.write_text(toy_csv.read_text())

    def stop_soon(progress: Progress) -> None:
        (tmp_path / "run" / "stop").touch()

    train(settings(copy), tmp_path / "run", device="cpu", report=stop_soon)
    copy.write_text(toy_csv.read_text() + "n99,n1\n")
    with pytest.raises(UsageError, match="has changed since .* was begun"):
        train(settings(copy), tmp_path / "run", device="cpu", resume=True)


def test_a_hierarchy_that_is_gone_lives_on_in_the_run(toy_csv: Path, tmp_path: Path) -> None:
    """Red when found: neither a resumed training nor a finished run could do without the file it was begun with."""
    copy = tmp_path / "toy.csv"
    copy.write_text(toy_csv.read_text())

    def stop_soon(progress: Progress) -> None:
        (tmp_path / "run" / "stop").touch()

    train(settings(copy), tmp_path / "run", device="cpu", report=stop_soon)
    copy.unlink()
    outcome = train(settings(copy), tmp_path / "run", device="cpu", resume=True)
    assert outcome.finished
    run = load_run(tmp_path / "run")
    assert run.hierarchy.names == run.names
    assert run.hierarchy.title == "toy"
    with pytest.raises(HierarchyError, match="cannot be read"):
        train(settings(copy), tmp_path / "another", device="cpu", resume=True)
    assert not (tmp_path / "another").exists()


def test_a_checkpoint_never_holds_what_is_no_number(
    toy_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is nan from step 20 on; checkpoints are due at every step. Red when tried: checks with the reports only."""
    honest = step.batch_losses

    def spoilt(state: Any, *given: Any) -> dict[str, torch.Tensor]:
        return {name: loss * (torch.nan if state.step >= 20 else 1) for name, loss in honest(state, *given).items()}

    monkeypatch.setattr(step, "batch_losses", spoilt)
    with pytest.raises(DivergedError, match="The last checkpoint is kept"):
        train(settings(toy_csv), tmp_path / "run", device="cpu", checkpoint_seconds=0)
    tensors, _ = read_tensors(tmp_path / "run" / "checkpoint.safetensors")
    assert tensors["vectors"].isfinite().all()
    monkeypatch.undo()
    monkeypatch.setenv("HRQ_RUNS", str(tmp_path))
    assert train(settings(toy_csv), tmp_path / "run", device="cpu", resume=True).finished


def test_two_trainings_do_not_share_a_folder(toy_csv: Path, tmp_path: Path) -> None:
    """The heartbeat of a living process is respected, that of a dead one is not."""
    train(settings(toy_csv), tmp_path / "run", device="cpu")
    (tmp_path / "run" / "manifest.json").unlink()
    (tmp_path / "run" / "heartbeat").write_text(str(os.getppid()))
    with pytest.raises(HrqError, match="is being trained by another process"):
        train(settings(toy_csv), tmp_path / "run", device="cpu", resume=True)
    (tmp_path / "run" / "heartbeat").write_text("4194304999")
    assert train(settings(toy_csv), tmp_path / "run", device="cpu", resume=True).finished


@pytest.mark.parametrize("facts", ["[]", "{}", "{", '{"step": "x", "seconds": 0, "table": 1}'])
def test_a_spoilt_checkpoint_is_a_sentence(toy_csv: Path, tmp_path: Path, facts: str) -> None:
    train(settings(toy_csv), tmp_path / "run", device="cpu")
    (tmp_path / "run" / "manifest.json").unlink()
    write_tensors(tmp_path / "run" / "checkpoint.safetensors", {"vectors": torch.zeros(31, 3)}, {"facts": facts})
    with pytest.raises(BrokenRunError, match="does not fit the settings"):
        train(settings(toy_csv), tmp_path / "run", device="cpu", resume=True)


def test_a_full_disk_leaves_nothing_in_the_way(toy_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when tried: the folder stays with its config, and the same command says that it already exists."""

    def full(self: object, progress: Progress) -> None:
        raise CannotWriteError(tmp_path / "run" / "progress.jsonl", "the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("hrq.jobs.progress.Recorder.__call__", full)
        with pytest.raises(CannotWriteError, match="the disk is full"):
            train(settings(toy_csv), tmp_path / "run", device="cpu")
    assert not (tmp_path / "run").exists()
    assert train(settings(toy_csv), tmp_path / "run", device="cpu").finished


@pytest.mark.parametrize("c", [1e-3, 0.1, 10.0])
@pytest.mark.parametrize("quantizer", ["hrq", "ghrq", "tangent"])
def test_curvatures_from_nearly_flat_to_strong(toy_csv: Path, tmp_path: Path, quantizer: str, c: float) -> None:
    found = train(settings(toy_csv, quantizer=quantizer, curvature=c), tmp_path / "run", device="cpu").metrics
    assert found["map"] > 2 * found["map_shuffled"]
    assert load_run(tmp_path / "run").quantizer.c == c


@pytest.mark.parametrize("quantizer", ["hrq", "ghrq", "tangent"])
def test_no_curvature_is_the_plane(toy_csv: Path, tmp_path: Path, quantizer: str) -> None:
    found = train(settings(toy_csv, quantizer=quantizer, curvature=0.0), tmp_path / "run", device="cpu").metrics
    plane = train(settings(toy_csv, quantizer="rq"), tmp_path / "plane", device="cpu").metrics
    assert found["map"] == pytest.approx(plane["map"], abs=0.1)


@pytest.mark.parametrize("quantizer", ["rq", "ghrq"])
def test_half_the_bits_are_what_codes_and_numbers_are_of(toy_csv: Path, tmp_path: Path, quantizer: str) -> None:
    """Red when tried: rounding after the codes were fitted."""
    full = train(settings(toy_csv, quantizer=quantizer), tmp_path / "full", device="cpu")
    half = train(settings(toy_csv, quantizer=quantizer, stored="half"), tmp_path / "half", device="cpu")
    run, whole = load_run(half.folder), load_run(full.folder)
    assert np.array_equal(run.quantizer.encode(run.points), run.nearest_codes)
    assert run.points.dtype == torch.float32
    assert not torch.equal(run.points, whole.points)
    torch.testing.assert_close(run.points, whole.points, atol=2e-3, rtol=2e-3)
    tensors, _ = read_tensors(half.folder / "model.safetensors")
    assert tensors["tangents"].dtype == torch.float16
    assert half.metrics["map"] == pytest.approx(full.metrics["map"], abs=0.05)


@pytest.mark.parametrize("refusal", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: 8 GB")])
def test_too_little_memory_is_told_and_leaves_nothing_in_the_way(
    toy_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    """Red when tried: without it the allocator's traceback; without the tidying the folder is refused next time."""

    def full(*given: Any) -> dict[str, torch.Tensor]:
        raise refusal

    with monkeypatch.context() as patched:
        patched.setattr(step, "batch_losses", full)
        with pytest.raises(TooLargeError, match="not enough of memory to train.*smaller --batch"):
            train(settings(toy_csv), tmp_path / "run", device="cpu")
    assert not (tmp_path / "run").exists()
    assert train(settings(toy_csv, batch=16), tmp_path / "run", device="cpu").finished


def test_another_error_of_the_library_is_not_called_one_of_memory(
    toy_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any) -> dict[str, torch.Tensor]:
        raise RuntimeError("shapes cannot be multiplied")

    monkeypatch.setattr(step, "batch_losses", broken)
    with pytest.raises(RuntimeError, match="shapes"):
        train(settings(toy_csv), tmp_path / "run", device="cpu")


def test_a_start_by_cones_is_measured_beside_its_result(toy_csv: Path, tmp_path: Path) -> None:
    chosen = settings(toy_csv, dimension=2, start="cones", epochs=5)
    found = train(chosen, tmp_path / "run", device="cpu").metrics
    assert found["map_parents_start"] > 0.9, "a binary tree laid out by cones has its parents nearest"
    assert found["map_parents"] > 0.9, "and training does not tear it apart"
    run = load_run(tmp_path / "run")
    assert run.points.dtype == torch.float64
    assert (run.config.optimizer, run.config.shared_negatives) == ("local", False)
    assert train(settings(toy_csv), tmp_path / "random", device="cpu").metrics["map_parents_start"] is None


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"dimension": 3}, "random in 3 dimensions"),
        ({"dimension": 2, "split": "closure"}, "random with a split"),
        ({"dimension": 2, "curvature": 0.0}, "cones need curvature"),
    ],
)
def test_where_cones_cannot_be_a_start(toy_csv: Path, tmp_path: Path, more: dict[str, object], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        train(settings(toy_csv, **more, start="cones"), tmp_path / "run", device="cpu")


def test_what_follows_from_the_training_pairs_is_never_a_negative() -> None:
    """2 → 1 → 0 with the pair (2, 0) held out: it follows from the others, and pushing it away would be wrong."""
    chain = Hierarchy.from_links(["a", "b", "c"], [("b", "a"), ("c", "b")])
    split = Split("closure", 0, train=np.array([[1, 0], [2, 1]]), test=np.array([[2, 0]]))
    found = _pairs(chain, split)
    assert found.positives.tolist() == [[1, 0], [2, 1]]
    assert [found.ancestors[found.starts[node] : found.starts[node + 1]].tolist() for node in range(3)] == [
        [], [0], [0, 1],
    ]  # fmt: skip


def test_held_out_ancestors_are_no_misses(toy_csv: Path, tmp_path: Path) -> None:
    """Held-out pairs are true: a model that ranks them among the first ancestors is not wrong."""
    found = train(settings(toy_csv, split="closure", epochs=200), tmp_path / "run", device="cpu").metrics
    assert found["map"] > 0.9
