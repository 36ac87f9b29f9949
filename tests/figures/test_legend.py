"""Legends of the disk: which entry each point belongs to, what entries are called, and what is left over."""

import json

import numpy as np
import pytest

from hrq.figures.legend import MOST_VALUES, STEPS, by_category, by_number, by_quantity
from hrq.figures.theme import CATEGORIES


def test_the_most_frequent_get_an_entry_each_and_the_rest_share_the_last() -> None:
    """Ten values, of which 4 and 7 are equally frequent: then the lower comes first."""
    values = np.repeat([4, 1, 9, 7, 0, 2, 3, 5, 6, 8], [30, 90, 2, 30, 70, 60, 50, 40, 1, 3])
    legend = by_category("code", values, {1: "1 ≈ canine", 0: "0"})
    assert legend.labels == ("1 ≈ canine", "0", "2", "3", "5", "4", "7", "3 others")
    assert legend.counts == [90, 70, 60, 50, 40, 30, 30, 6]
    assert legend.entry[values == 9].tolist() == [7, 7]
    assert legend.entry[values == 1].max() == 0
    assert (legend.kind, legend.other, legend.unknown) == ("category", True, False)


def test_as_many_as_there_are_colours_need_no_others() -> None:
    legend = by_category("code", np.arange(len(CATEGORIES))[::-1], {})
    assert legend.labels == tuple(str(value) for value in range(len(CATEGORIES)))
    assert legend.entry.tolist() == list(range(len(CATEGORIES)))[::-1]
    assert not legend.other


def test_what_travels_is_everything_but_the_points() -> None:
    legend = by_category("code", np.array([5, 5, 3]), {})
    assert json.loads(json.dumps(legend.to_json())) == {
        "title": "code", "kind": "category", "labels": ["5", "3"], "counts": [2, 1], "other": False, "unknown": False,
    }  # fmt: skip


def test_whole_numbers_keep_their_order_and_the_highest_share_an_entry() -> None:
    few = by_number("depth", np.array([7, 3, 3, 11]))
    assert (few.labels, few.counts, few.kind) == (("3", "7", "11"), [2, 1, 1], "sequence")
    assert len(by_number("depth", np.arange(MOST_VALUES)).labels) == MOST_VALUES
    many = by_number("depth", np.arange(20) * 2)
    assert many.labels[:2] == ("0", "2")
    assert many.labels[-1] == f"{2 * (MOST_VALUES - 1)} and more"
    assert many.counts == [1] * (MOST_VALUES - 1) + [20 - MOST_VALUES + 1]


def test_a_quantity_between_limits_is_cut_in_equal_steps() -> None:
    values = np.array([-1.0, 0.0, 0.49, 0.5, 3.99, 4.0, 9.0, np.nan])
    legend = by_quantity("margin", values, limits=(0.0, 4.0), unknown="no runner-up")
    assert legend.entry.tolist() == [0, 0, 0, 1, STEPS - 1, STEPS - 1, STEPS - 1, STEPS]
    assert legend.labels[0] == "0.00 – 0.50"
    assert legend.labels[STEPS - 1 :] == ("3.50 – 4.00", "no runner-up")
    assert legend.unknown
    assert legend.counts[-1] == 1


def test_a_quantity_without_limits_is_cut_between_its_2nd_and_98th_hundredth() -> None:
    values = np.concatenate([np.arange(101.0), [np.inf]])
    legend = by_quantity("error", values)
    assert legend.labels[0] == "below 14"
    assert legend.labels[1] == "14 – 26"
    assert legend.labels[STEPS - 1 :] == ("86 and more", "not known")
    assert legend.entry[[0, 13, 14, 85, 86, 101]].tolist() == [0, 0, 1, 6, 7, STEPS]


@pytest.mark.parametrize(("value", "first"), [(0.0, "below 0.12"), (-4.0, "below -3.50"), (20.0, "below 22")])
def test_a_quantity_that_is_the_same_everywhere_has_steps_too(value: float, first: str) -> None:
    legend = by_quantity("error", np.full(5, value))
    assert legend.labels[0].startswith(first)
    assert legend.entry.tolist() == [0] * 5
    assert not legend.unknown


def test_nothing_known_at_all_is_said() -> None:
    legend = by_quantity("error", np.full(3, np.nan))
    assert legend.entry.tolist() == [STEPS] * 3
    assert legend.labels[-1] == "not known"
