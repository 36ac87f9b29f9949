"""Geodesics for pictures: on the circle they should be on, from end to end, evenly spaced; rim and diameters too."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hrq.errors import CurvatureError
from hrq.geometry.disk import circumference, geodesic_arcs, recentre
from hrq.geometry.poincare import distance, expmap0, pairwise_distance

Array = NDArray[np.float64]
LAWS = settings(deadline=None, max_examples=40, derandomize=True)
SEEDS = st.integers(0, 2**31)


def disk_points(n: int, c: float, seed: int) -> Array:
    """Points of the closed disk; a third of them on the rim, some of them almost."""
    noise = np.random.default_rng(seed)
    reach = np.where(noise.random(n) < 0.33, 1.0, 1 - 10 ** noise.uniform(-9, 0, n))
    angle = noise.uniform(0, 2 * np.pi, n)
    return (np.stack([np.cos(angle), np.sin(angle)], axis=-1) * reach[:, None]) / np.sqrt(c)


@LAWS
@given(power=st.floats(-3, 1), seed=SEEDS)
def test_an_arc_meets_the_rim_at_right_angles(power: float, seed: int) -> None:
    """All points p of a geodesic solve 1 + c|p|² = 2⟨p, m⟩ for one m, so a, b and p are linearly dependent there."""
    c = 10.0**power
    a, b = disk_points(30, c, seed), disk_points(30, c, seed + 1)
    arcs = geodesic_arcs(a, b, c=c, samples=9)
    rows = [np.concatenate([p * np.sqrt(c), 1 + c * (p**2).sum(-1, keepdims=True)], axis=-1) for p in (a, b)]
    inner = np.concatenate([arcs * np.sqrt(c), 1 + c * (arcs**2).sum(-1, keepdims=True)], axis=-1)
    volume = np.linalg.det(np.stack([np.broadcast_to(row[:, None], inner.shape) for row in rows] + [inner], axis=-2))
    assert np.abs(volume).max() < 1e-14
    assert (np.sqrt(c) * np.linalg.norm(arcs, axis=-1)).max() < 1 + 1e-15


@LAWS
@given(power=st.floats(-3, 1), seed=SEEDS)
def test_ends_are_exact_and_steps_are_equal(power: float, seed: int) -> None:
    c = 10.0**power
    a, b = disk_points(30, c, seed), disk_points(30, c, seed + 1)
    arcs = geodesic_arcs(a, b, c=c)
    assert arcs.shape == (30, 16, 2)
    assert arcs.dtype == np.float64
    assert np.array_equal(arcs[:, 0], a)
    assert np.array_equal(arcs[:, -1], b)
    steps = np.linalg.norm(np.diff(arcs, axis=1), axis=-1)
    np.testing.assert_allclose(steps, np.broadcast_to(steps.mean(1, keepdims=True), steps.shape), rtol=1e-6)


def test_known_arcs() -> None:
    """A quarter circle between rim points, a diameter, a point alone (on the rim too), the plane's segment."""
    a = np.array([[1.0, 0.0], [-0.6, 0.0], [0.3, 0.2], [0.0, 1.0]])
    b = np.array([[0.0, 1.0], [0.9, 0.0], [0.3, 0.2], [0.0, 1.0]])
    quarter, diameter, point, at_the_rim = geodesic_arcs(a, b, c=1.0, samples=5)
    np.testing.assert_allclose(np.linalg.norm(quarter - 1, axis=-1), 1, rtol=1e-15)
    np.testing.assert_allclose(diameter, np.stack([np.linspace(-0.6, 0.9, 5), np.zeros(5)], axis=-1), atol=1e-16)
    assert np.array_equal(point, np.broadcast_to(a[2], (5, 2)))
    assert np.array_equal(at_the_rim, np.broadcast_to(a[3], (5, 2)))
    straight = geodesic_arcs(a * 7, b * 7, c=0.0, samples=3)
    np.testing.assert_allclose(straight[:, 1], (a + b) * 3.5, atol=1e-15)


def test_no_arcs_at_all_and_a_negative_curvature() -> None:
    assert geodesic_arcs(np.zeros((0, 2)), np.zeros((0, 2)), c=1.0).shape == (0, 16, 2)
    with pytest.raises(CurvatureError):
        geodesic_arcs(np.zeros((1, 2)), np.zeros((1, 2)), c=-1.0)


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


def test_the_plane_s_circle() -> None:
    assert circumference(3.0, c=0.0) == pytest.approx(6 * math.pi)
    assert circumference(3.0, c=1e-9) == pytest.approx(6 * math.pi)


@pytest.mark.parametrize("c", [0.25, 1.0, 4.0])
def test_a_circle_is_as_long_as_many_short_steps_along_it(c: float) -> None:
    angle = torch.linspace(0, 2 * math.pi, 20_001, dtype=torch.float64)
    drawn = expmap0(torch.stack([angle.cos(), angle.sin()], dim=1) * 1.5 / 2, c=c)  # a distance is twice as long
    assert float(distance(drawn[1:], drawn[:-1], c=c).sum()) == pytest.approx(circumference(1.5, c=c), rel=1e-6)


@pytest.mark.parametrize("c", [-1.0, math.inf, math.nan])
def test_a_curvature_that_is_none_is_refused(c: float) -> None:
    with pytest.raises(CurvatureError):
        circumference(1.0, c=c)
