"""A hierarchy on some of its nodes, against walks over the whole one."""

from collections.abc import Callable

import numpy as np
import pytest

from hrq.data.hierarchy.contraction import contract
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.errors import UnknownNameError


def nearest_kept(hierarchy: Hierarchy, node: int, kept: set[int]) -> set[int]:
    found: set[int] = set()
    for parent in hierarchy.parents.of(node).tolist():
        found |= {parent} if parent in kept else nearest_kept(hierarchy, parent, kept)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_parents_are_the_nearest_that_are_left(seed: int, random_dag: Callable[[int, int], Hierarchy]) -> None:
    whole = random_dag(30, seed)
    rows = np.random.default_rng(seed).permutation(30)[:14].tolist()
    found = contract(whole, [whole.names[row] for row in rows])
    assert found.names == tuple(whole.names[row] for row in rows)
    for place, row in enumerate(rows):
        above = {found.names[parent] for parent in found.parents.of(place)}
        assert above == {whole.names[one] for one in nearest_kept(whole, row, set(rows))}


def test_texts_come_along_and_unknown_names_are_told() -> None:
    whole = Hierarchy.from_links(
        ["a", "b", "c"], [("b", "a"), ("c", "b")], title="t", labels=["A", "B", "C"], descriptions=["1", "2", "3"]
    )
    found = contract(whole, ["c", "a"])
    assert (found.labels, found.descriptions, found.title) == (("C", "A"), ("3", "1"), "t")
    assert found.parents.of(0).tolist() == [1]
    with pytest.raises(UnknownNameError):
        contract(whole, ["c", "x"])
