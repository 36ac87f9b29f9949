"""Tangent PCA: the same points give the same picture, flat data are kept whole, the centre stays the centre."""

import numpy as np
import pytest
import torch

from hrq.geometry.poincare import expmap0, logmap0
from hrq.layouts.projection import disk_unit, identity_projection, tangent_pca
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
    points = flat_points(1.0)
    one, other = tangent_pca(points, c=1.0), tangent_pca(-points, c=1.0)
    torch.testing.assert_close(one.directions, other.directions)
    torch.testing.assert_close(one.directions @ one.directions.T, torch.eye(2, dtype=torch.float64))


@pytest.mark.parametrize("seed", range(6))
def test_the_largest_entry_of_a_direction_is_positive(seed: int) -> None:
    noise = torch.Generator().manual_seed(seed)
    directions = tangent_pca(torch.randn(30, 5, generator=noise, dtype=torch.float64), c=0.0).directions
    largest = directions.gather(1, directions.abs().argmax(dim=1, keepdim=True))
    assert bool((largest > 0).all())


def test_two_dimensions_stay_as_they_are_in_units_of_the_disk() -> None:
    points = torch.tensor([[0.1, 0.2], [0.0, 0.0], [-0.4, 0.1]], dtype=torch.float64)
    placed = place(points, identity_projection().directions, 0.5, c=4.0)
    np.testing.assert_allclose(placed, points.numpy() / 0.5, atol=1e-12)


def test_the_disk_reaches_to_the_rim_or_to_the_farthest_point() -> None:
    points = torch.tensor([[0.3, 0.4], [-0.1, 0.0]], dtype=torch.float64)
    assert disk_unit(points, c=4.0) == 0.5
    assert disk_unit(points, c=0.0) == pytest.approx(0.5)
    assert disk_unit(torch.zeros(2, 2), c=0.0) == pytest.approx(1e-9)


def test_the_directions_of_largest_spread_come_first_and_say_what_they_keep() -> None:
    """Spread 4 : 2 : 1 along the axes, so 20 of 21 parts; about the origin, not about the mean."""
    axes = torch.diag(torch.tensor([1.0, 4.0, 2.0], dtype=torch.float64))
    projection = tangent_pca(torch.cat([axes, -axes]), c=0.0)
    torch.testing.assert_close(projection.directions, torch.eye(3, dtype=torch.float64)[[1, 2]])
    assert projection.kept == pytest.approx(20 / 21)
    far = tangent_pca(torch.tensor([[5.0, 5.0, 0.1], [5.0, 5.0, -0.1]]), c=0.0)
    torch.testing.assert_close(far.directions[0], torch.tensor([0.5, 0.5, 0.0], dtype=torch.float64).sqrt())
    assert identity_projection().kept == 1.0
    assert tangent_pca(torch.zeros(3, 2), c=1.0).kept == 0.0
