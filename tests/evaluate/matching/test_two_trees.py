"""What a comparison of the two trees reads: counterparts, spreads, codes by name, where to begin."""

import csv
import io

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.errors import UsageError
from hrq.evaluate.matching.best_matches import Correspondence, best_nodes, best_prefixes
from hrq.evaluate.matching.two_trees import GOOD, Match, TreePair, correspondence_csv, tree_pair

NAMES = ["top", "cat", "dog", "lion", "wolf", "puma"]
LINKS = [("cat", "top"), ("dog", "top"), ("lion", "cat"), ("puma", "cat"), ("wolf", "dog")]


@pytest.fixture
def pair() -> TreePair:
    """`puma` has no code, and `unicorn` has one without being a node."""
    truth = Hierarchy.from_links(NAMES, LINKS)
    names = ["top", "cat", "dog", "lion", "wolf"]
    tree = code_tree(np.array([[2, 0], [0, 1], [1, 1], [0, 0], [1, 0]]), names)
    best, ours = best_nodes(tree, truth), best_prefixes(tree, truth)
    other = code_tree(np.array([[2, 0], [0, 1], [1, 1], [0, 0], [1, 0]]), [*names[:4], "unicorn"])
    found = tree_pair(other, truth, best, ours)
    assert tree_pair(tree, truth, best, ours).true_node_of.tolist() == [0, 1, 2, 3, 4]
    return found


def test_items_and_nodes_know_one_another_where_there_is_one(pair: TreePair) -> None:
    count = len(pair.tree.prefix_nodes)
    assert pair.true_node_of.tolist() == [0, 1, 2, 3, -1]
    assert pair.item_of.tolist() == [count, count + 1, count + 2, count + 3, -1, -1]
    assert [pair.code_of(count + item) for item in range(5)] == ["2-0", "0-1", "1-1", "0-0", "1-0"]
    assert pair.rank.tolist() == [4, 1, 3, 0, 2]
    assert pair.is_prefix(count - 1)
    assert not pair.is_prefix(count)
    assert pair.labels[:3] == ("all", "0", "1")


def test_a_spread_counts_first_tokens(pair: TreePair) -> None:
    assert [pair.spread(node) for node in range(6)] == [3, 1, 1, 1, 0, 0]
    assert pair.spread(0) == 3


def test_a_prefix_is_found_as_it_is_written(pair: TreePair) -> None:
    assert pair.find_prefix("codes") == 0
    assert pair.labels[pair.find_prefix("0-1")] == "0-1"
    for text in ("0-7", "x", "0-", "-1", "1234567890"):
        with pytest.raises(UsageError):
            pair.find_prefix(text)


def test_a_counterpart_is_good_from_a_certain_f1_on_and_never_all_codes() -> None:
    assert Match(1, 0.5, 0.5, GOOD).good
    assert not Match(1, 0.5, 0.5, GOOD - 0.001).good
    assert not Match(0, 0.5, 1.0, 0.9, whole=True).good


def test_all_codes_stand_for_a_node_only_where_it_is_most_of_them(pair: TreePair) -> None:
    numbers = np.array([0.5, 0.51, 0.5])
    prefixes = Correspondence(np.array([0, 0, 1]), numbers, numbers, numbers)
    other = TreePair(**(vars(pair) | {"prefixes": prefixes}))
    assert [other.node_matches(node)[0].whole for node in range(3)] == [True, False, False]


def test_matches_leave_out_what_there_is_not(pair: TreePair) -> None:
    found = pair.prefix_matches(pair.find_prefix("0"))
    assert pair.truth.names[found[0].node] == "cat"
    assert found[0].f1 == pytest.approx(2 * 2 / (2 + 3))
    assert all(one.f1 > 0 and one.node >= 0 for one in found)
    assert [one.f1 for one in found] == sorted((one.f1 for one in found), reverse=True)


def test_what_shares_nothing_is_no_match(pair: TreePair) -> None:
    nothing = np.zeros((len(pair.tree.prefix_nodes), 3))
    poor = Correspondence(nothing.astype(np.int64), nothing, nothing, nothing)
    assert TreePair(**(vars(pair) | {"matched_nodes": poor})).prefix_matches(1) == []


def test_it_begins_where_the_match_is_clearest_among_middling_prefixes() -> None:
    """Sixty items: ten in the clearest prefix; smaller and larger ones fit better and are passed over."""
    codes = np.array([[0]] * 10 + [[1]] * 40 + [[2]] * 3 + [[3]] * 7)
    tree = code_tree(codes, [f"n{i}" for i in range(60)])
    truth = Hierarchy.from_links([f"n{i}" for i in range(60)], [])
    f1 = np.array([0.99, 0.5, 0.9, 0.95, 0.97])
    matched_nodes = Correspondence(*(np.tile(f1[:, None], (1, 3)) for _ in range(4)))
    nothing = Correspondence(np.full(60, -1), *np.zeros((3, 60)))
    assert tree_pair(tree, truth, matched_nodes, nothing).clearest() == 1


def test_the_table_says_what_each_prefix_means(pair: TreePair) -> None:
    rows = list(csv.DictReader(io.StringIO(correspondence_csv(pair, {"run": "r"}))))
    assert [row["prefix"] for row in rows] == list(pair.labels[1 : len(pair.tree.prefix_nodes)])
    zero = rows[0]
    assert (zero["level"], zero["size"], zero["synset"], zero["synset_size"]) == ("1", "2", "cat", "3")
    assert (zero["precision"], zero["recall"], zero["f1"]) == ("1.000000", "0.666667", "0.800000")
    assert {row["run"] for row in rows} == {"r"}
