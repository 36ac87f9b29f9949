"""The ball's laws, to the rim, for every curvature; the referee is 60-digit arithmetic, or geoopt near the centre."""

import math
from collections.abc import Callable, Sequence

import geoopt.manifolds.stereographic.math as referee
import mpmath
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import TypeCheckError
from torch import Tensor

from hrq.errors import CurvatureError, DtypeError
from hrq.geometry.poincare import (
    MARGIN,
    conformal_factor,
    distance,
    distance0,
    expmap,
    expmap0,
    gap,
    left_residual,
    logmap,
    logmap0,
    mobius_add,
    pairwise_distance,
    project,
    radius,
    right_residual,
)

CURVED = st.floats(-3, 1).map(lambda power: 10.0**power)
CURVATURES = st.just(0.0) | CURVED
SEEDS = st.integers(0, 2**31)
LAWS = settings(deadline=None, max_examples=25, derandomize=True)  # torch's first call is slow
RIM = 1e-6
EXACT = mpmath.mp.clone()
EXACT.dps = 60
Vector = list[mpmath.mpf]


def unit_of(c: float) -> float:
    """What lengths are compared with: the ball's radius, or 3 in the plane, as the fixture draws points."""
    return radius(c) if c > 0 else 3.0


def numbers(x: Tensor) -> Vector:
    return [EXACT.mpf(float(one)) for one in x]


def dot(x: Vector, y: Vector) -> mpmath.mpf:
    return sum((a * b for a, b in zip(x, y, strict=True)), EXACT.mpf(0))


def exact_add(x: Vector, y: Vector, c: float) -> Vector:
    """The textbook's Möbius addition, in 60 digits."""
    k = EXACT.mpf(c)
    xy, xx, yy = dot(x, y), dot(x, x), dot(y, y)
    below = 1 + 2 * k * xy + k * k * xx * yy
    return [((1 + 2 * k * xy + k * yy) * a + (1 - k * xx) * b) / below for a, b in zip(x, y, strict=True)]


def exact_distance(x: Vector, y: Vector, c: float) -> mpmath.mpf:
    """The textbook's (2/√c) artanh(√c|(−x) ⊕ y|), in 60 digits."""
    step, root = exact_add([-a for a in x], y, c), EXACT.sqrt(EXACT.mpf(c))
    return 2 / root * EXACT.atanh(root * EXACT.sqrt(dot(step, step)))


def worst(got: Tensor, expected: Sequence[Vector]) -> float:
    """The largest relative error of a row."""
    errors = []
    for row, true in zip(got, expected, strict=True):
        off = [a - b for a, b in zip(numbers(row), true, strict=True)]
        errors.append(float(EXACT.sqrt(dot(off, off) / dot(true, true))))
    return max(errors)


def close_pairs(c: float, gap: float, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Pairs at `gap` from the rim: neighbours a step of 0.3 apart, opposite ones, and ones in any direction."""
    noise = torch.Generator().manual_seed(7)
    x, other = torch.randn(2, 12, 4, generator=noise, dtype=torch.float64).unbind()
    x, other = (one / one.norm(dim=-1, keepdim=True) * (1 - gap) * radius(c) for one in (x, other))
    step = torch.randn(12, 4, generator=noise, dtype=torch.float64) * 0.075 * radius(c)
    near = mobius_add(x, step, c=c) * (1 - gap)
    y = torch.cat([near[:4], -x[4:8] * (1 - gap), other[8:]])
    return x.to(dtype), y.to(dtype)


@pytest.mark.parametrize("c", [1e-3, 1.0, 10.0])
@pytest.mark.parametrize(
    ("dtype", "gap", "allowed"),
    [
        (torch.float64, 0.1, 1e-14),
        (torch.float64, 1e-6, 1e-9),
        (torch.float32, 0.02, 5e-7),
        (torch.float32, 2e-3, 5e-7),
    ],
)
def test_residuals_and_distances_hold_their_digits_at_the_rim(
    c: float, dtype: torch.dtype, gap: float, allowed: float
) -> None:
    x, y = close_pairs(c, gap, dtype)
    exact = [(numbers(a), numbers(b)) for a, b in zip(x, y, strict=True)]
    apart = [[exact_distance(a, b, c)] for a, b in exact]
    assert worst(distance(x, y, c=c)[:, None], apart) < allowed
    assert worst(pairwise_distance(x, y, c=c).diagonal()[:, None], apart) < allowed
    left = [exact_add([-e for e in b], a, c) for a, b in exact]
    right = [exact_add(a, [-e for e in b], c) for a, b in exact]
    inside = [i for i, row in enumerate(left) if math.sqrt(c * float(dot(row, row))) < 1 - 2 * MARGIN[dtype]]
    assert len(inside) >= 4
    assert worst(left_residual(x, y, c=c)[inside], [left[i] for i in inside]) < allowed
    assert worst(right_residual(x, y, c=c)[inside], [right[i] for i in inside]) < allowed


@LAWS
@given(c=CURVED, exponent=st.floats(-12, 0), seed=SEEDS)
def test_tiny_distances_are_not_lost(c: float, exponent: float, seed: int) -> None:
    noise = torch.Generator().manual_seed(seed)
    x = torch.randn(3, generator=noise, dtype=torch.float64) * 0.3 * radius(c) / 3
    y = x + torch.randn(3, generator=noise, dtype=torch.float64) * 10**exponent * 0.1 * radius(c)
    assert worst(distance(x, y, c=c)[None, None], [[exact_distance(numbers(x), numbers(y), c)]]) < 1e-14


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_adding_what_was_left_gives_the_point_back(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    """Left cancellation q ⊕ ((−q) ⊕ z) = z."""
    z = ball_points(200, 4, c=c, seed=seed, closest=RIM)
    q = ball_points(200, 4, c=c, seed=seed + 1, closest=0.5)
    error = (mobius_add(q, left_residual(z, q, c=c), c=c) - z).norm(dim=-1)
    assert float(error.max()) < 1e-14 * unit_of(c)


@LAWS
@given(c=CURVED, seed=SEEDS)
def test_there_is_no_cancellation_on_the_right(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    z, q = (ball_points(200, 4, c=c, seed=seed + i, closest=0.3) for i in range(2))
    error = (mobius_add(right_residual(z, q, c=c), q, c=c) - z).norm(dim=-1)
    assert float(error.mean()) > 0.01 * radius(c)


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_both_residuals_are_as_long_as_the_distance_is(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    z, q = (ball_points(100, 3, c=c, seed=seed + i, closest=1e-2) for i in range(2))
    apart = distance(z, q, c=c)
    for residual in (left_residual(z, q, c=c), right_residual(z, q, c=c)):
        torch.testing.assert_close(distance0(residual, c=c), apart, rtol=1e-9, atol=1e-12)


@LAWS
@given(c=CURVED, seed=SEEDS)
def test_the_forms_of_the_distance_agree(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    x, y = (ball_points(100, 5, c=c, seed=seed + i, closest=0.05) for i in range(2))
    gaps = (1 - c * x.square().sum(-1)) * (1 - c * y.square().sum(-1))
    by_arcosh = torch.acosh(1 + 2 * c * (x - y).square().sum(-1) / gaps) / math.sqrt(c)
    by_artanh = 2 / math.sqrt(c) * torch.atanh(math.sqrt(c) * mobius_add(-x, y, c=c).norm(dim=-1))
    torch.testing.assert_close(distance(x, y, c=c), by_arcosh, rtol=1e-9, atol=0)
    torch.testing.assert_close(distance(x, y, c=c), by_artanh, rtol=1e-9, atol=0)
    torch.testing.assert_close(pairwise_distance(x, y, c=c), distance(x[:, None], y[None], c=c), rtol=1e-12, atol=0)
    torch.testing.assert_close(distance0(x, c=c), distance(x, torch.zeros_like(x), c=c), rtol=1e-12, atol=0)


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_translations_keep_distances(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    a, x, y = (ball_points(100, 3, c=c, seed=seed + i, closest=0.02) for i in range(3))
    moved = distance(mobius_add(a, x, c=c), mobius_add(a, y, c=c), c=c)
    torch.testing.assert_close(moved, distance(x, y, c=c), rtol=1e-8, atol=0)
    torch.testing.assert_close(distance(y, x, c=c), distance(x, y, c=c), rtol=0, atol=0)


@LAWS
@given(c=CURVED, seed=SEEDS)
def test_geoopt_agrees_away_from_the_rim(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    x, y, v = (ball_points(100, 4, c=c, seed=seed + i, closest=0.2) for i in range(3))
    k, near = torch.tensor(-c, dtype=torch.float64), {"rtol": 1e-8, "atol": 1e-9 * radius(c)}
    torch.testing.assert_close(mobius_add(x, y, c=c), referee.mobius_add(x, y, k=k), **near)
    torch.testing.assert_close(distance(x, y, c=c), referee.dist(x, y, k=k), **near)
    torch.testing.assert_close(distance0(x, c=c), referee.dist0(x, k=k), **near)
    torch.testing.assert_close(conformal_factor(x, c=c), referee.lambda_x(x, k=k), **near)
    torch.testing.assert_close(expmap0(v, c=c), referee.expmap0(v, k=k), **near)
    torch.testing.assert_close(logmap0(y, c=c), referee.logmap0(y, k=k), **near)
    torch.testing.assert_close(expmap(x, v / 9, c=c), referee.expmap(x, v / 9, k=k), **near)
    torch.testing.assert_close(logmap(x, y, c=c), referee.logmap(x, y, k=k), **near)


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_logarithm_and_exponential_undo_each_other(ball_points: Callable[..., Tensor], c: float, seed: int) -> None:
    x, y = (ball_points(100, 4, c=c, seed=seed + i, closest=1e-4) for i in range(2))
    near = {"rtol": 0, "atol": 1e-11 * unit_of(c)}
    torch.testing.assert_close(expmap0(logmap0(y, c=c), c=c), y, **near)
    velocity = logmap(x, y, c=c)
    torch.testing.assert_close(expmap(x, velocity, c=c), y, **near)
    lengths = conformal_factor(x, c=c) * velocity.norm(dim=-1)
    torch.testing.assert_close(lengths, distance(x, y, c=c), rtol=1e-9, atol=0)


def test_far_points_are_reached_in_float32() -> None:
    """Almost across the disk in float32."""
    x, y = torch.tensor([0.97, 0.0]), torch.tensor([-0.99, 0.05])
    velocity = logmap(x, y, c=1.0)
    assert float(distance(x, y, c=1.0)) > 9
    torch.testing.assert_close(conformal_factor(x, c=1.0) * velocity.norm(), distance(x, y, c=1.0))
    assert float(distance(expmap(x, velocity, c=1.0), y, c=1.0)) < 0.01


@LAWS
@given(seed=SEEDS)
def test_the_plane_is_the_limit_of_the_ball(ball_points: Callable[..., Tensor], seed: int) -> None:
    x, y = (ball_points(50, 3, c=0.0, seed=seed + i, closest=0.2) for i in range(2))
    for c, near in ((0.0, {"rtol": 0, "atol": 0}), (1e-9, {"rtol": 1e-6, "atol": 1e-6})):
        torch.testing.assert_close(mobius_add(x, y, c=c), x + y, **near)
        torch.testing.assert_close(left_residual(x, y, c=c), x - y, **near)
        torch.testing.assert_close(right_residual(x, y, c=c), x - y, **near)
        torch.testing.assert_close(distance(x, y, c=c), 2 * torch.linalg.vector_norm(x - y, dim=-1), **near)
        torch.testing.assert_close(distance0(x, c=c), 2 * torch.linalg.vector_norm(x, dim=-1), **near)
        torch.testing.assert_close(pairwise_distance(x, y, c=c), 2 * torch.cdist(x, y), rtol=1e-6, atol=1e-6)
        torch.testing.assert_close(expmap0(x, c=c), x, **near)
        torch.testing.assert_close(logmap0(x, c=c), x, **near)
        torch.testing.assert_close(expmap(x, y, c=c), x + y, **near)
        torch.testing.assert_close(logmap(x, y, c=c), y - x, **near)
        torch.testing.assert_close(conformal_factor(x, c=c), torch.full((50,), 2.0).double(), **near)
    assert radius(0.0) == math.inf
    assert project(x, c=0.0) is x


UNARY = {"expmap0": expmap0, "logmap0": logmap0, "distance0": distance0, "factor": conformal_factor, "project": project}
BINARY = {
    "mobius_add": mobius_add,
    "left_residual": left_residual,
    "right_residual": right_residual,
    "distance": distance,
    "pairwise": pairwise_distance,
    "expmap": expmap,
    "logmap": logmap,
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("c", [0.0, 1e-3, 1.0, 10.0])
@pytest.mark.parametrize("name", [*UNARY, *BINARY])
def test_values_and_gradients_are_finite_at_the_centre_at_the_margin_and_where_points_meet(
    name: str, c: float, dtype: torch.dtype
) -> None:
    """All pairs of: the origin, a point, itself, its neighbour by 1e-30, points on the margin, their opposites."""
    rim = torch.tensor([[0, 0], [0.3, 0.1], [0.3, 0.1], [1e-30, 0], [1, 0], [1, 1e-4], [-1, 0], [0, -1]], dtype=dtype)
    points = project(rim * unit_of(c), c=c) if c > 0 else rim
    x = points.repeat_interleave(len(points), 0).requires_grad_()
    y = points.repeat(len(points), 1).requires_grad_()
    value = UNARY[name](x, c=c) if name in UNARY else BINARY[name](x, y, c=c)
    value.square().sum().backward()
    assert value.dtype == dtype
    assert value.isfinite().all()
    assert x.grad is not None
    assert x.grad.isfinite().all()
    assert y.grad is None or y.grad.isfinite().all()


@pytest.mark.parametrize("c", [0.0, 0.7, 5.0])
def test_gradients_are_those_of_the_values(ball_points: Callable[..., Tensor], c: float) -> None:
    x, y = (ball_points(3, 3, c=c, seed=i, closest=0.05).requires_grad_() for i in range(2))
    for function in UNARY.values():
        assert torch.autograd.gradcheck(lambda x, f=function: f(x, c=c), (x,))
    for binary in BINARY.values():
        assert torch.autograd.gradcheck(lambda x, y, f=binary: f(x, y, c=c), (x, y))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("c", [1e-3, 1.0, 10.0])
def test_what_is_made_lies_inside_the_ball(c: float, dtype: torch.dtype) -> None:
    noise = torch.Generator().manual_seed(0)
    v = torch.randn(500, 3, generator=noise, dtype=dtype) * 40 * radius(c)
    limit = (1 - MARGIN[dtype] / 2) * radius(c)
    points = expmap0(v, c=c)
    others = points[torch.randperm(500, generator=noise)]
    through = expmap(points, -points * 1e4, c=c)  # straight over to the other side
    sums = mobius_add(points, others, c=c), mobius_add(points, -points, c=c), left_residual(points, others, c=c)
    for made in (points, through, expmap(points, v, c=c), *sums):
        assert made.isfinite().all()
        assert float(made.norm(dim=-1).max()) <= limit


def test_projection_leaves_inner_points_alone_and_keeps_directions() -> None:
    x = torch.tensor([[0.6, 0.79], [3.0, 4.0], [0.0, 0.0]])
    y = project(x, c=1.0)
    assert torch.equal(y[[0, 2]], x[[0, 2]])
    torch.testing.assert_close(y[1], torch.tensor([0.6, 0.8]) * (1 - MARGIN[torch.float32]))


@pytest.mark.parametrize("c", [-1.0, math.inf, math.nan])
def test_a_curvature_that_is_none_is_refused(c: float) -> None:
    x = torch.zeros(1, 2)
    for function in UNARY.values():
        with pytest.raises(CurvatureError, match="pass c = 1, not -1"):
            function(x, c=c)
    for binary in BINARY.values():
        with pytest.raises(CurvatureError):
            binary(x, x, c=c)


def test_half_precision_is_refused() -> None:
    with pytest.raises(DtypeError, match=r"torch.float32, torch.float64, got torch.float16.*\.float\(\)"):
        project(torch.zeros(2, dtype=torch.float16), c=1.0)


def test_shapes_are_checked_while_testing() -> None:
    with pytest.raises(TypeCheckError):
        pairwise_distance(torch.zeros(2, 3), torch.zeros(2, 4), c=1.0)


@pytest.mark.parametrize(("dtype", "huge"), [(torch.float32, 1e20), (torch.float32, 3e38), (torch.float64, 1e200)])
def test_a_vector_whose_square_overflows_lands_on_the_margin_in_its_direction(dtype: torch.dtype, huge: float) -> None:
    v = torch.tensor([[huge, 0.0], [0.0, -huge], [0.0, 0.0]], dtype=dtype, requires_grad=True)
    point = expmap0(v, c=4.0)
    edge = 0.5 * (1 - MARGIN[dtype])
    torch.testing.assert_close(point, torch.tensor([[edge, 0.0], [0.0, -edge], [0.0, 0.0]], dtype=dtype))
    point.sum().backward()
    assert v.grad is not None
    assert v.grad.isfinite().all()


@pytest.mark.parametrize(("dtype", "reach"), [(torch.float32, 7.6), (torch.float64, 28.32)])
def test_the_margin_is_as_near_to_the_rim_as_digits_allow(dtype: torch.dtype, reach: float) -> None:
    """A point there knows its room 1 − c|x|² to three digits, and no farther point would."""
    x = project(torch.randn(500, 8, generator=torch.Generator().manual_seed(0), dtype=dtype) * 9, c=1.0)
    room, rounding = 2 * MARGIN[dtype] - MARGIN[dtype] ** 2, torch.finfo(dtype).eps
    assert float((gap(x, c=1.0).double() / room - 1).abs().max()) < 1e-3
    assert 1e-5 < rounding / MARGIN[dtype] < 1e-3
    assert float(distance0(x.double(), c=1.0).mean()) == pytest.approx(reach, abs=0.01)


def test_the_room_of_a_float32_point_is_formed_in_float64() -> None:
    x = torch.tensor([[0.9989, 0.011, 0.003]])
    exact = 1 - (x.double() ** 2).sum()
    assert float(gap(x, c=1.0)) == pytest.approx(float(exact), rel=1e-7)
    assert gap(x, c=1.0).dtype == torch.float32
