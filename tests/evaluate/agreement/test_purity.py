import itertools

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet.nouns import load_wordnet
from hrq.evaluate.agreement.purity import (
    adjusted_information,
    cut_classes,
    cut_depths,
    dendrogram_purity,
    nearest_cut,
    prefix_classes,
)


@pytest.fixture(scope="module")
def canines() -> Hierarchy:
    return load_wordnet().subtree("canine.n.02")


def purity_by_hand(codes: np.ndarray, classes: np.ndarray) -> float:
    """Every pair of one class, its longest common prefix, who has it."""
    found = []
    for a, b in itertools.combinations(range(len(codes)), 2):
        if classes[a] != classes[b]:
            continue
        shared = int(np.logical_and.accumulate(codes[a] == codes[b]).sum())
        under = (codes[:, :shared] == codes[a, :shared]).all(axis=1)
        found.append((classes[under] == classes[a]).mean())
    return float(np.mean(found))


@pytest.mark.parametrize("seed", range(4))
def test_purity_against_every_pair(canines: Hierarchy, seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, 2 + seed, (len(canines), 3))
    for cut in cut_depths(canines):
        classes = cut_classes(canines, cut)
        assert dendrogram_purity(prefix_classes(codes), classes) == pytest.approx(purity_by_hand(codes, classes))


def test_purity_of_the_same_tree_is_one_and_of_single_classes_nothing(canines: Hierarchy) -> None:
    classes = cut_classes(canines, 1)
    codes = np.column_stack([classes, np.arange(len(canines))])
    assert dendrogram_purity(prefix_classes(codes), classes) == 1
    assert dendrogram_purity(prefix_classes(codes), np.arange(len(canines))) is None


@pytest.mark.parametrize(("size", "first", "second"), [(50, 5, 7), (300, 40, 3), (500, 30, 200), (20, 1, 3), (9, 9, 9)])
def test_information_against_scikit_learn(size: int, first: int, second: int) -> None:
    noise = np.random.default_rng(size)
    a, b = noise.integers(0, first, size), noise.integers(0, second, size)
    assert adjusted_information(a, b) == pytest.approx(adjusted_mutual_info_score(a, b), abs=1e-9)
    assert adjusted_information(a, a) == pytest.approx(1)


def test_large_classes_against_scikit_learn() -> None:
    """The terms left out, far from the mean, are nothing."""
    noise = np.random.default_rng(0)
    a = noise.integers(0, 4, 20_000)
    b = np.where(noise.random(20_000) < 0.3, a, noise.integers(0, 6, 20_000))
    assert adjusted_information(a, b) == pytest.approx(adjusted_mutual_info_score(a, b), abs=1e-9)


def test_a_cut_puts_every_node_under_its_ancestor_at_that_depth(canines: Hierarchy) -> None:
    for cut in cut_depths(canines):
        classes = cut_classes(canines, cut)
        for node in range(len(canines)):
            way = canines.path_to_root(node)[::-1]
            assert classes[node] == way[min(cut, len(way) - 1)]


def test_several_roots_are_parted_by_a_cut_at_nothing() -> None:
    two = Hierarchy.from_links(["a", "b", "c", "d"], [("c", "a"), ("d", "b")])
    assert cut_depths(two) == [0]
    assert cut_classes(two, 0).tolist() == [0, 1, 0, 1]


def test_the_cut_for_a_level_has_nearest_as_many_classes(canines: Hierarchy) -> None:
    sizes = {cut: len(np.unique(cut_classes(canines, cut))) for cut in cut_depths(canines)}
    for groups in (1, 8, 20, 40):
        best = nearest_cut(canines, groups)
        assert best is not None
        assert abs(np.log(sizes[best] / groups)) == min(abs(np.log(size / groups)) for size in sizes.values())
    assert nearest_cut(Hierarchy.from_links(["a", "b"], [("b", "a")]), 3) is None


def test_prefix_classes_are_equal_where_prefixes_are() -> None:
    codes = np.random.default_rng(3).integers(0, 3, (30, 3))
    found = prefix_classes(codes)
    assert found[0].tolist() == [0] * 30
    for level in range(1, 4):
        _, expected = np.unique(codes[:, :level], axis=0, return_inverse=True)
        assert found[level].tolist() == expected.tolist()
