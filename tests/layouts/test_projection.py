"""Tangent PCA: the same points give the same picture, flat data are kept whole, the centre stays the centre."""

import numpy as np
import pytest
import torch

from hrq.geometry.poincare import expmap0, logmap0
from hrq.layouts.projection import identity_projection, tangent_pca
from hrq.runs.run import place


def flat_points(c: float) -> torch.Tensor:
    """Points of five dimensions that lie in a plane through the centre."""
    noise = torch.Generator().manual_seed(0)
    plane = torch.linalg.qr(torch.randn(5, 2, generator=noise, dtype=torch.float64)).Q
    return expmap0(torch.randn(40, 2, generator=noise, dtype=torch.float64) * 0.3 @ plane.T, c=c)


@pytest.mark.parametrize("c", [0.0, 0.5, 2.0])
def test_flat_points_keep_their_lengths_and_angles(c: float) -> None:
    points = flat_points(c)
    projection = tangent_pca(points, c=c)
    assert projection.kept == pytest.approx(1.0)
    placed = torch.from_numpy(place(points, projection.directions, 1.0, c=c))
    before, after = logmap0(points, c=c), logmap0(placed, c=c)
    torch.testing.assert_close(after @ after.T, before @ before.T)


def test_signs_are_fixed() -> None:
    """Red when tried: without the sign rule, mirrored data give a mirrored picture."""
    points = flat_points(1.0)
    one, other = tangent_pca(points, c=1.0), tangent_pca(-points, c=1.0)
    torch.testing.assert_close(one.directions, other.directions)
    torch.testing.assert_close(one.directions @ one.directions.T, torch.eye(2, dtype=torch.float64))


def test_two_dimensions_stay_as_they_are_in_units_of_the_disk() -> None:
    points = torch.tensor([[0.1, 0.2], [0.0, 0.0], [-0.4, 0.1]], dtype=torch.float64)
    placed = place(points, identity_projection().directions, 0.5, c=4.0)
    np.testing.assert_allclose(placed, points.numpy() / 0.5, atol=1e-12)
