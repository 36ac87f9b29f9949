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
    """Red when tried: kin cut off after the sample; the focus itself left out."""
    for focus in (4999, 300):
        rows = set(drawn_rows(TREE, focus, most=600).tolist())
        assert {focus, *TREE.ancestors(focus).tolist(), *TREE.descendants(focus).tolist()} <= rows
        assert len(rows) == 600
