import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.splits import eligible_for_parent, split_pairs
from hrq.errors import UnknownNameError


def keys(pairs: np.ndarray, hierarchy: Hierarchy) -> set[int]:
    return set((pairs[:, 0] * len(hierarchy) + pairs[:, 1]).tolist())


@pytest.mark.parametrize("kind", ["none", "closure", "parent"])
def test_every_pair_is_on_exactly_one_side(kind: str, mammals: Hierarchy) -> None:
    split = split_pairs(mammals, kind, 3)
    train, test = keys(split.train, mammals), keys(split.test, mammals)
    assert not train & test
    assert train | test == keys(mammals.closure(), mammals)


def test_sizes_of_all_nouns(nouns: Hierarchy) -> None:
    """631,754 and 111,487 as published; 15 % of 79,898 eligible nouns."""
    assert len(split_pairs(nouns, "none", 0).test) == 0
    closure = split_pairs(nouns, "closure", 0)
    assert (len(closure.train), len(closure.test)) == (631_754, 111_487)
    assert len(eligible_for_parent(nouns)) == 79_898
    assert len(split_pairs(nouns, "parent", 0).test) == round(0.15 * 79_898)


def test_a_seed_gives_the_same_split_and_another_seed_another(mammals: Hierarchy) -> None:
    for kind in ("closure", "parent"):
        first, again, other = (split_pairs(mammals, kind, seed) for seed in (1, 1, 2))
        np.testing.assert_array_equal(first.test, again.test)
        assert keys(first.test, mammals) != keys(other.test, mammals)


def test_parent_asks_for_direct_parents_that_composition_cannot_reach(mammals: Hierarchy) -> None:
    split = split_pairs(mammals, "parent", 0)
    train = keys(split.train, mammals)
    assert len(split.test) > 100
    assert len(np.unique(split.test[:, 0])) == len(split.test)
    for child, parent in split.test.tolist():
        assert mammals.parents.of(child).tolist() == [parent]
        known = mammals.ancestors(child)[mammals.ancestors(child) != parent]
        assert len(known) > 0
        assert all(child * len(mammals) + above in train for above in known.tolist())
        assert not any(parent in mammals.ancestors(above) for above in known.tolist())


def test_an_unknown_split_is_answered_with_the_known_ones(mammals: Hierarchy) -> None:
    with pytest.raises(UnknownNameError, match=r"'parents'.*parent"):
        split_pairs(mammals, "parents", 0)


def test_only_nodes_with_one_parent_that_has_one_are_asked_for() -> None:
    """`both` hangs under a and b: its parents are known by composition. c has no grandparent to lose."""
    links = [("a", "top"), ("b", "top"), ("both", "a"), ("both", "b"), ("one", "a"), ("c", "other")]
    hierarchy = Hierarchy.from_links(["top", "a", "b", "both", "one", "c", "other"], links)
    assert [hierarchy.names[node] for node in eligible_for_parent(hierarchy)] == ["one"]
