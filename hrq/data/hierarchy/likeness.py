"""How alike two nodes are by their places in a hierarchy, for whole arrays of pairs."""

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Floats


def wup_similarity(hierarchy: Hierarchy, a: NDArray[np.integer], b: NDArray[np.integer]) -> Floats:
    r"""Wu and Palmer's similarity, in (0, 1], 1 only for a node and itself, 0 where no ancestor is common.

        wup(a, b) = 2 D / (2 D + up(a) + up(b)),   D = depth(l) + 1

    with l the lowest common ancestor (the one of greatest shortest depth) and up the links from a node to l. In a
    tree this is the textbook's 2 (depth(l) + 1) / (depth(a) + depth(b) + 2); in a graph that form can pass 1, because
    a may have a shorter way to the root than the one through l. NLTK measures D by the longest way instead.
    Source: Wu and Palmer, Verb Semantics and Lexical Selection (1994).

    >>> from hrq.data.hierarchy.toy import animals
    >>> dog, others = np.array([3, 3, 3]), np.array([3, 4, 5])  # dog with itself, wolf, cat
    >>> wup_similarity(animals(), dog, others).round(3).tolist()
    [1.0, 0.667, 0.333]
    """
    met = hierarchy.meet(a, b)
    twice = 2.0 * (hierarchy.depth[met.ancestor] + 1)
    wup = twice / np.maximum(twice + met.up_a + met.up_b, 1.0)  # where nothing is common this is no wup at all
    return np.where(met.ancestor >= 0, wup, 0.0)


def path_similarity(hierarchy: Hierarchy, a: NDArray[np.integer], b: NDArray[np.integer]) -> Floats:
    """1 / (1 + links on the shortest way up and down between a and b); 0 where there is no way. NLTK agrees.

    >>> from hrq.data.hierarchy.toy import animals
    >>> dog, others = np.array([3, 3, 3]), np.array([1, 4, 5])  # dog with canine, wolf, cat
    >>> path_similarity(animals(), dog, others).round(3).tolist()
    [0.5, 0.333, 0.2]
    """
    shortest = hierarchy.meet(a, b).shortest
    return np.where(shortest >= 0, 1.0 / np.maximum(1.0 + shortest, 1.0), 0.0)
