"""The outline of a hierarchy: one place for every node, so that a graph can be drawn as an indented list.

A node with several parents has its place under the parent on its shortest way to a root; under its other parents
stands a reference to it. What stands under a node, places and references alike, is in the order of drawing.
"""

from dataclasses import dataclass

import numpy as np

from hrq.data.hierarchy.code_tree import CodeTree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints, Links
from hrq.errors import TooLargeError


@dataclass(frozen=True, eq=False)
class Outline:
    """What to draw under what. Node numbers are those of `hierarchy`."""

    hierarchy: Hierarchy
    roots: Ints
    parent: Ints  # the node under which a node has its place, -1 for a root
    children: Links  # what stands under every node, in order
    sizes: Ints  # what a node counts: its descendants and itself, or the items under a prefix
    drawn: Ints  # the node drawn for a node: its one item for a prefix that has no other, else itself

    def above(self, node: int) -> list[int]:
        """The nodes above a node's place, the root first."""
        way = []
        while (node := int(self.parent[node])) >= 0:
            way.append(node)
        return way[::-1]

    def other_parents(self, node: int) -> list[int]:
        """The parents that hold only a reference to the node."""
        return [int(parent) for parent in self.hierarchy.parents.of(node) if parent != self.parent[node]]


def hierarchy_outline(hierarchy: Hierarchy) -> Outline:
    """The true hierarchy, the largest branches first.

    Where its closure is too large, a node counts what has its place below it: all of it in a tree, less in a graph.
    """
    size = len(hierarchy)
    try:
        sizes = np.bincount(hierarchy.ancestry.links.indices, minlength=size) + 1
    except TooLargeError:
        sizes = _placed_below(hierarchy)
    rank = np.argsort(np.argsort(np.array(hierarchy.names), kind="stable"))
    links = hierarchy.children
    order = np.lexsort((rank[links.indices], -sizes[links.indices], links.rows))
    roots = np.array(sorted(hierarchy.roots, key=lambda root: (-sizes[root], rank[root])), dtype=np.int64)
    children = Links(links.indptr, links.indices[order])
    return Outline(hierarchy, roots, hierarchy.main_parents, children, sizes, np.arange(size))


def _placed_below(hierarchy: Hierarchy) -> Ints:
    sizes, parents = np.ones(len(hierarchy), dtype=np.int64), hierarchy.main_parents
    for depth in range(int(hierarchy.depth.max(initial=0)), 0, -1):
        nodes = np.flatnonzero(hierarchy.depth == depth)
        np.add.at(sizes, parents[nodes], sizes[nodes])
    return sizes


def code_outline(tree: CodeTree) -> Outline:
    """The code tree, prefixes in the order of their codewords; a prefix with one item is drawn as that item."""
    hierarchy, count = tree.hierarchy, len(tree.prefix_nodes)
    parent = np.full(len(hierarchy), -1)
    parent[hierarchy.parents.rows] = hierarchy.parents.indices
    drawn = np.arange(len(hierarchy))
    lone = np.flatnonzero(tree.sizes == 1)
    lone = lone[lone > 0]  # the root stays, even with one item
    drawn[lone] = count + tree.order[tree.starts[lone]]
    highest = lone[drawn[parent[lone]] == parent[lone]]
    parent[drawn[highest]] = parent[highest]
    links = hierarchy.children
    sizes = np.concatenate([tree.sizes, np.ones(len(tree.item_nodes), dtype=np.int64)])
    return Outline(hierarchy, hierarchy.roots, parent, Links(links.indptr, drawn[links.indices]), sizes, drawn)
