"""The two trees of a run and what corresponds to what: all that a comparison of them reads, computed once a run."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from hrq.data.hierarchy.code_tree import CodeTree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.data.prefix import read_prefix
from hrq.evaluate.matching.best_matches import Correspondence
from hrq.layouts.tree_outline import Outline, code_outline, hierarchy_outline

ALL = "all"
MOST = 0.5  # a node with at most this share of all codes is not "all codes", even where nothing fits it better
GOOD = 0.4  # below this F1 two sets share less than a quarter of what they hold together: no counterpart


class Match(NamedTuple):
    """A node of the other tree, and how well it fits.

    >>> Match(node=3, precision=0.5, recall=0.5, f1=0.5).good, Match(node=3, precision=0.2, recall=0.3, f1=0.24).good
    (True, False)
    """

    node: int
    precision: float
    recall: float
    f1: float

    whole: bool = False  # the empty prefix, for a node that is not most of the hierarchy: it has no prefix of its own

    @property
    def good(self) -> bool:
        """Whether it deserves to be called a counterpart."""
        return self.f1 >= GOOD and not self.whole


@dataclass(frozen=True, eq=False)
class TreePair:
    """The code tree and the hierarchy, as outlines, with the best matches in both directions."""

    tree: CodeTree
    truth: Hierarchy
    code: Outline
    true: Outline
    matched_nodes: Correspondence  # row: prefix node
    prefixes: Correspondence  # row: node of the hierarchy
    item_of: Ints  # the code tree's node of every node of the hierarchy, -1 where it has no code
    true_node_of: Ints  # the hierarchy's node of every item, -1 where it lacks it

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What to call the nodes of the code tree."""
        return (ALL, *self.tree.hierarchy.labels[1:])

    def is_prefix(self, node: int) -> bool:
        """Whether a node of the code tree is a prefix, not an item."""
        return node < len(self.tree.prefix_nodes)

    def prefix_matches(self, prefix: int) -> list[Match]:
        """The nodes of the hierarchy that fit a prefix best, best first."""
        return _matches(self.matched_nodes, prefix)

    def node_matches(self, true_node: int) -> list[Match]:
        """The prefixes that fit a node of the hierarchy and its descendants best, best first."""
        found = _matches(self.prefixes, true_node)
        return [match._replace(whole=match.node == 0 and match.precision <= MOST) for match in found]

    def spread(self, true_node: int) -> int:
        """Over how many first tokens a node of the hierarchy and all below it are spread."""
        if true_node not in self._spread:
            inside = np.append(self.truth.descendants(true_node), true_node)
            items = self.item_of[inside]
            ranks = self.rank[items[items >= 0] - len(self.tree.prefix_nodes)]
            self._spread[true_node] = len(np.unique(np.searchsorted(self._ends_of_first, ranks, "right")))
        return self._spread[true_node]

    @cached_property
    def _spread(self) -> dict[int, int]:
        return {}  # what was counted stays counted: a click asks for the same rows again

    @cached_property
    def rank(self) -> Ints:
        """Where every item stands among the codes in ascending order."""
        rank = np.empty(len(self.tree.order), dtype=np.int64)
        rank[self.tree.order] = np.arange(len(rank))
        return rank

    @cached_property
    def _ends_of_first(self) -> Ints:
        return self.tree.ends[np.flatnonzero(self.tree.lengths == 1)]

    def code_of(self, item: int) -> str:
        """The full code of an item's node."""
        return self.labels[int(self.tree.hierarchy.parents.of(item)[0])]

    def find_prefix(self, text: str) -> int:
        """The node of a prefix written as `12-4`. Raises PrefixError; UnknownNameError for one that no item uses."""
        return self.tree.node_of(read_prefix(text))

    def clearest(self) -> int:
        """The prefix with the best match among those that hold neither a handful of items nor most of them."""
        sizes, best = self.tree.sizes, self.matched_nodes.f1[:, 0]
        telling = (sizes >= min(8, sizes.max())) & (sizes <= max(8, sizes.max() // 2))
        return int(np.argmax(np.where(telling, best, -1)))


def tree_pair(tree: CodeTree, truth: Hierarchy, matched_nodes: Correspondence, prefixes: Correspondence) -> TreePair:
    """Put the two trees side by side.

    >>> from hrq.data.hierarchy.code_tree import code_tree
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> from hrq.evaluate.matching.best_matches import best_prefixes, best_nodes
    >>> tree = code_tree(CODES, animals().names)
    >>> pair = tree_pair(tree, animals(), best_nodes(tree, animals()), best_prefixes(tree, animals()))
    >>> canine = pair.find_prefix("1")
    >>> [pair.truth.names[match.node] for match in pair.prefix_matches(canine)], pair.spread(1)
    (['canine', 'animal', 'dog'], 1)
    """
    count = len(tree.prefix_nodes)
    place = {name: node for node, name in enumerate(truth.names)}
    true_node_of = np.array([place.get(name, -1) for name in tree.hierarchy.names[count:]], dtype=np.int64)
    item_of = np.full(len(truth), -1)
    known = np.flatnonzero(true_node_of >= 0)
    item_of[true_node_of[known]] = tree.item_nodes[known]
    outlines = code_outline(tree), hierarchy_outline(truth)
    return TreePair(tree, truth, *outlines, matched_nodes, prefixes, item_of, true_node_of)


def correspondence_csv(pair: TreePair, origin: Mapping[str, str]) -> str:
    """Every prefix with its size and the hierarchy's node it matches best, as CSV; every row says its `origin` too.

    >>> from hrq.data.hierarchy.code_tree import code_tree
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> from hrq.evaluate.matching.best_matches import best_prefixes, best_nodes
    >>> tree = code_tree(CODES, animals().names)
    >>> pair = tree_pair(tree, animals(), best_nodes(tree, animals()), best_prefixes(tree, animals()))
    >>> correspondence_csv(pair, {"run": "toy"}).splitlines()[2]
    '1,1,3,canine,3,1.000000,1.000000,1.000000,toy'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["prefix", "level", "size", "synset", "synset_size", "precision", "recall", "f1", *origin])
    for prefix in range(1, len(pair.tree.prefix_nodes)):
        found = pair.prefix_matches(prefix)[:1]
        numbers = [[pair.truth.names[m.node], pair.true.sizes[m.node], m.precision, m.recall, m.f1] for m in found]
        cells = [[name, size, *(f"{value:.6f}" for value in rest)] for name, size, *rest in numbers] or [[""] * 5]
        head = [pair.labels[prefix], pair.tree.lengths[prefix], pair.tree.sizes[prefix]]
        writer.writerow([*head, *cells[0], *origin.values()])
    return text.getvalue()


def _matches(found: Correspondence, row: int) -> list[Match]:
    arrays = (found.node, found.precision, found.recall, found.f1)
    columns = zip(*(np.atleast_1d(array[row]) for array in arrays), strict=True)
    matches = [Match(int(node), float(p), float(r), float(f1)) for node, p, r, f1 in columns]
    return [match for match in matches if match.node >= 0 and match.f1 > 0]
