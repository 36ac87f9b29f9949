"""Compressed sparse rows: for every node a short list of other nodes, all lists in two integer arrays."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def freeze(*arrays: NDArray[Any]) -> None:
    """From now on these arrays refuse to be written to.

    >>> numbers = np.array([1, 2])
    >>> freeze(numbers)
    >>> numbers[0] = 3
    Traceback (most recent call last):
    ValueError: assignment destination is read-only
    """
    for array in arrays:
        array.setflags(write=False)


def spread(starts: Ints, counts: Ints) -> Ints:
    """Positions start, start + 1, … of every run, one run after the other.

    >>> spread(np.array([10, 20]), np.array([3, 2])).tolist()
    [10, 11, 12, 20, 21]
    """
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - counts), counts) + np.arange(total)


@dataclass(frozen=True, eq=False)
class Links:
    """Row i holds `indices[indptr[i]:indptr[i + 1]]`.

    >>> links, order = Links.from_pairs(np.array([1, 0, 1]), np.array([5, 6, 7]), size=3)
    >>> links.of(1).tolist(), links.of(2).tolist(), links.counts.tolist()
    ([5, 7], [], [1, 2, 0])
    >>> order.tolist()
    [1, 0, 2]
    """

    indptr: Ints
    indices: Ints

    @classmethod
    def from_pairs(cls, rows: Ints, columns: Ints, size: int) -> tuple[Self, Ints]:
        """Rows in the order the pairs came; also the order that sorts whatever is aligned with the pairs."""
        order = np.argsort(rows, kind="stable")
        indptr = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows, minlength=size), out=indptr[1:])
        columns = columns[order].astype(np.int64)
        freeze(indptr, columns)
        return cls(indptr, columns), order

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @property
    def counts(self) -> Ints:
        """How many entries each row has."""
        return np.diff(self.indptr)

    @property
    def rows(self) -> Ints:
        """The row of every entry, aligned with `indices`."""
        return np.repeat(np.arange(len(self)), self.counts)

    def of(self, row: int) -> Ints:
        """The entries of one row."""
        return self.indices[self.indptr[row] : self.indptr[row + 1]]

    def positions(self, rows: Ints) -> tuple[Ints, Ints]:
        """For many rows at once: which of them each entry belongs to (0, 1, …), and where in `indices` it stands."""
        starts = self.indptr[rows]
        counts = self.indptr[rows + 1] - starts
        return np.repeat(np.arange(len(rows)), counts), spread(starts, counts)

    def reverse(self) -> "Links":
        """The rows of the opposite direction, each in ascending order."""
        return Links.from_pairs(self.indices, self.rows, len(self))[0]
