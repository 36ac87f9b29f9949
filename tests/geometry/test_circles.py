"""How long circles are: 2πr in the plane, and in the ball as many radians as a circle drawn there has."""

import math

import pytest
import torch

from hrq.errors import CurvatureError
from hrq.geometry.circles import circumference
from hrq.geometry.poincare import distance, expmap0


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
