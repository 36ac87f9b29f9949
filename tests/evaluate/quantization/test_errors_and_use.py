"""Numbers about codes, by hand."""

import math

import numpy as np
import pytest
import torch

from hrq.evaluate.quantization.errors_and_use import (
    perplexities,
    radius_quantiles,
    relative_errors,
    unique_share,
    used_codewords,
)
from hrq.geometry.hyperboloid import centroid
from hrq.geometry.poincare import distance
from hrq.quantize.codebook import fit

CODES = np.array([[0, 0], [0, 0], [0, 1], [1, 0]])


def test_different_codes_and_used_codewords() -> None:
    assert unique_share(CODES) == 0.75
    assert used_codewords(CODES) == [2, 2]


def test_perplexity_is_the_number_of_codewords_when_all_are_used_alike() -> None:
    even = np.array([[0], [1], [2], [3]])
    assert perplexities(even, (4,))[0] == pytest.approx(4)
    assert perplexities(even, (8,))[0] == pytest.approx(4)
    entropy = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    assert perplexities(CODES, (2, 2)) == pytest.approx([math.exp(entropy)] * 2)


@pytest.mark.parametrize("name", ["ghrq", "tangent"])
def test_errors_are_the_reconstruction_s_over_the_spread(name: str) -> None:
    noise = torch.Generator().manual_seed(0)
    points = torch.randn(60, 3, generator=noise, dtype=torch.float64) * 0.2
    quantizer = fit(name, points, c=1.0, scale=0.5, sizes=(6, 6), seed=0)
    codes = quantizer.encode(points)
    middle = centroid(points, c=1.0)[None]
    spread = distance(middle, points, c=1.0).square().mean()
    missed = distance(quantizer.reconstruct(codes), points, c=1.0).square().mean()
    errors = relative_errors(quantizer, points, codes, c=1.0)
    assert errors[1] == pytest.approx(float(missed / spread))
    assert 0 < errors[1] < errors[0] < 1
    assert relative_errors(quantizer, points, codes, c=1.0, scaled=True)[1] != pytest.approx(errors[1])


def test_radii_are_told_by_their_ends_and_their_middle() -> None:
    points = torch.linspace(0, 1, 101, dtype=torch.float64)[:, None] * torch.tensor([[0.6, 0.8]], dtype=torch.float64)
    assert radius_quantiles(points, c=0.0) == pytest.approx([0.05, 0.5, 0.95])


def test_radii_are_shares_of_the_ball_s() -> None:
    points = torch.tensor([[0.25, 0.0]]).double()
    assert radius_quantiles(points, c=4.0) == pytest.approx([0.5, 0.5, 0.5])
    assert radius_quantiles(points, c=0.0) == pytest.approx([0.25] * 3)
