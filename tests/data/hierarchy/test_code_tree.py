import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.errors import ShapeError, UnknownNameError

CODES = np.array([[1, 2], [0, 12], [1, 0], [1, 2], [0, 2]])
NAMES = ["a", "b", "c", "d", "e"]


def test_prefixes_by_length_and_value_then_items() -> None:
    """0-12 stands after 0-2."""
    tree = code_tree(CODES, NAMES, labels=[name.upper() for name in NAMES])
    assert tree.hierarchy.names == ("codes", "0", "1", "0-2", "0-12", "1-0", "1-2", *NAMES)
    assert tree.hierarchy.labels[-5:] == ("A", "B", "C", "D", "E")
    assert tree.lengths.tolist() == [0, 1, 1, 2, 2, 2, 2]
    assert tree.sizes.tolist() == [5, 2, 3, 1, 1, 1, 2]
    assert tree.levels == 2
    assert tree.hierarchy.depth.tolist() == [0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3]
    parent = {name: tree.hierarchy.names[tree.hierarchy.parents.of(7 + i)[0]] for i, name in enumerate(NAMES)}
    assert parent == {"a": "1-2", "b": "0-12", "c": "1-0", "d": "1-2", "e": "0-2"}


def test_the_same_token_after_another_prefix_is_another_prefix() -> None:
    tree = code_tree(np.array([[0, 1], [1, 1]]), ["a", "b"])
    assert tree.hierarchy.names == ("codes", "0", "1", "0-1", "1-1", "a", "b")
    assert tree.sizes.tolist() == [2, 1, 1, 1, 1]


def test_members_are_the_items_whose_code_begins_so() -> None:
    noise = np.random.default_rng(0)
    codes = noise.integers(0, 4, (300, 3))
    tree = code_tree(codes, [f"item {i}" for i in range(300)])
    for prefix in [(), (2,), (2, 3), (0, 1, 2)]:
        expected = np.flatnonzero((codes[:, : len(prefix)] == prefix).all(axis=1))
        assert tree.members(tree.node_of(prefix)).tolist() == expected.tolist()
        below = tree.hierarchy.descendants(tree.node_of(prefix))
        assert sorted(below[below >= len(tree.prefix_nodes)] - len(tree.prefix_nodes)) == expected.tolist()
    assert tree.members(int(tree.item_nodes[7])).tolist() == [7]
    assert tree.hierarchy.names[tree.item_nodes[7]] == "item 7"


def test_an_item_may_be_named_like_a_prefix() -> None:
    tree = code_tree(CODES, ["1", "1-2", "codes", "x", "y"])
    assert tree.hierarchy.names[tree.node_of((1, 2))] == "#1-2"
    assert tree.hierarchy.labels[tree.node_of((1, 2))] == "1-2"
    assert tree.members(tree.node_of(())).tolist() == [0, 1, 2, 3, 4]


def test_levels_may_be_one_and_codes_all_alike() -> None:
    tree = code_tree(np.zeros((3, 1), dtype=int), ["a", "b", "c"])
    assert tree.hierarchy.names == ("codes", "0", "a", "b", "c")


def test_an_unused_prefix_is_answered_with_used_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"prefix in use named '1-3'.*Nearest: .*1-2"):
        code_tree(CODES, NAMES).node_of((1, 3))


@pytest.mark.parametrize("shape", [(5,), (4, 2), (5, 0)])
def test_codes_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r"\(5, levels\)"):
        code_tree(np.zeros(shape, dtype=int), NAMES)
