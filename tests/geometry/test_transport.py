"""Gyrations and transport: against the definition in many digits, against geoopt, and by what they must keep."""

from collections.abc import Callable

import geoopt.manifolds.stereographic.math as referee
import mpmath
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hrq.errors import CurvatureError
from hrq.geometry.poincare import conformal_factor, expmap, mobius_add, radius
from hrq.geometry.transport import gyration, parallel_transport, riemannian_gradient

CURVATURES = st.just(0.0) | st.floats(-3, 1).map(lambda power: 10.0**power)
SEEDS = st.integers(0, 2**31)
LAWS = settings(deadline=None, max_examples=25, derandomize=True)
EXACT = mpmath.mp.clone()
EXACT.dps = 120
Vector = list[mpmath.mpf]


def exact_add(x: Vector, y: Vector, c: float) -> Vector:
    k = EXACT.mpf(c)
    xy, xx, yy = (sum((a * b for a, b in zip(*pair, strict=True)), EXACT.mpf(0)) for pair in ((x, y), (x, x), (y, y)))
    below = 1 + 2 * k * xy + k * k * xx * yy
    return [((1 + 2 * k * xy + k * yy) * a + (1 - k * xx) * b) / below for a, b in zip(x, y, strict=True)]


def exact_gyration(u: Tensor, v: Tensor, w: Tensor, c: float) -> Tensor:
    """−(u ⊕ v) ⊕ (u ⊕ (v ⊕ w)) in 120 digits, on a multiple of w so small that it lies in the ball."""
    a, b, d = ([EXACT.mpf(float(one)) for one in vector] for vector in (u, v, w))
    small = [one * EXACT.mpf(10) ** -30 for one in d]
    turned = exact_add([-one for one in exact_add(a, b, c)], exact_add(a, exact_add(b, small, c), c), c)
    return torch.tensor([float(one * EXACT.mpf(10) ** 30) for one in turned], dtype=torch.float64)


@pytest.mark.parametrize("c", [1e-3, 1.0, 10.0])
@pytest.mark.parametrize(
    ("dtype", "gap", "allowed"),
    [(torch.float64, 0.1, 1e-14), (torch.float64, 1e-6, 1e-9), (torch.float32, 0.1, 1e-6), (torch.float32, 2e-3, 1e-6)],
)
def test_gyrations_of_near_points_hold_their_digits_at_the_rim(
    c: float, dtype: torch.dtype, gap: float, allowed: float
) -> None:
    """gyr[z, −q] for q a step from z, as the backward of ghrq needs it."""
    noise = torch.Generator().manual_seed(3)
    z, w = torch.randn(2, 12, 4, generator=noise, dtype=torch.float64).unbind()
    z = z / z.norm(dim=-1, keepdim=True) * (1 - gap) * radius(c)
    q = mobius_add(z, 0.08 * radius(c) * torch.randn(12, 4, generator=noise, dtype=torch.float64), c=c) * (1 - gap / 9)
    z, q, w = (one.to(dtype) for one in (z, q, w))
    expected = torch.stack([exact_gyration(a, -b, d, c) for a, b, d in zip(z, q, w, strict=True)])
    error = (gyration(z, -q, w, c=c).double() - expected).norm(dim=-1) / expected.norm(dim=-1)
    assert float(error.max()) < allowed


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_gyrations_are_rotations_that_mend_associativity(
    ball_points: Callable[..., Tensor], c: float, seed: int
) -> None:
    u, v, w = (ball_points(100, 4, c=c, seed=seed + i, closest=0.05) for i in range(3))
    turned = gyration(u, v, w, c=c)
    torch.testing.assert_close(turned.norm(dim=-1), w.norm(dim=-1), rtol=1e-10, atol=0)
    nested = mobius_add(u, mobius_add(v, w, c=c), c=c)
    near = {"rtol": 0, "atol": 1e-9 * (radius(c) if c else 3.0)}
    torch.testing.assert_close(nested, mobius_add(mobius_add(u, v, c=c), turned, c=c), **near)
    swapped = gyration(u, v, mobius_add(v, u, c=c), c=c)
    torch.testing.assert_close(mobius_add(u, v, c=c), swapped, **near)
    torch.testing.assert_close(gyration(u, -u, w, c=c), w, **near)


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_transport_is_geoopt_s_and_keeps_lengths(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    x, y, v = (ball_points(100, 4, c=c, seed=seed + i, closest=0.1) for i in range(3))
    carried = parallel_transport(x, y, v, c=c)
    before, after = conformal_factor(x, c=c) * v.norm(dim=-1), conformal_factor(y, c=c) * carried.norm(dim=-1)
    torch.testing.assert_close(after, before, rtol=1e-10, atol=0)
    torch.testing.assert_close(parallel_transport(y, x, carried, c=c), v, rtol=1e-9, atol=1e-9)
    expected = referee.parallel_transport(x, y, v, k=torch.tensor(-c, dtype=torch.float64))
    torch.testing.assert_close(carried, expected, rtol=1e-8, atol=1e-8)


def test_a_geodesic_carries_its_own_direction_along() -> None:
    x, v = torch.tensor([[0.3, -0.6]]).double(), torch.tensor([[0.2, 0.05]]).double()
    halfway, end = expmap(x, v / 2, c=1.5), expmap(x, v, c=1.5)
    carried = parallel_transport(x, halfway, v, c=1.5)
    torch.testing.assert_close(expmap(halfway, carried / 2, c=1.5), end)


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_the_riemannian_gradient_divides_by_the_metric(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    x, g = (ball_points(20, 3, c=c, seed=seed + i, closest=1e-3) for i in range(2))
    expected = g / conformal_factor(x, c=c)[:, None].square()
    torch.testing.assert_close(riemannian_gradient(x, g, c=c), expected, rtol=1e-10, atol=0)


def test_no_move_in_the_plane() -> None:
    x, y, v = torch.randn(3, 5, 2, generator=torch.Generator().manual_seed(0)).unbind()
    assert torch.equal(gyration(x, y, v, c=0.0), v)
    assert torch.equal(parallel_transport(x, y, v, c=0.0), v)
    assert torch.equal(riemannian_gradient(x, v, c=0.0), v / 4)


def test_a_negative_curvature_is_refused() -> None:
    x = torch.zeros(1, 2)
    for refused in (lambda: gyration(x, x, x, c=-1.0), lambda: riemannian_gradient(x, x, c=-1.0)):
        with pytest.raises(CurvatureError):
            refused()
