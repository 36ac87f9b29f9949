"""Fitting codebooks to points, and keeping codewords alive."""

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from hrq.errors import SettingError, ShapeError, UnknownNameError
from hrq.geometry.poincare import distance, expmap0, logmap0, pairwise_distance
from hrq.quantize import QUANTIZERS, ResidualQuantizer
from hrq.quantize.codebook import fit, perplexity, reseed_dead, usage

SIZES = [12, 8, 16]


def fitted(name: str, tree: Tensor, **changes: object) -> ResidualQuantizer:
    """Fitted to the toy tree, as far as its median radius of one half asks for."""
    middle = float(logmap0(tree, c=1.0).norm(dim=-1).median())
    scale = math.atanh(0.5) / middle if name in ("hrq", "ghrq") else 1.0
    points, c = (logmap0(tree, c=1.0), 0.0) if name == "rq" else (tree, 1.0)
    settings: dict[str, object] = {"c": c, "scale": scale, "sizes": SIZES, "seed": 3, "iterations": 12}
    return fit(name, points, **(settings | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", list(QUANTIZERS))
def test_every_level_lowers_the_error(name: str, toy_tree: Tensor) -> None:
    """In its own distances, by a fifth at least for the exact three; for hrq no more than lower at all is asked."""
    quantizer = fitted(name, toy_tree)
    points = logmap0(toy_tree, c=1.0) if name == "rq" else toy_tree
    partial = quantizer.partial_reconstructions(quantizer.encode(points))
    errors = [float(distance(points, one, c=quantizer.c).square().mean()) for one in partial]
    assert [len(book) for book in quantizer.codebooks] == SIZES
    assert all(after < before * (1 if name == "hrq" else 0.8) for before, after in pairwise(errors))


def test_ghrq_decodes_better_than_hrq_from_equal_first_codebooks(toy_tree: Tensor) -> None:
    exact, first = fitted("ghrq", toy_tree), fitted("hrq", toy_tree)
    assert torch.equal(exact.codebooks[0], first.codebooks[0])
    errors = [
        float(distance(toy_tree, one.reconstruct(one.encode(toy_tree)), c=1.0).square().mean())
        for one in (exact, first)
    ]
    assert errors[0] < 0.9 * errors[1]


def test_the_same_seed_gives_the_same_codebooks(toy_tree: Tensor) -> None:
    one, same, other = (fitted("ghrq", toy_tree, seed=seed, sizes=[6, 6]) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(one.codebooks, same.codebooks, strict=True))
    assert not torch.equal(one.codebooks[0], other.codebooks[0])


def test_codebooks_have_the_points_dtype_and_progress_reaches_its_end(toy_tree: Tensor) -> None:
    heard: list[tuple[int, int]] = []
    quantizer = fitted("tangent", toy_tree.float(), progress=lambda done, total: heard.append((done, total)))
    assert {book.dtype for book in quantizer.codebooks} == {torch.float32}
    assert heard == sorted(heard)
    assert heard[-1] == (36, 36)
    assert (12, 36) in heard
    assert (24, 36) in heard


def test_each_level_is_fitted_to_what_the_rounded_codewords_leave() -> None:
    """Two points, float32 codebooks of 1, 2 and 2: the third level holds what rounding the second left."""
    points = expmap0(torch.tensor([[1.3, 0.2], [-0.7, 0.9]]), c=1.0)
    quantizer = fit("ghrq", points, c=1.0, sizes=[1, 2, 2], seed=0).double()
    error = distance(quantizer.reconstruct(quantizer.encode(points)), points.double(), c=1.0)
    assert float(error.max()) < 1e-13


def test_what_cannot_be_fitted_is_refused(toy_tree: Tensor) -> None:
    with pytest.raises(UnknownNameError, match="no quantizer named 'pq'"):
        fitted("pq", toy_tree)
    with pytest.raises(SettingError, match="size of a codebook must be at least 1, got 0"):
        fitted("ghrq", toy_tree, sizes=[4, 0])
    with pytest.raises(SettingError, match="number of iterations must be at least 1"):
        fitted("ghrq", toy_tree, iterations=0)
    with pytest.raises(ShapeError, match=r"\(n, d\) with n at least 1, got \(0, 2\)"):
        fit("ghrq", torch.zeros(0, 2), c=1.0, sizes=[4], seed=0)
    with pytest.raises(ShapeError, match="one a level"):
        fitted("ghrq", toy_tree, sizes=[])


@pytest.mark.parametrize("name", list(QUANTIZERS))
def test_dead_codewords_come_back_as_residuals_of_their_level(name: str, toy_tree: Tensor) -> None:
    quantizer = fitted(name, toy_tree)
    points = logmap0(toy_tree, c=1.0) if name == "rq" else toy_tree
    counts = [usage(column, size) for column, size in zip(quantizer.encode(points).T, SIZES, strict=True)]
    counts[1][[2, 5]] = 0
    counts[2][7] = 0
    before, left = [book.detach().clone() for book in quantizer.codebooks], quantizer.residuals(points)
    dead = [int((one == 0).sum()) for one in counts]
    assert reseed_dead(quantizer, points, counts, generator=torch.Generator().manual_seed(0)) == sum(dead)
    for level, book in enumerate(quantizer.codebooks):
        moved = torch.nonzero((book != before[level]).any(-1))[:, 0].tolist()
        assert moved == torch.nonzero(counts[level] == 0)[:, 0].tolist()
        for row in moved:
            assert float((left[level] - book.detach()[row]).norm(dim=-1).min()) < 1e-12


def test_nothing_dead_nothing_moved(ball_points: Callable[..., Tensor], toy_tree: Tensor) -> None:
    quantizer = fitted("ghrq", toy_tree)
    alive = [torch.ones(size, dtype=torch.int64) for size in SIZES]
    assert reseed_dead(quantizer, toy_tree, alive, generator=torch.Generator()) == 0
    few = ball_points(2, 6, c=1.0, seed=0, closest=0.5)
    dead = [torch.zeros(size, dtype=torch.int64) for size in SIZES]
    assert reseed_dead(quantizer, few, dead, generator=torch.Generator().manual_seed(0)) == 6


def test_usage_and_perplexity() -> None:
    counts = usage(torch.tensor([0, 0, 3, 3, 1, 1]), 5)
    assert counts.tolist() == [2, 2, 0, 2, 0]
    assert perplexity(counts) == pytest.approx(3)
    assert perplexity(torch.tensor([9, 0, 0])) == pytest.approx(1)
    assert perplexity(torch.tensor([0, 0])) == 0


def test_a_fit_keeps_the_scale_and_fits_the_scaled_points(ball_points: Callable[..., Tensor]) -> None:
    points = ball_points(60, 3, c=1.0, seed=0, closest=1e-3)
    found = fit("ghrq", points, c=1.0, scale=0.4, sizes=[60], seed=0, iterations=5)
    assert found.scale == 0.4
    every = pairwise_distance(found.to_scaled(points), found.codebooks[0].detach(), c=1.0)
    assert float(every.min(dim=1).values.max()) < 0.2


def test_perplexity_counts_codewords_that_are_used_once() -> None:
    assert perplexity(torch.tensor([1, 1, 1, 1, 0])) == pytest.approx(4)
    assert perplexity(torch.tensor([2, 1, 1])) == pytest.approx(2**1.5)
