"""Outlines: a place for every node, references elsewhere."""

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.errors import TooLargeError
from hrq.layouts.tree_outline import code_outline, hierarchy_outline
from hrq.layouts.tree_rows import Unfolding, visible

NAMES = ["animal", "canine", "pet", "dog", "wolf", "hamster"]
LINKS = [
    ("canine", "animal"), ("pet", "animal"), ("dog", "canine"), ("dog", "pet"), ("wolf", "canine"), ("hamster", "pet"),
]  # fmt: skip


def test_a_node_with_two_parents_has_one_place_and_one_reference() -> None:
    hierarchy = Hierarchy.from_links(NAMES, LINKS)
    outline = hierarchy_outline(hierarchy)
    dog, canine, pet = (hierarchy.index(name) for name in ("dog", "canine", "pet"))
    assert outline.parent[dog] == canine
    assert outline.other_parents(dog) == [pet]
    assert dog in outline.children.of(pet)
    assert outline.above(dog) == [hierarchy.index("animal"), canine]
    assert [outline.sizes[hierarchy.index(name)] for name in ("animal", "canine", "pet", "dog")] == [6, 3, 3, 1]


def test_the_place_is_on_a_shortest_way_to_the_root() -> None:
    names = ["root", "a", "b", "c", "far"]
    links = [("a", "root"), ("b", "a"), ("c", "b"), ("far", "c"), ("far", "root")]
    outline = hierarchy_outline(Hierarchy.from_links(names, links))
    assert outline.parent.tolist() == [-1, 0, 1, 2, 0]


def test_large_branches_come_first_and_names_decide_between_equals() -> None:
    links = [("small", "top"), ("zebra", "top"), ("large", "top"), ("leaf", "large")]
    hierarchy = Hierarchy.from_links(["top", "zebra", "small", "large", "leaf"], links)
    children = hierarchy_outline(hierarchy).children.of(0)
    assert [hierarchy.names[node] for node in children] == ["large", "small", "zebra"]


def test_several_roots_are_all_there() -> None:
    hierarchy = Hierarchy.from_links(["b", "a", "under"], [("under", "a")])
    assert [hierarchy.names[root] for root in hierarchy_outline(hierarchy).roots] == ["a", "b"]


def test_a_prefix_with_one_item_is_drawn_as_that_item() -> None:
    codes = np.array([[0, 0], [0, 1], [0, 1], [1, 2], [10, 0]])
    tree = code_tree(codes, ["a", "b", "c", "d", "e"])
    outline, names = code_outline(tree), tree.hierarchy.names
    under = {names[node]: [names[child] for child in outline.children.of(node)] for node in range(len(names))}
    assert under["codes"] == ["0", "d", "e"]
    assert under["0"] == ["a", "0-1"]
    assert under["0-1"] == ["b", "c"]
    drawn = {names[node]: names[outline.drawn[node]] for node in range(len(names))}
    assert [drawn[name] for name in ("1", "1-2", "d", "0", "0-0")] == ["d", "d", "d", "0", "a"]
    place = {names[node]: outline.above(int(node)) for node in tree.item_nodes}
    assert [[names[node] for node in place[name]] for name in "ad"] == [["codes", "0"], ["codes"]]
    assert [outline.sizes[tree.node_of(prefix)] for prefix in ((), (0,), (0, 1))] == [5, 3, 2]


def test_prefixes_stand_in_the_order_of_their_numbers() -> None:
    tree = code_tree(np.array([[10], [10], [9], [9], [2], [2]]), list("abcdef"))
    outline = code_outline(tree)
    assert [tree.hierarchy.labels[node] for node in outline.children.of(0)] == ["2", "9", "10"]


def test_a_single_item_still_has_a_root_above_it() -> None:
    tree = code_tree(np.array([[3, 1]]), ["only"])
    outline = code_outline(tree)
    assert outline.above(int(tree.item_nodes[0])) == [0]
    assert outline.children.of(0).tolist() == tree.item_nodes.tolist()


def test_a_prefix_tree_counts_items_and_draws_them_once_each() -> None:
    tree = code_tree(np.array([[0, 0], [0, 1], [0, 1], [1, 2]]), ["a", "b", "c", "d"])
    outline, names = code_outline(tree), tree.hierarchy.names
    assert outline.hierarchy is tree.hierarchy
    assert outline.roots.tolist() == [0]
    assert outline.sizes[tree.item_nodes].tolist() == [1] * 4
    rows = visible(outline, Unfolding(tuple(range(len(names)))), []).rows
    assert [(names[row.node], row.depth) for row in rows] == [
        ("codes", 0), ("0", 1), ("a", 2), ("0-1", 2), ("b", 3), ("c", 3), ("d", 1),
    ]  # fmt: skip


def test_where_the_closure_is_too_large_a_node_counts_what_has_its_place_below_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dog has its place under canine alone; the mean of chains of every length."""

    def too_large(self: Hierarchy) -> None:
        raise TooLargeError("too large")

    hierarchy = Hierarchy.from_links([*NAMES, "puppy"], [*LINKS, ("puppy", "dog")])
    monkeypatch.setattr(Hierarchy, "ancestry", property(too_large))
    sizes = hierarchy_outline(hierarchy).sizes
    found = {name: int(sizes[hierarchy.index(name)]) for name in hierarchy.names}
    assert found == {"animal": 7, "canine": 4, "pet": 2, "dog": 2, "wolf": 1, "hamster": 1, "puppy": 1}
