"""What the disk's picture is told: the unit of its rings, and places with as many digits as can be seen."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hrq.views.disk.picture import _unit, short


@pytest.mark.parametrize(
    ("layout", "rim", "curvature", "expected"),
    [
        ("native", True, 4.0, 0.5),
        ("horopca", True, 0.25, 2.0),
        ("true_tree", True, 4.0, 1.0),  # drawn at curvature −1, whatever the run's is
        ("code_tree", True, 4.0, 1.0),
        ("native", False, 0.0, 6.0),  # a place of length 1 is 3 long in the plane, and its distance twice that
    ],
)
def test_rings_count_distances_of_the_run_s_space(layout: str, rim: bool, curvature: float, expected: float) -> None:
    run: Any = SimpleNamespace(unit=3.0, config=SimpleNamespace(curvature=curvature))
    drawn: Any = SimpleNamespace(name=layout, rim=rim)
    assert _unit(run, drawn) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ([0.1234567, -0.2], [0.12346, -0.2]),
        ([0.0, 0.9912345678], [0.0, 0.9912346]),
        ([0.999998765432, 0.0], [0.9999987654, 0.0]),
        ([1.0, 0.0], [1.0, 0.0]),
    ],
)
def test_the_nearer_to_the_rim_the_more_digits_travel(place: list[float], expected: list[float]) -> None:
    assert short(np.array(place)) == expected
