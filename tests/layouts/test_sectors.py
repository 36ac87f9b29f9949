"""Sectors nest and never overlap; a node with several parents lies in the sector of its main one."""

import numpy as np

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.by_name import load_hierarchy
from hrq.layouts.sectors import sector_angles

TREE = Hierarchy.from_links(
    ["root", "a", "b", "a1", "a2", "b1", "b11"],
    [("a", "root"), ("b", "root"), ("a1", "a"), ("a2", "a"), ("b1", "b"), ("b11", "b1"), ("b11", "a")],
)


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


def test_the_mammals_lie_where_training_began() -> None:
    """The bundled models start here."""
    mammals = load_hierarchy("wordnet:mammal.n.01")
    angles = sector_angles(mammals)
    named = [mammals.index(name) for name in ("dog.n.01", "cat.n.01", "blue_whale.n.01")]
    np.testing.assert_allclose(angles[named], [1.23892404, 2.02060554, 0.43546589], atol=1e-8)
    np.testing.assert_allclose(angles @ np.arange(len(angles)), 2861597.688624977, rtol=1e-12)
