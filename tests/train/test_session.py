"""One training as a whole: what it records, what it measures, and that quality is better than chance."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from hrq.errors import DivergedError, HierarchyError
from hrq.jobs.progress import Progress, read_progress
from hrq.models import load_run
from hrq.train import loop
from hrq.train.session import train


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
    assert len(run.codes.unique(dim=0)) == 31
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
    assert torch.equal(whole.codes, parts.codes)


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
    honest = loop.batch_losses

    def spoilt(*given: Any) -> dict[str, torch.Tensor]:
        return {name: loss * torch.nan for name, loss in honest(*given).items()}

    monkeypatch.setattr(loop, "batch_losses", spoilt)
    with pytest.raises(DivergedError, match="stopped being a number near step 25.*smaller --learning-rate"):
        train(settings(toy_csv), tmp_path / "run", device="cpu")
    assert not (tmp_path / "run" / "manifest.json").exists()
