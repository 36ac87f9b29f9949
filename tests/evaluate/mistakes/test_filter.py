import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet.nouns import load_wordnet
from hrq.errors import UnknownNameError
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.filter import Filter, cases_inside, grouping, nodes_inside, read_filter


@pytest.fixture(scope="module")
def animals() -> Hierarchy:
    return load_wordnet().subtree("canine.n.02")


@pytest.fixture
def codes(animals: Hierarchy) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 4, (len(animals), 3))


def test_a_filter_is_written_and_read() -> None:
    for one in (Filter(), Filter("a&b=c;d", (2, 5), "noun.animal", "12-4"), Filter(depth=(0, 3))):
        assert read_filter(one.text()) == one
    assert read_filter("depth=x-3&subtree=&unknown=1") == Filter()


def test_nodes_inside_against_sets(animals: Hierarchy, codes: np.ndarray) -> None:
    dog = animals.index("dog.n.01")
    wanted = Filter("dog.n.01", (2, 4), prefix="3-1")
    expected = [
        node
        for node in [dog, *animals.descendants(dog)]
        if 2 <= animals.depth[node] <= 4 and codes[node, :2].tolist() == [3, 1]
    ]
    assert np.flatnonzero(nodes_inside(animals, codes, wanted)).tolist() == sorted(expected)
    below = [dog, *animals.descendants(dog)]
    assert np.flatnonzero(nodes_inside(animals, codes, Filter("dog.n.01"))).tolist() == sorted(below)
    names = {animals.names[dog], "unicorn"}
    assert np.flatnonzero(nodes_inside(animals, codes, Filter(), names=names)).tolist() == [dog]
    with pytest.raises(UnknownNameError, match=r"dog\.n\.01"):
        nodes_inside(animals, codes, Filter("dog.n.11"))


def test_cases_follow_their_nodes_prefixes_and_codewords(animals: Hierarchy, codes: np.ndarray) -> None:
    inside = np.zeros(len(codes), dtype=bool)
    inside[5] = True
    able, nothing = np.ones(len(codes), dtype=bool), np.array([-1, -1])
    of_nodes = Cases(np.array([4, 5]), nothing, [(0,), (1,)], np.zeros(2), able, able, 2)
    assert cases_inside("split", of_nodes, codes, inside).tolist() == [1]
    prefixes = [tuple(codes[5, :2].tolist()), (9, 9)]
    of_prefixes = Cases(nothing, nothing, prefixes, np.zeros(2), able, able, 2)
    assert cases_inside("meaningless", of_prefixes, codes, inside).tolist() == [0]
    codes[5] = 0, 3, 1
    of_codewords = Cases(nothing, nothing, [(2, 9), (2, int(codes[5, 1]))], np.zeros(2), able, able, 2)
    assert cases_inside("codewords", of_codewords, codes, inside).tolist() == [1]


def test_groups_cover_what_they_are_of(animals: Hierarchy, codes: np.ndarray) -> None:
    for by in ("file", "depth", "prefix"):
        numbers, names = grouping(animals, codes, by)
        assert len(numbers) == len(animals)
        assert numbers.max() < len(names)
        assert numbers.min() >= 0
    numbers, names = grouping(animals, codes, "subtree")
    for node in range(len(animals)):
        way = [animals.names[one] for one in animals.path_to_root(node)]
        assert (names[numbers[node]] in way) if numbers[node] >= 0 else not set(names) & set(way)
    assert "dog.n.01" in names
