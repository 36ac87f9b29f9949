"""The bundled noun models: what they promise, recomputed from what is stored."""

from functools import cache

import numpy as np
import pytest
import torch

from hrq.runs import Run, load_run

QUANTIZERS = ("rq", "hrq", "ghrq", "tangent")
MOST_BYTES = 6_000_000


@cache
def nouns(quantizer: str) -> Run:
    return load_run(f"nouns-16d-{quantizer}")


@pytest.mark.parametrize("quantizer", QUANTIZERS)
def test_small_of_three_seeds_and_of_the_split_that_it_names(quantizer: str) -> None:
    run = nouns(quantizer)
    size = sum(path.stat().st_size for path in run.folder.iterdir())
    assert size < MOST_BYTES
    assert (run.config.split, run.config.stored, run.config.unique) == ("closure", "half", True)
    assert run.metrics["seeds"] == [0, 1, 2]
    spread = run.metrics["over_seeds"]
    for name in ("map", "map_held_out", "unique_nearest"):
        assert spread[name]["low"] < spread[name]["mean"] < spread[name]["high"]


@pytest.mark.parametrize("quantizer", QUANTIZERS)
def test_codes_are_unique_and_their_use_is_as_recorded(quantizer: str) -> None:
    run = nouns(quantizer)
    assert len(np.unique(run.codes, axis=0)) == len(run.names) == 82_115
    first = len(np.unique(run.nearest_codes, axis=0)) / len(run.names)
    assert first == pytest.approx(run.metrics["unique_nearest"], abs=1e-4)
    for level, recorded in enumerate(run.metrics["perplexity"]):
        share = np.bincount(run.codes[:, level], minlength=128) / len(run.names)
        share = share[share > 0]
        assert np.exp(-(share * np.log(share)).sum()) == pytest.approx(recorded, abs=0.01)
        assert recorded > 0.8 * 128


@pytest.mark.parametrize("quantizer", QUANTIZERS)
def test_stored_points_encode_to_the_stored_codes(quantizer: str) -> None:
    """16-bit points, exact codes: the codes are those of the points as they are stored."""
    run = nouns(quantizer)
    rows = torch.randperm(len(run.names), generator=torch.Generator().manual_seed(0))[:5_000]
    assert np.array_equal(run.quantizer.encode(run.points[rows]), run.nearest_codes[rows])


@pytest.mark.parametrize("quantizer", ["ghrq", "tangent"])
def test_the_ball_s_quantizers_hold_the_floors(quantizer: str) -> None:
    spread = nouns(quantizer).metrics["over_seeds"]
    assert spread["map"]["mean"] >= 0.945
    assert spread["unique_nearest"]["mean"] >= 0.92
    means = [one["mean"] for one in spread["relative_error_scaled"]]
    assert means == sorted(means, reverse=True)
    for found, floor in zip(spread["wup"], (0.65, 0.75, 0.82), strict=True):
        assert found["mean"] >= floor


def test_the_plane_says_what_it_is_and_what_training_added() -> None:
    run = load_run("nouns-2d-ghrq")
    assert run.points.dtype == torch.float64
    assert run.config.start == "cones"
    assert run.metrics["map_parents"] > run.metrics["map_parents_start"] > 0.6
    assert float(run.points.norm(dim=1).max()) < 1
