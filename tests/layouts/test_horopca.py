"""Projections along horospheres: the paper's two laws, and directions that keep points apart."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch

from hrq.geometry.poincare import distance, expmap0, pairwise_distance
from hrq.layouts.horopca import HoroProjection, _start, horo_project, horopca
from hrq.layouts.projection import tangent_pca

Draw = Callable[..., torch.Tensor]


def busemann(x: torch.Tensor, ideal: torch.Tensor) -> torch.Tensor:
    """log(|p − x|² / (1 − |x|²)), which the projection keeps."""
    return ((ideal - x).square().sum(-1) / (1 - x.square().sum(-1))).log()


@pytest.fixture
def plane() -> HoroProjection:
    noise = torch.Generator().manual_seed(5)
    ideals, _ = torch.linalg.qr(torch.randn(7, 2, generator=noise, dtype=torch.float64))
    return HoroProjection(ideals.T.contiguous())


def test_both_busemann_functions_are_kept(plane: HoroProjection, ball_points: Draw) -> None:
    points = ball_points(300, 7, c=1.0, seed=0, closest=1e-6)
    placed = horo_project(points, plane, c=1.0)
    for number, ideal in enumerate(torch.eye(2, dtype=torch.float64)):
        torch.testing.assert_close(busemann(placed, ideal), busemann(points, plane.ideals[number]), atol=1e-6, rtol=0)


def test_no_distance_grows_and_points_of_the_disk_stay(plane: HoroProjection, ball_points: Draw) -> None:
    points = ball_points(120, 7, c=1.0, seed=1, closest=1e-4)
    placed = horo_project(points, plane, c=1.0)
    assert bool((pairwise_distance(placed, placed, c=1.0) <= pairwise_distance(points, points, c=1.0) + 1e-6).all())
    flat = torch.tensor([[0.0, 0], [-0.6, 0.3], [-0.5, -0.7], [0.3, 0.1]]).double()
    torch.testing.assert_close(horo_project(flat @ plane.ideals, plane, c=1.0), flat, atol=1e-12, rtol=0)


def test_the_distance_to_the_geodesic_between_the_ideal_points_is_kept(
    plane: HoroProjection, ball_points: Draw
) -> None:
    """From points along that geodesic, the circle about (1, 1) that meets the rim at right angles."""
    angle = torch.linspace(1.001 * math.pi, 1.499 * math.pi, 4001, dtype=torch.float64)
    spine = torch.stack([1 + angle.cos(), 1 + angle.sin()], dim=1)
    points = ball_points(60, 7, c=1.0, seed=2, closest=1e-2)
    placed = horo_project(points, plane, c=1.0)
    before = pairwise_distance(points, spine @ plane.ideals, c=1.0).min(dim=1).values
    after = pairwise_distance(placed, spine, c=1.0).min(dim=1).values
    torch.testing.assert_close(after, before, atol=1e-3, rtol=0)


@pytest.mark.parametrize("c", [0.25, 1.0, 4.0])
def test_another_curvature_is_another_unit(c: float, plane: HoroProjection, ball_points: Draw) -> None:
    points = ball_points(50, 7, c=1.0, seed=3, closest=1e-3)
    torch.testing.assert_close(horo_project(points / math.sqrt(c), plane, c=c), horo_project(points, plane, c=1.0))


def test_a_disk_hidden_in_more_dimensions_is_found() -> None:
    """Points of a disk turned into nine dimensions: nearly all of their spread comes back."""
    noise = torch.Generator().manual_seed(0)
    turn, _ = torch.linalg.qr(torch.randn(9, 9, generator=noise, dtype=torch.float64))
    angle = torch.pi * (1 + 0.5 * torch.rand(150, generator=noise, dtype=torch.float64))
    tangents = 1.5 * torch.rand(150, 1, generator=noise, dtype=torch.float64).sqrt()
    flat = expmap0(tangents * torch.stack([angle.cos(), angle.sin()], dim=1), c=1.0)
    points = torch.cat([flat, torch.zeros(150, 7).double()], dim=1) @ turn.T
    found = horopca(points, c=1.0, seed=1, steps=60, starts=3)
    assert found.kept > 0.97
    torch.testing.assert_close(found.ideals @ found.ideals.T, torch.eye(2, dtype=torch.float64))


def test_it_keeps_more_spread_than_tangent_pca_and_a_seed_repeats_it(ball_points: Draw) -> None:
    points = ball_points(200, 8, c=1.0, seed=4, closest=1e-3) * torch.linspace(1, 0.4, 8)
    ticks: list[tuple[int, int]] = []
    found = horopca(points, c=1.0, seed=0, steps=25, starts=3, tick=lambda done, total: ticks.append((done, total)))
    start = HoroProjection(tangent_pca(points, c=1.0).directions)
    spread = [
        float(distance(one[:, None], one[None], c=1.0).square().mean())
        for one in (horo_project(points, found, c=1.0), horo_project(points, start, c=1.0))
    ]
    assert spread[0] > spread[1]
    again = horopca(points, c=1.0, seed=0, steps=25, starts=3)
    assert torch.equal(found.ideals, again.ideals)
    assert ticks == [(done, 75) for done in range(1, 76)]


def test_points_that_lie_in_one_place_lose_nothing() -> None:
    found = horopca(torch.full((5, 3), 0.2), c=1.0, steps=1, starts=1)
    assert found.kept == 1.0


def test_what_is_kept_does_not_depend_on_the_curvature_s_unit(ball_points: Draw) -> None:
    points = ball_points(80, 4, c=1.0, seed=6, closest=1e-2)
    one, four = (horopca(points / math.sqrt(c), c=c, seed=0, steps=3, starts=1).kept for c in (1.0, 4.0))
    assert four == pytest.approx(one)
    projected = horo_project(points, horopca(points, c=1.0, seed=0, steps=3, starts=1), c=1.0)
    spread = [float(pairwise_distance(x, x, c=1.0).square().mean()) for x in (projected, points)]
    assert one == pytest.approx(spread[0] / spread[1])


def test_starts_are_quarter_turns_of_tangent_pca_and_then_random_planes(ball_points: Draw) -> None:
    points, noise = ball_points(60, 4, c=1.0, seed=7, closest=1e-2), torch.Generator().manual_seed(0)
    first, second = tangent_pca(points, c=1.0).directions
    turns = [_start(points, number, 1.0, noise) for number in range(6)]
    for turn, expected in zip(
        turns, [(first, second), (second, -first), (-first, -second), (-second, first)], strict=False
    ):
        assert torch.equal(turn, torch.stack(expected))
    assert not torch.equal(turns[4], turns[5])


def test_only_a_sample_is_looked_at(ball_points: Draw) -> None:
    points = ball_points(60, 4, c=1.0, seed=8, closest=1e-2)
    chosen = np.random.default_rng(3).permutation(60)[:20]
    few = horopca(points, c=1.0, seed=3, sample=20, steps=2, starts=2)
    moved = points.clone()
    moved[np.setdiff1d(np.arange(60), chosen)] *= 0.1
    assert torch.equal(horopca(moved, c=1.0, seed=3, sample=20, steps=2, starts=2).ideals, few.ideals)
    assert not torch.equal(horopca(moved, c=1.0, seed=3, steps=2, starts=2).ideals, few.ideals)


def test_of_several_starts_the_one_that_keeps_most_wins(ball_points: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    points = ball_points(80, 3, c=1.0, seed=9, closest=1e-2) * torch.tensor([1.0, 0.9, 0.05])
    axes = torch.eye(3, dtype=torch.float64)
    climbs = iter([axes[[0, 2]], -axes[:2], axes[1:]])
    monkeypatch.setattr("hrq.layouts.horopca._climb", lambda *given: next(climbs))
    found = horopca(points, c=1.0, starts=3)
    assert torch.equal(found.ideals, -axes[:2])
