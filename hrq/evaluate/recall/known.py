"""What a split lets one know: the training pairs as a graph, and what follows from them by composition."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix

from hrq.data.hierarchy.links import Bools, Ints
from hrq.data.hierarchy.splits import Split


@dataclass(frozen=True, eq=False)
class Known:
    """Training pairs as a sparse matrix `up` (n, n): row u holds 1 at u's known ancestors.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> known = Known.of(split_pairs(animals(), "none", 0), 7)
    >>> known.frequency.tolist()
    [6, 2, 2, 0, 0, 0, 0]
    >>> known.holds(np.array([3, 3]), np.array([1, 2])).tolist()  # dog under canine, under feline
    [True, False]
    """

    up: csr_matrix

    @classmethod
    def of(cls, split: Split, size: int) -> "Known":
        """The training side of a split of a hierarchy of that size."""
        return cls(sparse(split.train[:, 0], split.train[:, 1], (size, size)))

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return int(self.up.shape[0])

    @cached_property
    def closed(self) -> csr_matrix:
        """All that is reachable over training pairs: w above u where u ≤ x ≤ w is known for some x."""
        closed = self.up
        while True:
            longer = closed @ closed + closed
            longer.data[:] = 1
            if longer.nnz == closed.nnz:
                longer.sort_indices()
                return longer
            closed = longer

    @cached_property
    def below(self) -> csr_matrix:
        """`closed` the other way: row a holds the nodes that are known, or follow, to lie under a."""
        below = self.closed.T.tocsr()
        below.sort_indices()
        return below

    @cached_property
    def frequency(self) -> Ints:
        """How many training pairs name each node as the ancestor."""
        return np.bincount(self.up.indices, minlength=self.size)

    @cached_property
    def reach(self) -> Ints:
        """How many nodes are known, or follow, to lie under each node."""
        return np.bincount(self.closed.indices, minlength=self.size)

    @cached_property
    def _keys(self) -> Ints:
        return _pair_keys(self.up)

    @cached_property
    def _closed_keys(self) -> Ints:
        return _pair_keys(self.closed)

    def holds(self, below: Ints, above: Ints, *, closed: bool = False) -> Bools:
        """Which pairs (below, above), element by element, are training pairs, or follow from them if `closed`."""
        keys = self._closed_keys if closed else self._keys
        wanted = below * self.size + above
        if not len(keys):
            return np.zeros(wanted.shape, dtype=bool)
        found: Bools = keys[np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)] == wanted
        return found & (below >= 0) & (above >= 0)


def _pair_keys(graph: csr_matrix) -> Ints:
    keys: Ints = owners(graph) * graph.shape[1] + graph.indices
    return keys


def owners(graph: csr_matrix) -> Ints:
    """The row of every entry of a sparse matrix, in order.

    >>> owners(sparse(np.array([0, 2, 2]), np.array([1, 0, 1]), (3, 3))).tolist()
    [0, 2, 2]
    """
    return np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))


def sparse(rows: Ints, columns: Ints, shape: tuple[int, int]) -> csr_matrix:
    """A matrix with 1 at those places, column numbers ascending in every row.

    >>> sparse(np.array([0, 1]), np.array([1, 0]), (2, 2)).toarray().tolist()
    [[0, 1], [1, 0]]
    """
    made = csr_matrix((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=shape)
    made.sort_indices()
    return made
