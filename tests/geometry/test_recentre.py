"""Looking at the disk from another point changes no distance."""

import numpy as np
import pytest
import torch

from hrq.geometry.poincare import pairwise_distance
from hrq.layouts.recentre import recentre


@pytest.mark.parametrize("radius", [0.0, 0.5, 0.99, 0.999999])
def test_it_is_an_isometry_that_puts_the_centre_in_the_middle(radius: float) -> None:
    """Red when tried: with a in place of its conjugate."""
    noise = np.random.default_rng(0)
    angles, radii = noise.uniform(0, 2 * np.pi, 30), np.sqrt(noise.uniform(0, 0.9, 30))
    places = np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)
    places[0] = radius * np.array([0.6, 0.8])
    moved = recentre(places, places[0])
    np.testing.assert_allclose(moved[0], 0, atol=1e-12)
    assert (np.linalg.norm(moved, axis=1) < 1).all()
    before, after = (pairwise_distance(torch.from_numpy(x), torch.from_numpy(x), c=1.0) for x in (places, moved))
    torch.testing.assert_close(after, before, rtol=1e-6, atol=1e-6)
