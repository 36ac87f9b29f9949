"""Euclidean residuals of log₀: exact in the tangent space."""

from collections.abc import Callable

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hrq.geometry.poincare import expmap0, logmap0
from hrq.quantize.rq import EuclideanQuantizer
from hrq.quantize.tangent import TangentQuantizer

CURVED = st.floats(-3, 1).map(lambda power: 10.0**power)
LAWS = settings(deadline=None, max_examples=8, derandomize=True)


@LAWS
@given(c=CURVED, seed=st.integers(0, 2**31))
def test_it_is_rq_of_the_logarithms(
    ball_points: Callable[..., Tensor], codebooks: Callable[..., list[Tensor]], c: float, seed: int
) -> None:
    points, books = ball_points(50, 4, c=c, seed=seed, closest=1e-6), codebooks([8, 8, 8], 4, c=c, seed=seed)
    tangent, flat = TangentQuantizer(books, c=c, scale=0.7), EuclideanQuantizer(books)
    vectors = 0.7 * logmap0(points, c=c)
    codes = tangent.encode(points)
    assert torch.equal(codes, flat.encode(vectors))
    torch.testing.assert_close(tangent.residuals(points), flat.residuals(vectors))
    torch.testing.assert_close(tangent.reconstruct(codes), expmap0(flat.reconstruct(codes) / 0.7, c=c))
    words = [book.detach()[column] for book, column in zip(tangent.codebooks, codes.T, strict=True)]
    whole = tangent.from_scaled(tangent.fold([*words, tangent.residuals(points)[-1]]))
    torch.testing.assert_close(whole, points, rtol=1e-9, atol=0)


def test_the_reconstruction_s_gradient_passes_both_maps() -> None:
    """expmap0's slope at ẑ times logmap0's at x: with the codeword at the point itself, together the identity."""
    point = torch.tensor([[0.4, 0.3]], dtype=torch.float64, requires_grad=True)
    quantizer = TangentQuantizer([logmap0(point.detach(), c=1.0)], c=1.0)
    weights = torch.tensor([[1.0, -2.0]], dtype=torch.float64)
    (weights * quantizer(point).reconstruction).sum().backward()
    torch.testing.assert_close(point.grad, weights)
