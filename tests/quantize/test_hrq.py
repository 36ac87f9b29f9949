"""The quantizer as first published: its decoder is not the inverse of its encoder, and has to stay so."""

from collections.abc import Callable

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hrq.geometry.poincare import distance, distance0, mobius_add, radius
from hrq.quantize.hrq import HyperbolicQuantizer

CURVED = st.floats(-3, 1).map(lambda power: 10.0**power)
SEEDS = st.integers(0, 2**31)
LAWS = settings(deadline=None, max_examples=8, derandomize=True)


@LAWS
@given(c=CURVED, seed=SEEDS)
def test_it_does_not_telescope(
    ball_points: Callable[..., Tensor], codebooks: Callable[..., list[Tensor]], c: float, seed: int
) -> None:
    quantizer = HyperbolicQuantizer(codebooks([16] * 6, 4, c=c, seed=seed), c=c)
    points = ball_points(200, 4, c=c, seed=seed + 1, closest=0.1)
    codes, left = quantizer.encode(points), quantizer.residuals(points)
    words = [book.detach()[column] for book, column in zip(quantizer.codebooks, codes.T, strict=True)]
    missed = (quantizer.fold([*words, left[-1]]) - points).norm(dim=-1)
    assert float(missed.mean()) > 0.01 * radius(c)
    error = distance(quantizer.reconstruct(codes), points, c=c)
    assert float((error - distance0(left[-1], c=c)).abs().mean()) > 0.01 * radius(c)


def test_the_first_level_alone_is_exact_in_length(ball_points: Callable[..., Tensor]) -> None:
    """|r ⊖ q| is d(r, q) whichever side q is on: the defect starts at the second level."""
    quantizer = HyperbolicQuantizer([ball_points(9, 3, c=1.0, seed=0, closest=0.3)], c=1.0)
    points = ball_points(50, 3, c=1.0, seed=1, closest=0.1)
    error = distance(quantizer.reconstruct(quantizer.encode(points)), points, c=1.0)
    torch.testing.assert_close(distance0(quantizer.residuals(points)[-1], c=1.0), error)


def test_the_residual_is_from_the_right_and_the_fold_from_the_left(ball_points: Callable[..., Tensor]) -> None:
    a, b, d = (ball_points(10, 3, c=2.0, seed=i, closest=0.2) for i in range(3))
    quantizer = HyperbolicQuantizer([a], c=2.0)
    torch.testing.assert_close(quantizer.residual(a, b), mobius_add(a, -b, c=2.0))
    torch.testing.assert_close(quantizer.fold([a, b, d]), mobius_add(mobius_add(a, b, c=2.0), d, c=2.0))


def test_the_residuals_jacobian_is_the_one_that_leaks() -> None:
    """With identity straight-through, off the plane of r and q, ∂(r ⊖ q̃)/∂r is c|q − r|²/γ and not 0.

    γ = 1 − 2c⟨r, q⟩ + c²|r|²|q|².
    """
    c, r, q = 1.0, torch.tensor([[0.5, 0.1, 0.0]]).double(), torch.tensor([[0.2, -0.3, 0.0]]).double()
    quantizer = HyperbolicQuantizer([q], c=c)
    jacobian = torch.autograd.functional.jacobian(lambda x: quantizer._pass_on(x, q)[1], r)[0, :, 0, :]
    gamma = 1 - 2 * c * (r * q).sum() + c**2 * r.square().sum() * q.square().sum()
    torch.testing.assert_close(jacobian[2, 2], c * (q - r).square().sum() / gamma)
