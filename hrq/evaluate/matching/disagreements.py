"""Where the two trees of a run disagree: what of either has no counterpart, and what does not stand where it belongs.

A prefix disagrees where it matches no node of the hierarchy well, an item where it lies neither below nor above the
node that its prefix means: the longest of its prefixes, of five items or more, that matches one well. A node with
something below it disagrees where no prefix matches it well, a leaf where its code does not begin with the prefix of
its branch: that of the nearest node above it that one matches well.
"""

import numpy as np

from hrq.data.hierarchy.links import Bools, Ints
from hrq.evaluate.matching.two_trees import GOOD, MOST, TreePair

LEAST = 5  # items of a prefix, or nodes of a branch, from which on it is worth a stop on the way through


class Disagreements:
    """Which nodes disagree, on either side, and in which order to go through those of the code tree.

    >>> from hrq.data.hierarchy.code_tree import code_tree
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> from hrq.evaluate.matching.best_matches import best_prefixes, best_nodes
    >>> from hrq.evaluate.matching.two_trees import tree_pair
    >>> codes = CODES.copy()
    >>> codes[[4, 5]] = codes[[5, 4]]  # wolf and cat have changed sides
    >>> tree = code_tree(codes, animals().names)
    >>> found = Disagreements(tree_pair(tree, animals(), best_nodes(tree, animals()), best_prefixes(tree, animals())))
    >>> [animals().names[node] for node in np.flatnonzero(found.true)]
    ['wolf', 'cat']
    """

    def __init__(self, pair: TreePair) -> None:
        self.pair = pair
        tree = pair.tree
        count = len(tree.prefix_nodes)
        self.meaning = _meaning(pair)  # the prefix that says where an item belongs, −1 where none does
        self.code: Bools = np.zeros(len(tree.hierarchy), dtype=bool)
        self.code[:count] = (pair.matched_nodes.f1[:, 0] < GOOD) & (tree.sizes > 1)
        self.code[count:] = self._intruders()
        self.code[0] = False
        self.true: Bools = self._strays()
        self.stops = self._stops()

    def next_after(self, node: int | None) -> int | None:
        """The next prefix or item of the code tree, from the top of it or after a node, round and round."""
        if not len(self.stops):
            return None
        if node is None:
            return int(self.stops[0])
        after = self._keys(np.array([node]))[0]
        keys = self._keys(self.stops)
        later = np.flatnonzero((keys > after).any(axis=1) & ((keys[:, 0] > after[0]) | (keys[:, 0] == after[0])))
        return int(self.stops[later[0]] if len(later) else self.stops[0])

    def _keys(self, nodes: Ints) -> Ints:
        """Where nodes stand when the tree is read from the top: (first item, length of the prefix)."""
        tree, count = self.pair.tree, len(self.pair.tree.prefix_nodes)
        rank = self.pair.rank[np.maximum(nodes - count, 0)]
        inner = np.minimum(nodes, count - 1)
        starts = np.where(nodes < count, tree.starts[inner], rank)
        lengths = np.where(nodes < count, tree.lengths[inner], tree.levels + 1)
        return np.column_stack([starts, lengths])

    def _intruders(self) -> Bools:
        pair, wrong = self.pair, np.zeros(len(self.pair.tree.item_nodes), dtype=bool)
        known = np.flatnonzero((self.meaning >= 0) & (pair.true_node_of >= 0))
        if not len(known):
            return wrong
        above = pair.truth.ancestry_with_self.links
        size = len(pair.truth)
        keys = above.rows * size + above.indices
        item, meant = pair.true_node_of[known], pair.matched_nodes.node[self.meaning[known], 0]
        wrong[known] = ~(_among(keys, item * size + meant) | _among(keys, meant * size + item))
        return wrong

    def _strays(self) -> Bools:
        pair, truth = self.pair, self.pair.truth
        found = pair.prefixes
        own = (found.f1 >= GOOD) & ~((found.node == 0) & (found.precision <= MOST))
        inner = pair.true.sizes > 1
        branch = np.full(len(truth), -1)
        for depth in range(1, int(truth.depth.max(initial=0)) + 1):
            nodes = np.flatnonzero(truth.depth == depth)
            above = truth.main_parents[nodes]
            branch[nodes] = np.where(own[above], found.node[above], branch[above])
        wrong = inner & ~own & (found.node >= 0)
        leaves = np.flatnonzero(~inner & (branch >= 0) & (pair.item_of >= 0))
        rank = pair.rank[pair.item_of[leaves] - len(pair.tree.prefix_nodes)]
        starts, ends = pair.tree.starts[branch[leaves]], pair.tree.ends[branch[leaves]]
        wrong[leaves] = (rank < starts) | (rank >= ends)
        return np.asarray(wrong, dtype=bool)

    def _stops(self) -> Ints:
        tree, count = self.pair.tree, len(self.pair.tree.prefix_nodes)
        large = np.flatnonzero(self.code[:count] & (tree.sizes >= LEAST))
        items = count + np.flatnonzero(self.code[count:])
        nodes = np.concatenate([large, items])
        keys = self._keys(nodes)
        return nodes[np.lexsort((keys[:, 1], keys[:, 0]))]


def _among(keys: Ints, wanted: Ints) -> Bools:
    found: Bools = keys[np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)] == wanted
    return found


def _meaning(pair: TreePair) -> Ints:
    tree = pair.tree
    found = np.full(len(tree.item_nodes), -1)
    good = (pair.matched_nodes.f1[:, 0] >= GOOD) & (tree.sizes >= LEAST)
    for length in range(1, tree.levels + 1):
        nodes = np.flatnonzero(tree.lengths == length)
        of_item = nodes[np.searchsorted(tree.starts[nodes], pair.rank, side="right") - 1]
        found = np.where(good[of_item], of_item, found)
    return found
