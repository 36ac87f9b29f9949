"""Training pairs as trees: for every u, the prefixes of its ancestors' codes, each once with its count.

Read u once, then ask at every prefix of an ancestor for the tokens that follow: the shares of a next token are the
counts of the prefixes it leads to. That is the cross-entropy over all pairs, without reading u for each.
"""

from dataclasses import dataclass

import numpy as np

from hrq.data.hierarchy.links import Floats, Ints, spread
from hrq.sequence.trie import Trie


@dataclass(frozen=True, eq=False)
class Layer:
    """Prefixes of one length, sorted by u: rows `starts[u]` … `starts[u + 1]` are u's."""

    starts: Ints
    prefixes: Ints  # number in the trie
    above: Ints  # row of the prefix without its last token, in the layer before
    tokens: Ints  # the last token
    counts: Floats  # how many ancestors of u have it, weighed


@dataclass(frozen=True, eq=False)
class Batch:
    """Some nodes' lessons: rows count within the batch."""

    nodes: Ints
    owners: list[Ints]  # layer by layer: which of `nodes`
    layers: list[Layer]


@dataclass(frozen=True, eq=False)
class Lessons:
    """One layer for each length of prefix, the empty one first.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> trie = Trie.of(CODES, (3, 3))
    >>> lessons = Lessons.of(animals().closure(), trie)
    >>> batch = lessons.batch(np.array([3]))  # dog lies under canine, 1-0, and animal, 0-0
    >>> batch.layers[1].tokens.tolist(), batch.layers[2].tokens.tolist()
    ([0, 1], [0, 0])
    """

    layers: list[Layer]

    @classmethod
    def of(cls, pairs: Ints, trie: Trie, weights: Floats | None = None) -> "Lessons":
        """From (descendant, ancestor) pairs of the trie's nodes; `weights` say how much each pair counts, 1 unless."""
        worth = np.ones(len(pairs)) if weights is None else weights
        size, here = trie.size, pairs[:, 0]  # `here`: the row of each pair in the layer before
        zero = np.zeros(size, dtype=np.int64)
        layers = [Layer(np.arange(size + 1), zero, zero, zero, _sums(here, worth, size))]
        for length in range(1, trie.levels + 1):
            width = len(trie.spelt[length])
            keys = pairs[:, 0] * width + trie.places[length][pairs[:, 1]]
            keys, first, back = np.unique(keys, return_index=True, return_inverse=True)
            counts = _sums(back, worth, len(keys))
            starts = np.concatenate([[0], np.cumsum(np.bincount(keys // width, minlength=size))])
            prefixes = keys % width
            layers.append(Layer(starts, prefixes, here[first], trie.spelt[length][prefixes, -1], counts))
            here = back
        return cls(layers)

    def batch(self, nodes: Ints) -> Batch:
        """The lessons of some nodes."""
        owners, layers, before = [], [], np.zeros(0, dtype=np.int64)
        for layer in self.layers:
            begin = layer.starts[nodes]
            counts = layer.starts[nodes + 1] - begin
            rows, owner = spread(begin, counts), np.repeat(np.arange(len(nodes)), counts)
            shift = np.concatenate([[0], np.cumsum(counts)[:-1]]) - begin  # from row of all to row of the batch
            above = layer.above[rows] + before[owner] if len(before) else layer.above[rows]
            layers.append(Layer(counts, layer.prefixes[rows], above, layer.tokens[rows], layer.counts[rows]))
            owners.append(owner)
            before = shift
        return Batch(nodes, owners, layers)


def _sums(places: Ints, weights: Floats, size: int) -> Floats:
    return np.bincount(places, weights=weights, minlength=size).astype(np.float64)
