"""What makes names and links a hierarchy; every refusal names the node and the line."""

import numpy as np
import pytest

from hrq.data.hierarchy.checks import LONGEST_NAME, MOST_TOLD, check_acyclic, check_links, check_names, link_indices
from hrq.errors import HierarchyError


def test_names_of_the_longest_length_are_taken() -> None:
    check_names(["a" * LONGEST_NAME, "b"])
    with pytest.raises(HierarchyError, match="Node 2 has a name of 2,001 characters"):
        check_names(["b", "a" * (LONGEST_NAME + 1)])


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "is empty"),
        (["a", ""], "Node 2 has an empty name"),
        (["a", "b", "a"], "The name 'a' is given twice"),
        (["a", "b\0"], "holds the character 0"),
        (["a", "b\ud800"], "holds half a character"),
    ],
)
def test_names_that_are_none_are_told(names: list[str], sentence: str) -> None:
    with pytest.raises(HierarchyError, match=sentence):
        check_names(names)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([[0, 1], [2, 3]], r"Link \(2, 3\) leaves the 3 nodes"),
        ([[0, 1], [-1, 1]], r"Link \(-1, 1\) leaves"),
        ([[0, 1], [2, 2]], "^Line 20: 'c' is given as its own parent"),
        ([[0, 1], [1, 2], [0, 1]], "^Line 30: the link 'a' → 'b' is given twice"),
    ],
)
def test_links_that_are_none_are_told_with_their_line(pairs: list[list[int]], sentence: str) -> None:
    with pytest.raises(HierarchyError, match=sentence):
        check_links(["a", "b", "c"], np.array(pairs), [10, 20, 30])


def test_links_by_name_are_child_and_parent() -> None:
    assert link_indices(["a", "b"], [("b", "a")], None).tolist() == [[1, 0]]
    with pytest.raises(HierarchyError, match="^Line 7: the child 'bb' is not among the nodes. Nearest: b"):
        link_indices(["a", "b"], [("bb", "a")], [7])
    with pytest.raises(HierarchyError, match="^Line 7: 'b' names the parent 'aa'"):
        link_indices(["a", "b"], [("b", "aa")], [7])


def test_a_long_cycle_is_told_by_its_ends() -> None:
    size = MOST_TOLD + 21
    names, cycle = [f"n{i}" for i in range(size)], [*range(size), 0]
    pairs = np.array([[i, (i + 1) % size] for i in range(size)])
    with pytest.raises(HierarchyError, match=r"n0 → n1 → .* → n49 → \(22 more\) → n72 → .* → n120 → n0\."):
        check_acyclic(names, pairs, cycle)
    with pytest.raises(HierarchyError, match=r"form a cycle \(lines 2, 4\): a → b → a"):
        check_acyclic(["a", "b", "c"], np.array([[0, 1], [2, 1], [1, 0]]), [0, 1, 0], [2, 3, 4])
