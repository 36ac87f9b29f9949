from typing import Any

import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.likeness import path_similarity, wup_similarity


def test_a_small_tree_by_hand() -> None:
    """animal over dog and cat, dog over puppy: wup(puppy, cat) = 2·1 / (2·1 + 2 + 1)."""
    tree = Hierarchy.from_links(
        ["animal", "dog", "cat", "puppy"], [("dog", "animal"), ("cat", "animal"), ("puppy", "dog")]
    )
    a, b = np.array([3, 3, 1]), np.array([2, 1, 1])
    np.testing.assert_allclose(wup_similarity(tree, a, b), [2 / 5, 4 / 5, 1])
    np.testing.assert_allclose(path_similarity(tree, a, b), [1 / 4, 1 / 2, 1])


def test_in_a_tree_wup_is_the_textbook_s(mammals: Hierarchy) -> None:
    """Where no shortcut leads past the common ancestor, 2 (depth(l) + 1) / (depth(a) + depth(b) + 2)."""
    noise = np.random.default_rng(0)
    a, b = noise.integers(0, len(mammals), (2, 5000))
    met = mammals.meet(a, b)
    depth = mammals.depth
    straight = (depth[a] == depth[met.ancestor] + met.up_a) & (depth[b] == depth[met.ancestor] + met.up_b)
    textbook = 2 * (depth[met.ancestor] + 1) / (depth[a] + depth[b] + 2)
    assert straight.mean() > 0.95
    np.testing.assert_allclose(wup_similarity(mammals, a, b)[straight], textbook[straight])


def test_similarities_are_symmetric_and_one_only_for_the_same(nouns: Hierarchy) -> None:
    noise = np.random.default_rng(1)
    a = noise.integers(0, len(nouns), 3000)
    b = np.where(noise.random(3000) < 0.5, nouns.parents.indices[nouns.parents.indptr[a] - 1], a[::-1])
    for similarity in (wup_similarity, path_similarity):
        values = similarity(nouns, a, b)
        np.testing.assert_array_equal(values, similarity(nouns, b, a))
        assert (values > 0).all()
        assert ((values == 1) == (a == b)).all()


def test_what_never_meets_is_not_alike() -> None:
    forest = Hierarchy.from_links(["a", "b"], [])
    assert wup_similarity(forest, np.array([0]), np.array([1])).tolist() == [0]
    assert path_similarity(forest, np.array([0]), np.array([1])).tolist() == [0]


def test_random_nouns_have_the_known_means(nouns: Hierarchy) -> None:
    """20,000 random pairs of nouns: wup 0.231 and path 0.072 (published reference, shortest depths)."""
    a, b = np.random.default_rng(0).integers(0, len(nouns), (2, 20_000))
    assert wup_similarity(nouns, a, b).mean() == pytest.approx(0.231, abs=0.004)
    assert path_similarity(nouns, a, b).mean() == pytest.approx(0.072, abs=0.002)


def test_nltk_agrees_on_mammals(nouns: Hierarchy, corpus: Any) -> None:
    """path everywhere; wup where the common ancestor's shortest depth, ours, is its longest one, NLTK's."""
    below = nouns.descendants(nouns.index("mammal.n.01"))
    a, b = np.random.default_rng(2).choice(below, (2, 150))
    matched_nodes = [[corpus.true_node(nouns.names[i]) for i in side] for side in (a, b)]
    theirs = [x.path_similarity(y) for x, y in zip(*matched_nodes, strict=True)]
    np.testing.assert_allclose(path_similarity(nouns, a, b), theirs)
    lowest = nouns.lowest_common_ancestors(a, b)
    same = nouns.depth[lowest] == nouns.longest_depth[lowest]
    theirs = [x.wup_similarity(y) for x, y in zip(*matched_nodes, strict=True)]
    assert same.mean() > 0.5
    np.testing.assert_allclose(wup_similarity(nouns, a, b)[same], np.array(theirs)[same])
