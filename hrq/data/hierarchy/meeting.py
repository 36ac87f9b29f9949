"""Where pairs of nodes meet: common ancestors for whole arrays of pairs at once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.ancestry import Ancestry
from hrq.data.hierarchy.links import Ints

CHUNK_CANDIDATES = 4_000_000


class Meeting(NamedTuple):
    """For every pair: the lowest common ancestor, the links from either node up to it, and the shortest way between.

    `shortest` counts links of the shortest way that goes up and then down, which need not pass the lowest common
    ancestor. All four are −1 where nothing is above both.
    """

    ancestor: Ints
    up_a: Ints
    up_b: Ints
    shortest: Ints


def meet(above: Ancestry, depth: Ints, a: NDArray[np.integer], b: NDArray[np.integer]) -> Meeting:
    """Lowest common ancestors by greatest `depth`, then by fewest links from both, then by lower number.

    `above` holds every node among its own ancestors.

    >>> from hrq.data.hierarchy.toy import animals
    >>> tree = animals()
    >>> found = meet(tree.ancestry_with_self, tree.depth, np.array([3]), np.array([2]))  # dog and feline
    >>> tree.names[found.ancestor[0]], found.up_a.tolist(), found.up_b.tolist()
    ('animal', [2], [1])
    """
    a, b = (np.atleast_1d(np.asarray(side, dtype=np.int64)) for side in (a, b))
    counts = above.links.counts
    cuts = np.flatnonzero(np.diff(np.cumsum(counts[a] + counts[b]) // CHUNK_CANDIDATES)) + 1
    parts = [_meet(above, depth, *part) for part in zip(np.split(a, cuts), np.split(b, cuts), strict=True)]
    return Meeting(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _meet(above: Ancestry, depth: Ints, a: Ints, b: Ints) -> Meeting:
    size = len(above.links)
    owner, at_a = above.links.positions(a)
    owner_b, at_b = above.links.positions(b)
    # Rows ascend and ancestors ascend within a row, so both lists of keys are sorted already.
    keys_a, keys_b = owner * size + above.links.indices[at_a], owner_b * size + above.links.indices[at_b]
    found = np.minimum(np.searchsorted(keys_b, keys_a), max(len(keys_b) - 1, 0))
    both = keys_b[found] == keys_a if len(keys_b) else np.zeros(0, dtype=bool)
    owner, at_a, at_b = owner[both], at_a[both], at_b[found[both]]
    common, total = above.links.indices[at_a], above.distances[at_a] + above.distances[at_b]
    result = Meeting(*np.full((4, len(a)), -1))
    if not len(owner):
        return result
    order = np.lexsort((common, total, -depth[common], owner))
    first = order[np.flatnonzero(np.diff(owner[order], prepend=-1))]
    pair = owner[first]
    result.ancestor[pair] = common[first]
    result.up_a[pair], result.up_b[pair] = above.distances[at_a[first]], above.distances[at_b[first]]
    result.shortest[pair] = np.minimum.reduceat(total, np.flatnonzero(np.diff(owner, prepend=-1)))
    return result
