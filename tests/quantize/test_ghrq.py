"""The exact quantizer: nothing is lost between levels, and the residual is the error."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hrq.geometry.poincare import MARGIN, distance, distance0, expmap0, mobius_add, project, radius
from hrq.geometry.transport import gyration
from hrq.quantize.ghrq import GeometryAwareQuantizer

CURVATURES = st.just(0.0) | st.floats(-3, 1).map(lambda power: 10.0**power)
SEEDS = st.integers(0, 2**31)
LAWS = settings(deadline=None, max_examples=12, derandomize=True)
LEVELS = 12


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_codewords_and_rest_spell_the_point(
    ball_points: Callable[..., Tensor], codebooks: Callable[..., list[Tensor]], c: float, seed: int
) -> None:
    """12 levels, √c|q| ≤ 0.3, points to 1 − 1e-6 of the rim: |error|·√c < 1e-12."""
    quantizer = GeometryAwareQuantizer(codebooks([16] * LEVELS, 4, c=c, seed=seed), c=c)
    points = ball_points(200, 4, c=c, seed=seed + 1, closest=1e-6)
    codes, left = quantizer.encode(points), quantizer.residuals(points)
    words = [book.detach()[column] for book, column in zip(quantizer.codebooks, codes.T, strict=True)]
    for level in (0, 1, 5, LEVELS):
        error = (quantizer.fold([*words[:level], left[level]]) - points).norm(dim=-1)
        assert float(error.max()) * (c**0.5 if c > 0 else 1) < 1e-12


@LAWS
@given(c=CURVATURES, seed=SEEDS)
def test_a_residual_is_as_long_as_its_prefix_is_wrong(
    ball_points: Callable[..., Tensor], codebooks: Callable[..., list[Tensor]], c: float, seed: int
) -> None:
    quantizer = GeometryAwareQuantizer(codebooks([16] * LEVELS, 4, c=c, seed=seed), c=c)
    points = ball_points(200, 4, c=c, seed=seed + 1, closest=1e-6)
    left, partial = quantizer.residuals(points), quantizer.partial_reconstructions(quantizer.encode(points))
    for level in range(LEVELS):
        error = distance(partial[level], points, c=c)
        torch.testing.assert_close(distance0(left[level + 1], c=c), error, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("c", [1e-3, 1.0, 10.0])
def test_with_codewords_at_the_rim_everything_stays_finite_and_inside(
    c: float, dtype: torch.dtype, ball_points: Callable[..., Tensor]
) -> None:
    """Precision is lost there by nature; the ball is not left."""
    books = [project(ball_points(16, 4, c=c, seed=i, closest=1e-9, dtype=dtype), c=c) for i in range(LEVELS)]
    points = project(ball_points(200, 4, c=c, seed=99, closest=1e-9, dtype=dtype), c=c)
    quantizer = GeometryAwareQuantizer(books, c=c)
    found = quantizer(points.requires_grad_(), straight_through="exact")
    (found.reconstruction.sum() + found.losses["codebook"] + found.losses["commitment"]).backward()
    made = (quantizer.residuals(points), quantizer.partial_reconstructions(found.codes), found.reconstruction)
    for one in made:
        assert one.isfinite().all()
        assert float(one.detach().norm(dim=-1).max()) <= (1 - MARGIN[dtype] / 2) * radius(c)
    assert points.grad.isfinite().all()
    assert all(book.grad.isfinite().all() for book in quantizer.codebooks)


@pytest.mark.parametrize("factor", ["discount", "unit", "exact"])
def test_the_reconstruction_s_gradient_is_transported(
    factor: str, ball_points: Callable[..., Tensor], codebooks: Callable[..., list[Tensor]]
) -> None:
    c = 1.6
    quantizer = GeometryAwareQuantizer(codebooks([8, 8, 8], 3, c=c, seed=1), c=c)
    z, g = ball_points(40, 3, c=c, seed=2, closest=0.05), ball_points(40, 3, c=c, seed=3, closest=0.05)
    found = quantizer(z.requires_grad_(), straight_through=factor)
    (got,) = torch.autograd.grad((g * found.reconstruction).sum(), z)
    gap_z, gap_q = (1 - c * one.detach().square().sum(-1, keepdim=True) for one in (z, found.reconstruction))
    weight = {"discount": gap_z * gap_q / 4, "unit": torch.ones_like(gap_z), "exact": gap_q / gap_z}[factor]
    turned = gyration(z.detach(), -found.reconstruction.detach(), g, c=c)
    torch.testing.assert_close(got, weight * turned)


def test_off_leaves_only_the_commitment(ball_points: Callable[..., Tensor]) -> None:
    quantizer = GeometryAwareQuantizer([ball_points(8, 3, c=1.0, seed=0, closest=0.5)], c=1.0)
    points = ball_points(5, 3, c=1.0, seed=1, closest=0.1).requires_grad_()
    found = quantizer(points, straight_through="off")
    assert not found.reconstruction.requires_grad
    found.losses["commitment"].backward()
    assert points.grad.abs().min() > 0


def test_the_fold_is_from_the_right() -> None:
    a, b, d = (expmap0(torch.tensor([v], dtype=torch.float64), c=1.0) for v in ([0.5, 0.1], [-0.2, 0.7], [0.3, 0.3]))
    found = GeometryAwareQuantizer([a], c=1.0).fold([a, b, d])
    torch.testing.assert_close(found, mobius_add(a, mobius_add(b, d, c=1.0), c=1.0))
    assert not torch.allclose(found, mobius_add(mobius_add(a, b, c=1.0), d, c=1.0), atol=0.01)
