"""What can be answered without a model: from the training pairs alone.

Each rule ranks candidates for ancestors of the nodes that are asked about; all read the training pairs and nothing
else of the hierarchy. Published Recall@10 of models must be read beside these.
"""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix

from hrq.data.hierarchy.links import Ints
from hrq.evaluate.recall.bayes import bayesian_vote
from hrq.evaluate.recall.known import Known
from hrq.evaluate.recall.ranked_lists import DEEP, NONE, best_of, chained, fewest_below

Rule = Callable[[Known, Ints], Ints]


def popularity(known: Known, nodes: Ints) -> Ints:
    """The most frequent ancestors of all training pairs, whatever node is asked about.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> known = Known.of(split_pairs(animals(), "none", 0), 7)
    >>> popularity(known, np.array([3, 5]))[:, :3].tolist()  # animal is above six nodes, canine and feline above two
    [[0, 1, 2], [0, 1, 2]]
    """
    order = np.lexsort((np.arange(known.size), -known.frequency))[:DEEP]
    return np.tile(order, (len(nodes), 1))


def composition(known: Known, nodes: Ints) -> Ints:
    """All that is reachable from u over training pairs (u ≤ x ≤ w gives w), most frequent first.

    >>> from hrq.evaluate.recall.known import sparse
    >>> known = Known(sparse(np.array([2, 1]), np.array([1, 0]), (3, 3)))  # 2 under 1, 1 under 0
    >>> composition(known, np.array([2]))[0, :3].tolist()  # so 2 lies under 0 too
    [0, 1, -1]
    """
    return best_of(known.closed[nodes], DEEP, known.frequency)


def kin(known: Known, nodes: Ints) -> Ints:
    """Composition, then what lies under u's deepest known ancestor, largest first.

    The deepest known ancestor is the one with the fewest training descendants; a candidate's size is the number of
    its own, and of equal ones that with the fewest ancestors comes first. Without features, the size of its subtree
    is all that speaks for a candidate.

    >>> from hrq.evaluate.recall.known import sparse
    >>> known = Known(sparse(np.array([1, 2, 3, 3]), np.array([0, 0, 2, 0]), (4, 4)))
    >>> kin(known, np.array([1]))[0, :4].tolist()  # 0 is known; then what lies under 0, first 2, above 3
    [0, 2, 3, -1]
    """
    return chained(composition(known, nodes), _relatives(known, nodes))


def _relatives(known: Known, nodes: Ints) -> Ints:
    deepest = fewest_below(known, nodes, 1)[:, 0]
    under = known.below
    sizes = csr_matrix((known.reach[under.indices], under.indices, under.indptr), shape=under.shape)
    largest = best_of(sizes, DEEP, -np.diff(known.closed.indptr))
    found = np.where(deepest[:, None] >= 0, largest[deepest], NONE)
    own = known.holds(found, nodes[:, None], closed=True) | (found == nodes[:, None])
    return np.where(own, NONE, found)


RULES: dict[str, Rule] = {
    "popularity": popularity,
    "composition": composition,
    "kin": kin,
    "bayesian": bayesian_vote,
}
