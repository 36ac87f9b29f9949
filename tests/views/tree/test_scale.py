"""All nouns: any node stays visible, and an answer costs well under 300 ms of work on the server."""

import time

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.wordnet.nouns import load_wordnet
from hrq.evaluate.matching.best_matches import best_nodes, best_prefixes
from hrq.evaluate.matching.two_trees import tree_pair
from hrq.layouts.tree_rows import MOST_ROWS
from hrq.views.tree.detail import Selection
from hrq.views.tree.scene import first_unfoldings, scene


@pytest.mark.slow
def test_a_hundred_synsets_of_all_nouns() -> None:
    hierarchy, noise = load_wordnet(), np.random.default_rng(0)
    tree = code_tree(noise.integers(0, 32, (len(hierarchy), 4)), hierarchy.names)
    pair = tree_pair(tree, hierarchy, best_nodes(tree, hierarchy), best_prefixes(tree, hierarchy))
    unfoldings, spent = first_unfoldings(pair), []
    for true_node in noise.integers(0, len(hierarchy), 100).tolist():
        selection, begun = Selection(true_node), time.process_time()
        unfoldings = unfoldings.reveal(pair, selection)
        shown = scene(pair, selection, unfoldings, title="")
        spent.append(time.process_time() - begun)
        for side, node in zip(shown["sides"], (int(pair.item_of[true_node]), true_node), strict=True):
            assert len(side["rows"]) <= MOST_ROWS
            assert [row["node"] for row in side["rows"] if "selected" in row["marks"]] == [node]
    assert np.quantile(spent, 0.95) < 0.3
