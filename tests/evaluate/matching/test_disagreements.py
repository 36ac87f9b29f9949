"""Which nodes disagree, against loops over sets on the musical instruments, some of which have several parents."""

from dataclasses import replace

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet.nouns import load_wordnet
from hrq.evaluate.matching.best_matches import best_nodes, best_prefixes
from hrq.evaluate.matching.disagreements import LEAST, Disagreements
from hrq.evaluate.matching.two_trees import GOOD, TreePair, tree_pair


@pytest.fixture(scope="module")
def pair() -> TreePair:
    truth = load_wordnet().subtree("musical_instrument.n.01")
    noise = np.random.default_rng(1)
    ways = [truth.path_to_root(node)[::-1] for node in range(len(truth))]
    codes = np.array([[(way + [way[-1]] * 2)[1] % 7, (way + [way[-1]] * 3)[2] % 5] for way in ways])
    mixed = np.where(noise.random((len(truth), 1)) < 0.15, noise.permutation(codes), codes)
    tree = code_tree(mixed, truth.names)
    return tree_pair(tree, truth, best_nodes(tree, truth), best_prefixes(tree, truth))


def test_items_disagree_where_they_do_not_belong(pair: TreePair) -> None:
    found, count, wrong = Disagreements(pair), len(pair.tree.prefix_nodes), 0
    for item in range(len(pair.tree.item_nodes)):
        above = pair.tree.hierarchy.path_to_root(count + item)[1:-1]
        telling = [p for p in above if pair.tree.sizes[p] >= LEAST and pair.matched_nodes.f1[p, 0] >= GOOD]
        expected = False
        if telling:
            meant = int(pair.matched_nodes.node[telling[0], 0])
            assert found.meaning[item] == telling[0]
            own = int(pair.true_node_of[item])
            kin = {own, *pair.truth.ancestors(own).tolist(), *pair.truth.descendants(own).tolist()}
            expected = meant not in kin
        assert found.code[count + item] == expected
        wrong += expected
    assert wrong > 3


def test_prefixes_and_synsets_disagree_where_nothing_matches_them(pair: TreePair) -> None:
    found = Disagreements(pair)
    for prefix in range(1, len(pair.tree.prefix_nodes)):
        good = pair.matched_nodes.f1[prefix, 0] >= GOOD
        assert found.code[prefix] == (not good and pair.tree.sizes[prefix] > 1)
    for node in range(len(pair.truth)):
        if pair.true.sizes[node] > 1:
            assert found.true[node] == (not pair.node_matches(node)[0].good)


def test_leaves_disagree_where_their_code_leaves_their_branch(pair: TreePair) -> None:
    found = Disagreements(pair)
    strays = 0
    for node in np.flatnonzero(pair.true.sizes == 1).tolist():
        branch = next(
            (m for up in pair.truth.path_to_root(node)[1:] for m in pair.node_matches(up)[:1] if m.good), None
        )
        inside = branch is None or node in pair.true_node_of[pair.tree.members(branch.node)]
        assert found.true[node] == (not inside)
        strays += not inside
    assert strays > 3


def test_going_on_meets_every_stop_once_in_reading_order(pair: TreePair) -> None:
    found, way, node = Disagreements(pair), [], None
    for _ in range(len(found.stops)):
        node = found.next_after(node)
        way.append(node)
    assert way == found.stops.tolist()
    assert len(set(way)) == len(way)
    assert found.next_after(node) == way[0]
    assert found.next_after(way[3]) == way[4]


def test_all_codes_together_never_disagree(pair: TreePair) -> None:
    """The empty prefix holds everything: that no one branch is like it says nothing."""
    poor = replace(pair.matched_nodes, f1=np.zeros_like(pair.matched_nodes.f1))
    found = Disagreements(replace(pair, matched_nodes=poor))
    assert not found.code[0]
    assert found.code[1]


def test_trees_that_agree_have_no_stops() -> None:
    two = Hierarchy.from_links(["a", "b"], [("b", "a")])
    tree = code_tree(np.array([[0], [0]]), two.names)
    found = Disagreements(tree_pair(tree, two, best_nodes(tree, two), best_prefixes(tree, two)))
    assert found.next_after(None) is None
