import time

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import CodeTree, code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet.nouns import load_wordnet
from hrq.evaluate.matching.best_matches import best_nodes, best_prefixes

Scores = tuple[float, float, float]


@pytest.fixture(scope="module")
def small() -> Hierarchy:
    """The canines: 40 nodes, one with two parents."""
    nouns = load_wordnet()
    return nouns.subtree("canine.n.02")


@pytest.fixture(scope="module")
def tree(small: Hierarchy) -> CodeTree:
    noise = np.random.default_rng(1)
    near = np.column_stack([small.depth, noise.integers(0, 3, (len(small), 2))])
    return code_tree(near, small.names)


def scores(members: set[int], theirs: set[int]) -> Scores:
    shared = len(members & theirs)
    return shared / len(members), shared / len(theirs), 2 * shared / (len(members) + len(theirs))


def sets(tree: CodeTree, small: Hierarchy) -> tuple[list[set[int]], list[set[int]]]:
    prefixes = [set(tree.members(int(node)).tolist()) for node in tree.prefix_nodes]
    return prefixes, [{node, *small.descendants(node).tolist()} for node in range(len(small))]


def test_best_nodes_against_sets(tree: CodeTree, small: Hierarchy) -> None:
    best = best_nodes(tree, small)
    prefixes, matched_nodes = sets(tree, small)
    assert best.node.shape == best.precision.shape == best.recall.shape == best.f1.shape == (len(prefixes), 3)
    for row, members in enumerate(prefixes):
        every = [(scores(members, theirs), node) for node, theirs in enumerate(matched_nodes) if members & theirs]
        every.sort(key=lambda entry: (-entry[0][2], -entry[0][0], entry[1]))
        for place, (expected, node) in enumerate(every[:3]):
            assert best.node[row, place] == node
            got = best.precision[row, place], best.recall[row, place], best.f1[row, place]
            assert got == pytest.approx(expected)
        assert (best.node[row, len(every) :] == -1).all()


def test_best_prefixes_against_sets(tree: CodeTree, small: Hierarchy) -> None:
    best = best_prefixes(tree, small)
    prefixes, matched_nodes = sets(tree, small)
    for node, theirs in enumerate(matched_nodes):
        every = [(scores(members, theirs), row) for row, members in enumerate(prefixes) if members & theirs]
        expected, row = min(every, key=lambda entry: (-entry[0][2], -entry[0][0], entry[1]))
        assert best.node[node] == row
        assert (best.precision[node], best.recall[node], best.f1[node]) == pytest.approx(expected)


def test_items_may_be_some_of_the_nodes_in_another_order(small: Hierarchy) -> None:
    """A prefix of three wolves is `wolf` with recall 3 of all wolves."""
    wolf = small.index("wolf.n.01")
    wolves = [wolf, *small.descendants(wolf).tolist()]
    names = [small.names[node] for node in reversed(wolves)]
    tree = code_tree(np.zeros((len(names), 1), dtype=int), names)
    best = best_nodes(tree, small)
    assert best.node[0, 0] == wolf
    assert best.f1[0, 0] == 1


def test_what_has_no_partner_is_minus_one(small: Hierarchy) -> None:
    leaf = small.index("puppy.n.01") if "puppy.n.01" in small else int(np.flatnonzero(small.children.counts == 0)[0])
    tree = code_tree(np.array([[0]]), [small.names[leaf]])
    best = best_prefixes(tree, small)
    others = set(range(len(small))) - {leaf, *small.ancestors(leaf).tolist()}
    assert (best.node[sorted(others)] == -1).all()
    assert best.node[leaf] == 0


def test_all_nouns_with_four_levels_take_seconds() -> None:
    nouns = load_wordnet()
    codes = np.random.default_rng(0).integers(0, 128, (len(nouns), 4))
    start = time.process_time()
    best_nodes(code_tree(codes, nouns.names), nouns)
    assert time.process_time() - start < 6
