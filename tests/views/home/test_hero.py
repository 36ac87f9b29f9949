"""The still disk of the first screen: rings at whole distances."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hrq.views.home.hero import _two_lines, frame


def run(c: float, unit: float = 1.0) -> Any:
    return SimpleNamespace(config=SimpleNamespace(curvature=c), disk=np.array([[0.5, -2.0]]), unit=unit)


@pytest.mark.parametrize("c", [0.25, 1.0, 4.0])
def test_rings_of_a_ball_lie_at_their_distance(c: float) -> None:
    found = frame(run(c))
    assert found.rim
    assert found.extent == 1.0
    for radius, text in found.rings:
        assert 2 / math.sqrt(c) * math.atanh(radius) == pytest.approx(float(text))
        assert radius <= 0.97
    assert 1 <= len(found.rings) <= 4


def test_rings_of_a_plane_count_twice_the_straight_length() -> None:
    """At c = 0 the ball's distance is twice the Euclidean one: 4 at the farthest point, two units away."""
    found = frame(run(0.0))
    assert not found.rim
    assert found.extent == 2.0
    assert found.rings == ((0.5, "1"), (1.0, "2"), (1.5, "3"), (2.0, "4"))
    wide = frame(run(0.0, unit=3.0))
    assert [2 * 3.0 * radius for radius, _ in wide.rings] == pytest.approx([float(text) for _, text in wide.rings])


def test_a_gloss_is_broken_at_a_word() -> None:
    assert _two_lines("") == []
    assert _two_lines("a" * 48) == ["a" * 48]
    assert _two_lines("a" * 40 + " " + "b" * 20) == ["a" * 40, "b" * 20]
    assert _two_lines("a" * 60) == ["a" * 48, "a" * 12]
