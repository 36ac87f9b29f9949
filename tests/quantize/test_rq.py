"""The Euclidean quantizer."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from hrq.errors import SettingError
from hrq.quantize.rq import EuclideanQuantizer


def test_residuals_and_sums(codebooks: Callable[..., list[Tensor]]) -> None:
    quantizer = EuclideanQuantizer(codebooks([4, 6], 3, c=0.0, seed=0))
    points = torch.randn(20, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64, requires_grad=True)
    found = quantizer(points)
    left = quantizer.residuals(points)[-1]
    torch.testing.assert_close(found.reconstruction + left, points)
    words = [book.detach()[codes] for book, codes in zip(quantizer.codebooks, found.codes.T, strict=True)]
    assert torch.equal(found.reconstruction, words[0] + words[1])


def test_the_reconstruction_s_gradient_arrives_once(codebooks: Callable[..., list[Tensor]]) -> None:
    quantizer = EuclideanQuantizer(codebooks([4, 6, 8], 3, c=0.0, seed=0))
    points = torch.randn(20, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64, requires_grad=True)
    weights = torch.randn(20, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    (weights * quantizer(points).reconstruction).sum().backward()
    assert torch.equal(points.grad, weights)


def test_it_knows_no_curvature() -> None:
    with pytest.raises(SettingError, match=r"must be 0 \(on the ball use tangent\), got 1.0"):
        EuclideanQuantizer([torch.zeros(2, 3)], c=1.0)
