import itertools

import numpy as np
import pytest
from scipy.stats import spearmanr

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.likeness import path_similarity, wup_similarity
from hrq.data.wordnet.nouns import load_wordnet
from hrq.evaluate.agreement import pairs_and_triples as pairs


@pytest.fixture(scope="module")
def canines() -> Hierarchy:
    return load_wordnet().subtree("canine.n.02")


@pytest.fixture
def codes(canines: Hierarchy) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 3, (len(canines), 3))


def common(codes: np.ndarray, a: int, b: int) -> int:
    shared = 0
    while shared < codes.shape[1] and codes[a, shared] == codes[b, shared]:
        shared += 1
    return shared


def test_likeness_of_all_pairs_against_a_loop(canines: Hierarchy, codes: np.ndarray) -> None:
    for tokens in (1, 2, 3):
        found = pairs.likeness(codes, canines, tokens, np.random.default_rng(0), sample=100_000)
        both = [p for p in itertools.combinations(range(len(canines)), 2) if common(codes, *p) >= tokens]
        a, b = np.array(both).T
        assert found.pairs == len(both)
        assert found.wup.mean() == pytest.approx(wup_similarity(canines, a, b).mean())
        assert found.path.mean() == pytest.approx(path_similarity(canines, a, b).mean())


def test_rank_correlation_against_scipy(canines: Hierarchy, codes: np.ndarray) -> None:
    ranked = pairs.random_pairs(canines, np.random.default_rng(0), sample=100_000)
    assert len(ranked.a) == len(canines) * (len(canines) - 1) // 2
    shared = np.array([common(codes, *p) for p in zip(ranked.a, ranked.b, strict=True)])
    assert pairs.shared_tokens(codes, ranked.a, ranked.b).tolist() == shared.tolist()
    assert pairs.rank_correlation(shared, ranked.links) == pytest.approx(spearmanr(shared, ranked.links).statistic)
    assert pairs.rank_correlation(np.zeros(5), np.arange(5)) is None


def test_triples_are_ordered_as_by_hand(canines: Hierarchy, codes: np.ndarray) -> None:
    found = pairs.random_triples(canines, np.random.default_rng(0), sample=500)
    by_codes, alike, ordered = pairs.order_by_codes(codes, found.nodes), 0, 0
    for row, triple in enumerate(found.nodes.tolist()):
        assert len(set(triple)) == 3
        rest = [[triple[other] for other in range(3) if other != one] for one in range(3)]
        shared = [common(codes, *pair) for pair in rest]
        depth = [meeting_depth(canines, *pair) for pair in rest]
        expected = [int(np.argmax(each)) if sorted(each)[2] > sorted(each)[1] else -1 for each in (shared, depth)]
        assert [by_codes[row], found.aside[row]] == expected
        ordered += min(expected) >= 0
        alike += min(expected) >= 0 and expected[0] == expected[1]
    assert pairs.triplet_agreement(by_codes, found.aside) == pytest.approx(alike / ordered)


def meeting_depth(hierarchy: Hierarchy, a: int, b: int) -> int:
    above = [{node, *hierarchy.ancestors(node).tolist()} for node in (a, b)]
    return max(int(hierarchy.depth[node]) for node in above[0] & above[1])


def test_triples_come_evenly() -> None:
    """All 6 orders of 3 of 4 nodes … 24 in all, about as often."""
    four = Hierarchy.from_links(list("abcd"), [("b", "a"), ("c", "a"), ("d", "a")])
    nodes = pairs.random_triples(four, np.random.default_rng(0), sample=24_000).nodes
    _, times = np.unique(nodes, axis=0, return_counts=True)
    assert len(times) == 24
    assert times.min() > 850


def test_two_nodes_have_no_triples() -> None:
    two = Hierarchy.from_links(["a", "b"], [("b", "a")])
    found = pairs.random_triples(two, np.random.default_rng(0), sample=100)
    assert len(found.nodes) == 0
    assert pairs.triplet_agreement(found.aside, found.aside) is None
