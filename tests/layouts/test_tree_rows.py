"""Rows: at most so many, marked nodes always among them, long lists by pages."""

from itertools import pairwise

import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.layouts.tree_outline import Outline, hierarchy_outline
from hrq.layouts.tree_rows import (
    LONGEST_WINDOW,
    MOST_OPEN,
    MOST_ROWS,
    PAGE,
    TOP,
    Kind,
    Row,
    Unfolding,
    Visible,
    visible,
)

WIDE = 730


def grown(size: int, seed: int, *, extra: int = 0) -> Outline:
    """A random tree of `size` nodes, some ten levels deep, and some second parents."""
    noise = np.random.default_rng(seed)
    links = {(child, int(noise.integers(child // 20, child // 3 + 1))) for child in range(1, size)}
    links |= {(int(child), int(noise.integers(0, child))) for child in noise.integers(2, size, extra)}
    return hierarchy_outline(Hierarchy.from_indices([f"n{i:05}" for i in range(size)], np.array(sorted(links))))


def wide() -> Outline:
    """A root over one node with 730 children: n002 … n731."""
    names = [f"n{i:03}" for i in range(WIDE + 2)]
    links = [(1, 0), *((child, 1) for child in range(2, WIDE + 2))]
    return hierarchy_outline(Hierarchy.from_indices(names, np.array(links)))


def shown_nodes(shown: Visible) -> list[int]:
    return [row.node for row in shown.rows if row.kind not in (Kind.EARLIER, Kind.LATER, Kind.REFERENCE)]


def ends(shown: Visible) -> list[tuple[Kind, int]]:
    return [(row.kind, row.hidden) for row in shown.rows if row.kind in (Kind.EARLIER, Kind.LATER)]


def test_nothing_open_shows_the_root_alone() -> None:
    shown = visible(wide(), Unfolding(), [])
    assert shown.rows == (Row(Kind.CLOSED, 0, 0, TOP, place=1, siblings=1),)


def test_toggle_opens_and_closes() -> None:
    outline = wide()
    opened = Unfolding().toggle(outline, 0)
    assert [(row.kind, row.node, row.depth) for row in visible(outline, opened, []).rows] == [
        (Kind.OPEN, 0, 0),
        (Kind.CLOSED, 1, 1),
    ]
    assert shown_nodes(visible(outline, opened.toggle(outline, 0), [])) == [0]


def test_long_lists_are_paged_both_ways_and_a_long_window_drops_its_other_end() -> None:
    outline, unfolding = wide(), Unfolding((0, 1))
    assert ends(visible(outline, unfolding, [])) == [(Kind.LATER, WIDE - PAGE)]
    for _ in range(5):
        unfolding = unfolding.page(outline, 1, Kind.LATER)
    shown = visible(outline, unfolding, [])
    assert ends(shown) == [(Kind.EARLIER, 300 - LONGEST_WINDOW), (Kind.LATER, WIDE - 300)]
    assert len(shown_nodes(shown)) == LONGEST_WINDOW + 2
    for _ in range(9):
        unfolding = unfolding.page(outline, 1, Kind.LATER)
    assert ends(visible(outline, unfolding, [])) == [(Kind.EARLIER, WIDE - LONGEST_WINDOW)]
    for _ in range(20):
        unfolding = unfolding.page(outline, 1, Kind.EARLIER)
    assert ends(visible(outline, unfolding, [])) == [(Kind.LATER, WIDE - LONGEST_WINDOW)]


def test_every_child_of_a_long_list_can_be_paged_to() -> None:
    outline, unfolding, seen = wide(), Unfolding((0, 1)), set[int]()
    for _ in range(WIDE // PAGE + 1):
        seen.update(shown_nodes(visible(outline, unfolding, [])))
        unfolding = unfolding.page(outline, 1, Kind.LATER)
    assert len(seen) == WIDE + 2


def test_reveal_moves_the_window_to_the_node() -> None:
    outline = wide()
    shown = visible(outline, Unfolding().reveal(outline, 500), [500])
    row = next(row for row in shown.rows if row.node == 500)
    assert (row.place, row.siblings) == (499, WIDE)
    assert len(shown_nodes(shown)) == PAGE + 2


def test_a_closed_node_shows_the_way_to_what_is_marked_and_nothing_else() -> None:
    outline = wide()
    shown = visible(outline, Unfolding(), [300, 600])
    assert [(row.kind, row.node) for row in shown.rows] == [
        (Kind.WAY, 0),
        (Kind.WAY, 1),
        (Kind.LEAF, 300),
        (Kind.LEAF, 600),
    ]


def test_marked_nodes_outside_the_window_keep_their_order() -> None:
    outline = wide()
    unfolding = Unfolding((0, 1), {1: (100, 150)})
    rows = visible(outline, unfolding, [5, 600]).rows
    assert [row.kind for row in rows[2:4]] == [Kind.LEAF, Kind.EARLIER]
    assert [row.kind for row in rows[-2:]] == [Kind.LATER, Kind.LEAF]
    assert (rows[2].node, rows[-1].node) == (5, 600)


@pytest.mark.parametrize("seed", range(5))
def test_any_marked_node_is_visible_within_the_limit_whatever_was_opened(seed: int) -> None:
    """The limit holds with references and long lists too."""
    outline = grown(5000, seed, extra=300)
    noise, unfolding = np.random.default_rng(seed), Unfolding()
    for _ in range(60):
        marked = [int(node) for node in noise.integers(0, 5000, 3)]
        for node in marked:
            unfolding = unfolding.reveal(outline, node)
        for node in noise.integers(0, 5000, 2):
            unfolding = unfolding.toggle(outline, int(node))
        shown = visible(outline, unfolding, marked)
        assert len(shown.rows) <= MOST_ROWS
        assert set(marked) <= set(shown_nodes(shown))
        assert all(row.depth <= above.depth + 1 for above, row in pairwise(shown.rows))


def test_what_was_opened_last_stays_open_and_the_rest_is_said() -> None:
    outline = grown(5000, 1)
    unfolding, order = Unfolding(), np.random.default_rng(0).permutation(5000)[:80]
    for node in order:
        unfolding = unfolding.toggle(outline, int(node)) if node not in unfolding.opened else unfolding
    shown = visible(outline, unfolding, [])
    rows = {row.node: row.kind for row in shown.rows}
    assert 0 < shown.folded < len(unfolding.opened)
    assert len(shown.rows) > MOST_ROWS - 2 * PAGE  # no more was closed than needed
    assert rows[int(order[-1])] in (Kind.OPEN, Kind.LEAF)


def test_a_second_parent_shows_a_reference_that_does_not_unfold() -> None:
    names, links = ["top", "a", "b", "both", "leaf"], [(1, 0), (2, 0), (3, 1), (3, 2), (4, 3)]
    outline = hierarchy_outline(Hierarchy.from_indices(names, np.array(links)))
    rows = visible(outline, Unfolding((0, 1, 2, 3)), []).rows
    assert [(row.kind, names[row.node], row.depth) for row in rows] == [
        (Kind.OPEN, "top", 0),
        (Kind.OPEN, "a", 1),
        (Kind.OPEN, "both", 2),
        (Kind.LEAF, "leaf", 3),
        (Kind.OPEN, "b", 1),
        (Kind.REFERENCE, "both", 2),
    ]


def test_many_roots_are_paged_like_children() -> None:
    outline = hierarchy_outline(Hierarchy.from_indices([f"r{i:03}" for i in range(400)], np.zeros((0, 2), int)))
    unfolding = Unfolding()
    assert ends(visible(outline, unfolding, [])) == [(Kind.LATER, 350)]
    assert len(visible(outline, unfolding.page(outline, TOP, Kind.LATER), []).rows) == 2 * PAGE + 1


def test_a_chain_deeper_than_python_recurses_is_drawn() -> None:
    """Red when found: a RecursionError where a node 700 levels down was marked."""
    size = 700
    links = np.array([[i, i - 1] for i in range(1, size)])
    outline = hierarchy_outline(Hierarchy.from_indices([f"n{i:03}" for i in range(size)], links))
    shown = visible(outline, Unfolding().reveal(outline, size - 1), [size - 1])
    assert [(row.node, row.depth) for row in shown.rows] == [(i, i) for i in range(size)]
    assert visible(outline, Unfolding(tuple(range(size))), [], most=2 * size).rows[-1].kind is Kind.LEAF


def test_a_window_moved_by_one_says_what_is_hidden_at_either_end() -> None:
    outline = wide()
    assert ends(visible(outline, Unfolding((0, 1), {1: (1, WIDE - 1)}), [], most=2 * WIDE)) == [
        (Kind.EARLIER, 1),
        (Kind.LATER, 1),
    ]
    assert ends(visible(outline, Unfolding((0, 1), {1: (0, WIDE)}), [], most=2 * WIDE)) == []


def test_what_was_opened_longest_ago_is_forgotten_first() -> None:
    unfolding, outline = (
        Unfolding(),
        hierarchy_outline(Hierarchy.from_indices([f"r{i:03}" for i in range(MOST_OPEN + 2)], np.zeros((0, 2), int))),
    )
    for node in range(MOST_OPEN + 2):
        unfolding = unfolding.toggle(outline, node)
    assert unfolding.opened == tuple(range(2, MOST_OPEN + 2))
    assert unfolding.toggle(outline, 5).toggle(outline, 5).opened[-1] == 5


def test_opening_a_node_opens_what_is_above_it_and_a_second_time_makes_it_the_latest() -> None:
    outline = hierarchy_outline(Hierarchy.from_indices(["a", "b", "c", "d"], np.array([(1, 0), (2, 1), (3, 0)])))
    unfolding = Unfolding().toggle(outline, 2)
    assert unfolding.opened == (0, 1, 2)
    assert unfolding.toggle(outline, 3).opened == (1, 2, 0, 3)
    assert unfolding.toggle(outline, 1).opened == (0, 2)
    assert unfolding.reveal(outline, 3).opened == (1, 2, 0)


def test_revealing_what_is_shown_leaves_the_window_where_it_was() -> None:
    outline = wide()
    moved = Unfolding((0, 1), {1: (30, 130)})
    assert moved.reveal(outline, 2 + 30).windows[1] == (30, 130)
    assert moved.reveal(outline, 2 + 29).windows[1] == (0, 50)
    assert moved.reveal(outline, 2 + 130).windows[1] == (100, 150)
    assert moved.reveal(outline, 2 + WIDE - 1).windows[1] == (700, WIDE)


def test_no_more_is_drawn_closed_than_must_be() -> None:
    """Three open nodes of ten children each: all of them are 33 rows."""
    links = np.array([(child, child // 11 * 11) for child in range(33) if child % 11])
    outline = hierarchy_outline(Hierarchy.from_indices([f"n{i:02}" for i in range(33)], links))
    for most, folded in ((33, 0), (32, 1), (23, 1), (22, 2), (13, 2), (12, 3)):
        shown = visible(outline, Unfolding((0, 11, 22)), [], most=most)
        assert shown.folded == folded
        assert len(shown.rows) == 33 - 10 * folded
