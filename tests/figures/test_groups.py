"""Legends: counts, scope, and never one colour for two groups."""

from itertools import combinations

import numpy as np
import pytest

from hrq.figures.groups import MOST_STEPS, by_category, by_order, only
from hrq.figures.theme import CATEGORIES, DARK, LIGHT, Theme


@pytest.mark.parametrize("look", [LIGHT, DARK])
@pytest.mark.parametrize("size", [1, 7, 8, 40])
def test_every_row_is_in_one_group_and_no_two_groups_share_a_colour(look: Theme, size: int) -> None:
    values = np.random.default_rng(0).integers(0, size, 500)
    for groups in (by_category(values, "code", look), by_order(values, "depth", look)):
        assert sorted(np.concatenate(groups.rows).tolist()) == list(range(500))
        assert len(set(groups.colours)) == len(groups.colours) == len(groups.labels)
    assert len(by_category(values, "code", look).labels) <= len(CATEGORIES) + 1 <= 8


def test_the_largest_groups_get_the_colours_and_the_rest_is_counted() -> None:
    values = np.repeat(np.arange(10), [1, 90, 2, 80, 70, 60, 50, 40, 30, 3])
    groups = by_category(values, "code", LIGHT, {1: "1 ≈ canine"})
    assert groups.labels[0] == "1 ≈ canine (90)"
    assert groups.labels[1] == "3 (80)"
    assert groups.labels[-1] == "3 others (6)"


def test_an_order_is_kept_and_its_tail_shared() -> None:
    groups = by_order(np.arange(20), "depth", DARK)
    assert groups.labels[0] == "0 (1)"
    assert groups.labels[-1] == f"{MOST_STEPS - 1} and more ({20 - MOST_STEPS + 1})"
    assert all(a != b for a, b in combinations(groups.colours, 2))


def test_a_legend_of_some_rows_keeps_its_labels_and_counts() -> None:
    groups = by_category(np.array([3, 3, 8, 3]), "code", LIGHT)
    some = only(groups, np.array([1, 2]))
    assert [rows.tolist() for rows in some.rows] == [[1], [2]]
    assert (some.title, some.labels, some.colours) == ("code", ("3 (3)", "8 (1)"), groups.colours)


def test_as_many_steps_as_fit_share_nothing() -> None:
    groups = by_order(np.arange(MOST_STEPS), "depth", LIGHT)
    assert [rows.tolist() for rows in groups.rows] == [[value] for value in range(MOST_STEPS)]
    assert by_order(np.arange(MOST_STEPS + 1), "depth", LIGHT).rows[-1].tolist() == [MOST_STEPS - 1, MOST_STEPS]


def test_the_rest_holds_every_row_that_has_no_entry() -> None:
    values = np.repeat(np.arange(9), np.arange(9, 0, -1))
    groups = by_category(values, "code", LIGHT)
    assert groups.rows[-1].tolist() == np.flatnonzero(values >= 7).tolist()
    assert groups.colours[-1] == LIGHT.other
