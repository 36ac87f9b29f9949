"""A picture of too many nodes keeps the top, the kin of what is in the middle, and a fair sample; and says no lie."""

import numpy as np

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.layouts.thinning import drawn_rows

TREE = Hierarchy.from_indices([f"n{i}" for i in range(5000)], np.array([[i, (i - 1) // 4] for i in range(1, 5000)]))


def test_few_nodes_are_all_drawn() -> None:
    assert drawn_rows(TREE, most=5000).tolist() == list(range(5000))


def test_the_top_is_always_there_and_the_sample_is_the_same_each_time() -> None:
    rows = drawn_rows(TREE, most=600)
    assert len(rows) == 600
    assert set(range(85)) <= set(rows.tolist())
    assert (np.diff(rows) > 0).all()
    np.testing.assert_array_equal(rows, drawn_rows(TREE, most=600))


def test_the_focus_brings_its_kin() -> None:
    for focus in (4999, 300):
        rows = set(drawn_rows(TREE, focus, most=600).tolist())
        assert {focus, *TREE.ancestors(focus).tolist(), *TREE.descendants(focus).tolist()} <= rows
        assert len(rows) == 600


def test_the_top_the_kin_and_the_sample_have_a_third_each_at_least() -> None:
    """A root, a child that holds 3,000 leaves, and 1,999 more children of the root."""
    links = [(1, 0), *((leaf, 1) for leaf in range(2, 3002)), *((child, 0) for child in range(3002, 5001))]
    broom = Hierarchy.from_indices([f"n{i}" for i in range(5001)], np.array(links))
    rows = drawn_rows(broom, 1, most=600)
    top, kin = rows[broom.depth[rows] <= 1], rows[(rows > 1) & (rows < 3002)]
    assert len(rows) == 600
    assert len(top) > 200  # the third that is nearest to the roots, and those of the sample
    assert 198 < len(kin) < 400
    alone = drawn_rows(broom, most=600)
    assert 200 <= len(alone[broom.depth[alone] <= 1]) < 300


def test_kin_are_the_nearest_ones_where_there_are_too_many() -> None:
    rows = set(drawn_rows(TREE, 0, most=60).tolist())
    assert set(range(20)) <= rows
    assert len(rows) == 60


def test_a_picture_holds_what_it_held_when_it_was_first_drawn() -> None:
    assert drawn_rows(TREE, most=600)[85:90].tolist() == [85, 87, 90, 96, 98]
    assert len(drawn_rows(TREE)) == 3_000
