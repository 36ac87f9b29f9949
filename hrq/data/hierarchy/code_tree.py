"""The tree that codes induce: a node for every prefix in use, and the coded items as leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints, freeze
from hrq.data.prefix import WHOLE, Prefix, read_prefix, write_prefix
from hrq.errors import ShapeError, UnknownNameError


@dataclass(frozen=True, eq=False)
class CodeTree:
    """Nodes: the empty prefix (0), then prefixes by length and value, then the items in their own order.

    >>> tree = code_tree(np.array([[0, 0], [0, 1], [1, 0]]), ["dog", "wolf", "cat"])
    >>> tree.hierarchy.labels
    ('codes', '0', '1', '0-0', '0-1', '1-0', 'dog', 'wolf', 'cat')
    >>> tree.sizes.tolist(), tree.members(tree.node_of((0,))).tolist()
    ([3, 2, 1, 1, 1, 1], [0, 1])
    """

    hierarchy: Hierarchy
    prefix_nodes: Ints  # 0 … P − 1, the root included, so that row i of anything by prefix is node i
    item_nodes: Ints  # the node of item i is item_nodes[i] = P + i
    order: Ints  # the items sorted by code: the members of a prefix stand side by side
    starts: Ints  # of a prefix node's members in `order`
    ends: Ints
    lengths: Ints  # of the prefix of every prefix node: 0 for the root, N for full codes

    @property
    def sizes(self) -> Ints:
        """How many items each prefix node holds."""
        return self.ends - self.starts

    @property
    def levels(self) -> int:
        """How many tokens a full code has."""
        return int(self.lengths[-1])

    def members(self, node: int) -> Ints:
        """The items (0 … n − 1, ascending) under a node: those whose code begins so, or the item itself."""
        if node >= len(self.prefix_nodes):
            return np.array([node - len(self.prefix_nodes)])
        return np.sort(self.order[self.starts[node] : self.ends[node]])

    def prefix_of(self, node: int) -> Prefix:
        """The tokens that a prefix node stands for.

        >>> tree = code_tree(np.array([[0, 0], [0, 1], [1, 0]]), ["dog", "wolf", "cat"])
        >>> tree.prefix_of(0), tree.prefix_of(4)
        ((), (0, 1))
        """
        return read_prefix(self.hierarchy.labels[node])

    def node_of(self, prefix: Sequence[int]) -> int:
        """The node of a prefix such as (12, 4); one that no item uses is an error that names the nearest.

        >>> tree = code_tree(np.array([[0, 0], [0, 1], [1, 0]]), ["dog", "wolf", "cat"])
        >>> tree.node_of(()), tree.node_of((0,)), tree.node_of((0, 1))
        (0, 1, 4)
        """
        name = write_prefix(prefix) or WHOLE
        mark = self.hierarchy.names[0].removesuffix(WHOLE)
        try:
            return self.hierarchy.index(mark + name)
        except UnknownNameError as error:
            raise UnknownNameError("code prefix in use", name, error.nearest) from None


def code_tree(
    codes: NDArray[np.integer],
    names: Sequence[str],
    *,
    labels: Sequence[str] | None = None,
    descriptions: Sequence[str] | None = None,
) -> CodeTree:
    """The tree of (n, N) codes whose items bear these names.

    >>> tree = code_tree(np.array([[0, 0], [0, 1], [1, 0]]), ["dog", "wolf", "cat"])
    >>> tree.hierarchy
    <Hierarchy 'code tree': 9 nodes, 8 links>
    >>> tree.hierarchy.names
    ('codes', '0', '1', '0-0', '0-1', '1-0', 'dog', 'wolf', 'cat')
    """
    if codes.ndim != 2 or codes.shape[0] != len(names) or codes.shape[1] < 1 or not len(names):
        raise ShapeError("codes", codes.shape, f"({len(names)}, levels), one row a name and at least one of each")
    order = np.lexsort(codes.T[::-1])
    ordered = codes[order]
    starts, ends, lengths, above, texts = _prefixes(ordered)
    count, items = len(starts), len(names)
    leaf_parent = np.empty(items, dtype=np.int64)
    full = np.flatnonzero(lengths == codes.shape[1])
    leaf_parent[order] = np.repeat(full, ends[full] - starts[full])
    # An item may be called "12" as well: then every prefix wears a mark, so that names stay unique.
    mark = ""
    while not {mark + text for text in texts}.isdisjoint(names):
        mark += "#"
    children = np.concatenate([np.arange(1, count), count + np.arange(items)])
    hierarchy = Hierarchy.from_indices(
        [*(mark + text for text in texts), *names],
        np.column_stack([children, np.concatenate([above[1:], leaf_parent])]),
        title="code tree",
        labels=[*texts, *(labels or names)],
        descriptions=[*[""] * count, *(descriptions or [""] * items)],
    )
    prefix_nodes, item_nodes = np.arange(count), count + np.arange(items)
    freeze(prefix_nodes, item_nodes, order, starts, ends, lengths)
    return CodeTree(hierarchy, prefix_nodes, item_nodes, order, starts, ends, lengths)


def _prefixes(ordered: NDArray[np.integer]) -> tuple[Ints, Ints, Ints, Ints, list[str]]:
    """Of codes in ascending order: where each prefix begins and ends, its length, its parent node and its name."""
    items, levels = ordered.shape
    starts, ends, above, texts = [np.zeros(1, np.int64)], [np.full(1, items)], [np.full(1, -1)], [WHOLE]
    fresh = np.zeros(items, dtype=bool)
    fresh[0] = True
    upper, offset = [""], 0
    for level in range(levels):
        fresh[1:] |= ordered[1:, level] != ordered[:-1, level]
        begin = np.flatnonzero(fresh)
        parent = np.searchsorted(starts[-1], begin, side="right") - 1
        tokens = zip(parent.tolist(), ordered[begin, level].tolist(), strict=True)
        upper = [f"{upper[row]}-{token}" if level else str(token) for row, token in tokens]
        above.append(offset + parent)
        offset += len(starts[-1])
        starts.append(begin)
        ends.append(np.append(begin[1:], items))
        texts += upper
    lengths = np.repeat(np.arange(levels + 1), [len(part) for part in starts])
    return np.concatenate(starts), np.concatenate(ends), lengths, np.concatenate(above), texts
