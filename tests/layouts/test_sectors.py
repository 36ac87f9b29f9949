"""Sectors nest and never overlap; a tree of main parents hides no node."""

import numpy as np

from hrq.data.hierarchy import Hierarchy
from hrq.layouts.sectors import main_parents, sector_angles

TREE = Hierarchy.from_links(
    ["root", "a", "b", "a1", "a2", "b1", "b11"],
    [("a", "root"), ("b", "root"), ("a1", "a"), ("a2", "a"), ("b1", "b"), ("b11", "b1"), ("b11", "a")],
)


def test_the_shortest_way_to_the_root_is_the_main_one() -> None:
    """b11 hangs under b1 and under a; a is nearer to the root. Red when tried: the first parent listed."""
    names = np.array([*TREE.names, "-"])
    assert names[main_parents(TREE)].tolist() == ["-", "root", "root", "a", "a", "b", "a"]


def test_by_hand() -> None:
    """Six nodes below the root: a holds 4 of them (a, a1, a2, b11), b holds 2; each child of a has a third of a."""
    turn = 2 * np.pi
    angles = dict(zip(TREE.names, sector_angles(TREE) / turn, strict=True))
    assert np.isclose(angles["root"], 0.5)
    assert np.isclose(angles["a"], 2 / 6)
    assert np.isclose(angles["b"], 5 / 6)
    assert np.isclose(angles["b1"], 5 / 6)
    spread = sorted(angles[name] for name in ("a1", "a2", "b11"))
    np.testing.assert_allclose(spread, [4 / 6 / 6, 4 / 6 / 2, 4 / 6 * 5 / 6])


def test_leaves_of_a_large_tree_lie_apart_in_their_order() -> None:
    links = np.array([[i, (i - 1) // 3] for i in range(1, 1093)])
    tree = Hierarchy.from_indices([f"n{i}" for i in range(1093)], links)
    leaves = np.sort(sector_angles(tree)[364:])
    assert len(leaves) == 729
    assert np.diff(leaves).min() > 2 * np.pi / 1093 / 2


def test_several_roots_share_the_circle_and_one_node_is_a_tree_too() -> None:
    forest = Hierarchy.from_links(["r", "s", "s1"], [("s1", "s")])
    np.testing.assert_allclose(sector_angles(forest) / (2 * np.pi), [1 / 6, 4 / 6, 4 / 6])
    assert sector_angles(Hierarchy.from_links(["one"], [])).tolist() == [np.pi]
