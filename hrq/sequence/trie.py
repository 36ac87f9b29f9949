"""All codes that exist, as a tree of prefixes: what a beam may spell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.links import Ints
from hrq.errors import ShapeError

NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Trie:
    """Prefixes of each length numbered in the order of their tokens; prefix 0 of length 0 is the empty one.

    `places[l]` (n,) is each node's prefix of length l; `children[l]` (prefixes of length l, codewords of level l + 1)
    leads to the prefixes of length l + 1, −1 where none exists. A prefix of full length is a *leaf*: one code.
    """

    sizes: tuple[int, ...]
    places: tuple[Ints, ...]
    children: tuple[Ints, ...]
    spelt: tuple[Ints, ...]  # the tokens of each prefix: (prefixes of length l, l)
    sharing: Ints  # how many nodes each leaf stands for

    @classmethod
    def of(cls, codes: NDArray[np.integer], sizes: tuple[int, ...]) -> "Trie":
        """From codes (n, N) and the codewords of each level."""
        if codes.ndim != 2 or codes.shape[1] != len(sizes) or not len(codes):
            raise ShapeError("codes", codes.shape, f"(n ≥ 1, {len(sizes)})")
        places, children = [np.zeros(len(codes), dtype=np.int64)], list[Ints]()
        spelt: list[Ints] = [np.zeros((1, 0), dtype=np.int64)]
        for level, size in enumerate(sizes):
            keys, place = np.unique(places[-1] * size + codes[:, level], return_inverse=True)
            table = np.full((int(places[-1].max()) + 1, size), NOWHERE, dtype=np.int64)
            table[keys // size, keys % size] = np.arange(len(keys))
            children.append(table)
            spelt.append(np.column_stack([spelt[-1][keys // size], keys % size]))
            places.append(place.astype(np.int64))
        return cls(tuple(sizes), tuple(places), tuple(children), tuple(spelt), np.bincount(places[-1]))

    @property
    def levels(self) -> int:
        """How many tokens a code has."""
        return len(self.sizes)

    @property
    def leaves(self) -> Ints:
        """The leaf of every node."""
        return self.places[-1]

    @property
    def unique(self) -> bool:
        """Whether every node has a code of its own."""
        return bool((self.sharing == 1).all())

    def widths(self) -> tuple[int, ...]:
        """How many prefixes there are of each length, from the empty one to full codes."""
        return (*(len(table) for table in self.children), len(self.sharing))

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.leaves)

    def node_of_leaf(self) -> Ints:
        """For unique codes, the node behind each leaf; else the first that has it."""
        found = np.zeros(len(self.sharing), dtype=np.int64)
        found[self.leaves[::-1]] = np.arange(len(self.leaves))[::-1]
        return found
