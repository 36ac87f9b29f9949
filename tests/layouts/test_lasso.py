"""What a lasso holds: by the even–odd rule, and only what is in the picture."""

import numpy as np

from hrq.geometry.disk import recentre
from hrq.layouts.lasso import corners, in_lasso

SQUARE = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
MIDDLE = np.zeros(2)


def test_a_square_holds_what_is_inside_it() -> None:
    places = np.random.default_rng(0).uniform(-0.7, 0.7, (500, 2))
    inside = (np.abs(places) < 0.5).all(axis=1)
    np.testing.assert_array_equal(in_lasso(places, SQUARE, MIDDLE, half=1.1), inside)


def test_a_hole_where_the_line_crosses_itself_is_outside() -> None:
    twice = np.concatenate([SQUARE, SQUARE / 2])
    held = in_lasso(np.array([[0.0, 0.0], [0.4, 0.4]]), twice, MIDDLE, half=1.1)
    assert held.tolist() == [False, True]


def test_only_what_is_seen_from_the_focus_is_held() -> None:
    places, focus = np.array([[0.8, 0.0], [-0.8, 0.0], [0.99999, 0.0]]), np.array([0.8, 0.0])
    everything = 3 * SQUARE
    assert in_lasso(places, everything, focus, half=1.1).tolist() == [True, True, True]
    assert in_lasso(places, everything, focus, half=0.5).tolist() == [True, False, False]
    dust = recentre(np.array([[1 - 4e-5, 0.0]]), np.zeros(2))
    assert in_lasso(dust, everything, np.array([-0.5, 0.0]), half=1.1).tolist() == [False]


def test_a_plane_has_no_rim() -> None:
    assert in_lasso(np.array([[7.0, 0.0]]), SQUARE, np.array([7.0, 0.1]), half=2, rim=False).tolist() == [True]


def test_a_lasso_is_read_as_it_was_written() -> None:
    np.testing.assert_allclose(corners("AAAA__AA____", 2.0), [[-2, -2], [2, -2], [2, 2]])
    np.testing.assert_allclose(corners("gAAB", 1.0), [[2048 / 4095 * 2 - 1, 1 / 4095 * 2 - 1]])
    for wrong in ("AAA", "A?AA", "A" * 404):
        assert corners(wrong, 1.0).shape == (0, 2)


def test_a_hundred_corners_are_the_most() -> None:
    assert corners("A" * 400, 1.0).shape == (100, 2)
    assert corners("", 1.0).shape == (0, 2)


def test_what_lies_on_the_edge_of_the_picture_is_in_it() -> None:
    everything = 9 * SQUARE
    assert in_lasso(np.array([[0.5, -0.5], [0.51, 0]]), everything, MIDDLE, half=0.5).tolist() == [True, False]
    rim = np.array([[(1 - 1.01e-4) ** 0.5, 0.0], [(1 - 0.99e-4) ** 0.5, 0.0]])
    assert in_lasso(rim, everything, MIDDLE, half=1.1).tolist() == [True, False]
    assert in_lasso(rim, everything, MIDDLE, half=1.1, rim=False).tolist() == [True, True]
