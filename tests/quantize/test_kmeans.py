"""k-means on the ball: every step lowers the error, and no codeword is left without points for nothing."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from hrq.geometry.poincare import distance, expmap0
from hrq.quantize.kmeans import _lloyd_step, _summands, kmeans, seeds
from hrq.quantize.search import nearest


def error(points: Tensor, book: Tensor, c: float) -> float:
    """Mean |x − e|²/(α_x α_e) to the nearest codeword, which is what k-means lowers."""
    e = book[nearest(points, book, c=c)]
    gaps = (1 - c * points.square().sum(-1)) * (1 - c * e.square().sum(-1))
    return float(((points - e).square().sum(-1) / gaps).mean())


def clusters(c: float) -> tuple[Tensor, Tensor]:
    """Six tight clusters of thirty points, and their centres."""
    angle = torch.arange(6).double() * math.pi / 3
    centres = torch.stack([angle.cos(), angle.sin()], -1) * 1.2
    noise = torch.randn(30, 6, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 0.02
    return expmap0((centres + noise).reshape(-1, 2), c=c), expmap0(centres, c=c)


@pytest.mark.parametrize("c", [0.0, 1e-3, 1.0])
def test_clusters_are_found(c: float) -> None:
    points, centres = clusters(c)
    heard: list[int] = []
    book = kmeans(points, 6, c=c, noise=torch.Generator().manual_seed(1), iterations=20, report=heard.append)
    assert heard[:2] == [1, 2]
    found = book[nearest(centres, book, c=c)]
    assert float(distance(found, centres, c=c).max()) < 0.05
    assert len(book[nearest(points, book, c=c)].unique(dim=0)) == 6
    assert heard[-1] == 20
    assert heard == sorted(heard)


@pytest.mark.parametrize("c", [0.0, 1.0, 5.0])
def test_every_step_lowers_the_error(c: float, ball_points: Callable[..., Tensor]) -> None:
    points = ball_points(400, 3, c=c, seed=0, closest=0.05)
    errors = []
    for iterations in range(1, 8):
        noise = torch.Generator().manual_seed(3)
        book = kmeans(points, 20, c=c, noise=noise, iterations=iterations, report=lambda _: None)
        errors.append(error(points, book, c))
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.97 * errors[0]


def test_seeds_spread() -> None:
    """One seed in each of six clusters, almost always: with even draws that would be one time in 65."""
    points, centres = clusters(1.0)
    hits = 0
    for seed in range(20):
        found = seeds(points, 6, torch.Generator().manual_seed(seed), c=1.0)
        hits += len(nearest(found, centres, c=1.0).unique()) == 6
    assert hits >= 18


def test_codewords_without_points_are_put_where_points_are_far_from_theirs() -> None:
    """From four equal codewords: one takes all points, the other three go to the three outliers."""
    points = torch.cat([torch.zeros(50, 2), torch.tensor([[0.5, 0.0], [0.0, 0.5], [-0.5, 0.0]])]).double()
    book, index = _lloyd_step(points, _summands(points, 1.0), torch.zeros(4, 2).double(), 1.0)
    assert index.tolist() == [0] * 53
    assert {tuple(one) for one in book[1:].tolist()} == {(0.5, 0.0), (0.0, 0.5), (-0.5, 0.0)}


def test_more_codewords_than_points() -> None:
    points = torch.tensor([[0.1, 0.2], [0.3, -0.4], [0.3, -0.4]]).double()
    book = kmeans(points, 7, c=1.0, noise=torch.Generator().manual_seed(0), iterations=5, report=lambda _: None)
    assert book.shape == (7, 2)
    assert error(points, book, 1.0) < 1e-30


def test_of_several_draws_the_seed_that_leaves_least_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first seed is 0; then 1, 10, 11 and 1 are drawn, and 10 leaves 2 of what was 222."""
    draws = iter([torch.tensor([0.0]), torch.tensor([0.001, 0.3, 0.9, 0.002])])
    monkeypatch.setattr("hrq.quantize.kmeans._draw", lambda count, noise, like: next(draws).to(like.dtype))
    points = torch.tensor([[0.0], [1.0], [10.0], [11.0]], dtype=torch.float64)
    assert seeds(points, 2, torch.Generator(), c=0.0).tolist() == [[0.0], [10.0]]
