"""Which node of the hierarchy a code prefix means, and which prefix a node has: the best matches of the two trees.

A prefix stands for the items whose code begins with it, a node for itself and all below it. For every pair that
shares an item, with s shared items,

    precision = s / |prefix|,   recall = s / |node|,   f1 = 2 s / (|prefix| + |node|)

All shared counts come from one sparse product, prefixes × items times items × ancestors, whose size is
(levels + 1) × (pairs of the closure): near-linear in the nodes.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from hrq.data.hierarchy.code_tree import CodeTree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Floats, Ints, freeze

BEST = 3


@dataclass(frozen=True, eq=False)
class Correspondence:
    """The best matches, best first along the last axis where there are several; −1 and zeros where there is none."""

    node: Ints
    precision: Floats
    recall: Floats
    f1: Floats


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Every prefix and node of the hierarchy that share an item, how many they share, and how many each has."""

    prefix: Ints
    true_node: Ints
    shared: Ints
    prefix_sizes: Ints
    node_sizes: Ints


def overlaps(tree: CodeTree, hierarchy: Hierarchy) -> Overlaps:
    """Count shared items; the tree's items are nodes of the hierarchy, by name.

    >>> from hrq.data.hierarchy.code_tree import code_tree
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> found = overlaps(code_tree(CODES, animals().names), animals())
    >>> first = found.prefix == 2  # the prefix 1, of canine, dog and wolf
    >>> found.true_node[first].tolist(), found.shared[first].tolist()
    ([4, 3, 1, 0], [1, 1, 3, 3])
    """
    count = len(tree.prefix_nodes)
    items = np.array([hierarchy.index(tree.hierarchy.names[node]) for node in tree.item_nodes])
    above = hierarchy.ancestry_with_self.links
    size = len(hierarchy)
    ancestors = csr_array((np.ones(len(above.indices), np.int32), above.indices, above.indptr), shape=(size, size))
    level_starts = np.searchsorted(tree.lengths, np.arange(tree.levels + 2))
    rows, columns, values = [], [], []
    for first, last in pairwise(level_starts.tolist()):  # a level at a time bounds the memory
        indptr = np.append(tree.starts[first:last], tree.ends[last - 1])
        members = csr_array((np.ones(len(items), np.int32), items[tree.order], indptr), shape=(last - first, size))
        product = (members @ ancestors).tocoo()
        rows.append(product.coords[0] + first)
        columns.append(product.coords[1])
        values.append(product.data)
    return Overlaps(
        prefix=np.concatenate(rows).astype(np.int64),
        true_node=np.concatenate(columns).astype(np.int64),
        shared=np.concatenate(values).astype(np.int64),
        prefix_sizes=tree.sizes[:count],
        node_sizes=np.bincount(above.indices, minlength=size),
    )


def best_nodes(tree: CodeTree, hierarchy: Hierarchy) -> Correspondence:
    """For every prefix node (the root too) the three nodes of the hierarchy of best f1: arrays of shape (P, 3).

    Where f1 ties, the more precise node, then the lower number.

    >>> from hrq.data.hierarchy.code_tree import code_tree
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> found = best_nodes(code_tree(CODES, animals().names), animals())
    >>> [animals().names[i] for i in found.node[2]], found.f1[2].round(2).tolist()  # of the prefix 1
    (['canine', 'animal', 'dog'], [1.0, 0.6, 0.5])
    """
    found = overlaps(tree, hierarchy)
    return _best(found, found.prefix, found.true_node, len(found.prefix_sizes), BEST)


def best_prefixes(tree: CodeTree, hierarchy: Hierarchy) -> Correspondence:
    """For every node of the hierarchy the prefix node of best f1: arrays of shape (n,).

    Where f1 ties, the shorter prefix: one that only a single longer one continues holds the same items.

    >>> from hrq.data.hierarchy.code_tree import code_tree
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> tree = code_tree(CODES, animals().names)
    >>> found = best_prefixes(tree, animals())
    >>> [tree.hierarchy.names[i] for i in found.node], found.f1.round(2).tolist()
    (['codes', '1', '2', '1-1', '1-2', '2-1', '2-2'], [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    """
    found = overlaps(tree, hierarchy)
    best = _best(found, found.true_node, found.prefix, len(found.node_sizes), 1)
    return Correspondence(best.node[:, 0], best.precision[:, 0], best.recall[:, 0], best.f1[:, 0])


def best_f1(found: Overlaps) -> Floats:
    """For every prefix node the f1 of the node that it matches best, without saying which: (P,), 0 where there is none.

    >>> from hrq.data.hierarchy.code_tree import code_tree
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> best_f1(overlaps(code_tree(CODES, animals().names), animals())).round(2).tolist()
    [1.0, 0.25, 1.0, 1.0, 0.25, 0.5, 1.0, 1.0, 0.5, 1.0, 1.0]
    """
    f1 = 2 * found.shared / (found.prefix_sizes[found.prefix] + found.node_sizes[found.true_node])
    best = np.zeros(len(found.prefix_sizes))
    np.maximum.at(best, found.prefix, f1)
    return best


def _best(found: Overlaps, rows: Ints, partners: Ints, size: int, most: int) -> Correspondence:
    precision = found.shared / found.prefix_sizes[found.prefix]
    recall = found.shared / found.node_sizes[found.true_node]
    f1 = 2 * found.shared / (found.prefix_sizes[found.prefix] + found.node_sizes[found.true_node])
    order = np.lexsort((partners, -precision, -f1, rows))
    starts = np.searchsorted(rows[order], np.arange(size))
    rank = np.arange(len(order)) - starts[rows[order]]
    kept = order[rank < most]
    place = rows[kept], rank[rank < most]
    result = Correspondence(np.full((size, most), -1), *np.zeros((3, size, most)))
    for column, values in (
        (result.node, partners),
        (result.precision, precision),
        (result.recall, recall),
        (result.f1, f1),
    ):
        column[place] = values[kept]
    freeze(result.node, result.precision, result.recall, result.f1)
    return result
