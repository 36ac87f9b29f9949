"""The hyperboloid's model of the same space, and means of points that isometries carry along."""

import math
from collections.abc import Callable

import geoopt
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hrq.errors import CurvatureError, SettingError
from hrq.geometry.hyperboloid import centroid, karcher_step, lift, lower
from hrq.geometry.poincare import distance, mobius_add, radius

CURVED = st.floats(-3, 1).map(lambda power: 10.0**power)
CURVATURES = st.just(0.0) | CURVED
SEEDS = st.integers(0, 2**31)
LAWS = settings(deadline=None, max_examples=20, derandomize=True)


@LAWS
@given(c=CURVED, seed=SEEDS)
def test_lifted_points_lie_on_the_hyperboloid_and_measure_the_same(
    ball_points: Callable[..., Tensor], c: float, seed: int
) -> None:
    x, y = (ball_points(50, 3, c=c, seed=seed + i, closest=0.05) for i in range(2))
    a, b = lift(x, c=c), lift(y, c=c)
    on = -a[:, 0].square() + a[:, 1:].square().sum(-1)
    torch.testing.assert_close(on, torch.full_like(on, -1 / c), rtol=1e-9, atol=0)
    inner = -a[:, 0] * b[:, 0] + (a[:, 1:] * b[:, 1:]).sum(-1)
    torch.testing.assert_close(torch.acosh(-c * inner) / math.sqrt(c), distance(x, y, c=c), rtol=1e-8, atol=0)
    torch.testing.assert_close(lower(a, c=c), x, rtol=1e-12, atol=0)


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_the_centroid_goes_where_the_points_go(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    points, by = ball_points(30, 3, c=c, seed=seed, closest=0.3), ball_points(1, 3, c=c, seed=seed + 1, closest=1e-6)
    weights = torch.rand(30, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    moved = centroid(mobius_add(by, points, c=c), weights, c=c)
    expected = mobius_add(by[0], centroid(points, weights, c=c), c=c)
    assert float(distance(moved, expected, c=c)) < 1e-7 * (radius(c) if c else 3.0)


@pytest.mark.parametrize("c", [0.0, 0.3, 4.0])
def test_the_centroid_has_the_least_error(ball_points: Callable[..., Tensor], c: float) -> None:
    """Its error is Σ w |x − μ|²/(α_x α_μ), (cosh √c d − 1)/2c: no point of a cloud around it does better."""
    points = ball_points(20, 2, c=c, seed=1, closest=0.1)
    weights = torch.linspace(0, 2, 20).double()
    best = centroid(points, weights, c=c)

    def error(centre: Tensor) -> float:
        gaps = (1 - c * points.square().sum(-1)) * (1 - c * centre.square().sum())
        return float((weights * (points - centre).square().sum(-1) / gaps).sum())

    noise = torch.randn(200, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    assert error(best) < min(error(mobius_add(best, one * 1e-3, c=c)) for one in noise)


def test_the_centroid_of_one_point_of_equal_points_and_of_pairs(ball_points: Callable[..., Tensor]) -> None:
    x = ball_points(5, 3, c=2.0, seed=0, closest=1e-8)
    torch.testing.assert_close(centroid(x[:, None], c=2.0), x, rtol=1e-12, atol=0)
    torch.testing.assert_close(centroid(x[:1].expand(7, 3), c=2.0), x[0], rtol=1e-12, atol=0)
    opposite = torch.stack([x, -x], dim=1)
    torch.testing.assert_close(centroid(opposite, c=2.0), torch.zeros_like(x), rtol=0, atol=1e-12)
    assert centroid(x.float(), c=2.0).dtype == torch.float32


def test_sums_that_lost_their_digits_at_the_rim_have_a_centroid(ball_points: Callable[..., Tensor]) -> None:
    """Of a single point, time² − c|space|² is 1; here both are 1e20, and rounding may leave anything."""
    x = ball_points(300, 3, c=1.0, seed=1, closest=1e-10)
    torch.testing.assert_close(centroid(x[:, None], c=1.0), x, rtol=1e-9, atol=0)


def test_the_centroid_of_the_plane_is_the_mean() -> None:
    x = torch.randn(9, 2, generator=torch.Generator().manual_seed(0)).double()
    torch.testing.assert_close(centroid(x, c=0.0), x.mean(0))
    torch.testing.assert_close(
        centroid(x, torch.arange(9.0).double(), c=0.0), (x * torch.arange(9)[:, None]).sum(0) / 36
    )


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_karcher_steps_end_where_the_mean_of_the_logarithms_is_zero(
    ball_points: Callable[..., Tensor], c: float, seed: int
) -> None:
    points = ball_points(20, 3, c=c, seed=seed, closest=0.3)
    mean = centroid(points, c=c)
    for _ in range(60):
        mean = karcher_step(mean, points, c=c)
    torch.testing.assert_close(karcher_step(mean, points, c=c), mean, rtol=0, atol=1e-9 * (radius(c) if c else 3.0))
    space = geoopt.Stereographic(k=torch.tensor(-c, dtype=torch.float64))
    assert float(space.logmap(mean, points).mean(0).norm()) < 1e-7 * (radius(c) if c else 3.0)


def test_the_plane_has_no_hyperboloid() -> None:
    with pytest.raises(SettingError, match="greater than 0"):
        lift(torch.zeros(1, 2), c=0.0)
    with pytest.raises(SettingError, match="no hyperboloid"):
        lower(torch.zeros(1, 3), c=0.0)


def test_a_negative_curvature_is_refused() -> None:
    for refused in (lambda: centroid(torch.zeros(1, 2), c=-1.0), lambda: lift(torch.zeros(1, 2), c=-2.0)):
        with pytest.raises(CurvatureError):
            refused()
