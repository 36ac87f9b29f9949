"""Ranked answers as rectangles: row i lists candidates for query i, best first, then −1."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from hrq.data.hierarchy.links import Ints
from hrq.evaluate.recall.known import Known, owners

NONE = -1
DEEP = 64  # candidates held of each list: ten answers, the most known ancestors of a noun (34), and room


def best_of(scores: csr_matrix, keep: int, ties: NDArray[np.floating] | Ints) -> Ints:
    """The `keep` columns of greatest score in each row; equal scores by greater `ties`, then by lower number.

    >>> scores = csr_matrix(np.array([[0.0, 0.2, 0.9, 0.2]]))
    >>> best_of(scores, 3, np.array([0, 0, 0, 1])).tolist()
    [[2, 3, 1]]
    """
    rows = owners(scores)
    order = np.lexsort((scores.indices, -ties[scores.indices], -scores.data, rows))
    place = np.arange(len(order)) - np.repeat(scores.indptr[:-1], np.diff(scores.indptr))
    kept = place < keep
    ranked = np.full((scores.shape[0], keep), NONE, dtype=np.int64)
    ranked[rows[kept], place[kept]] = scores.indices[order][kept]
    return ranked


def scores_of(scores: csr_matrix, ranked: Ints) -> NDArray[np.float64]:
    """The score of every candidate (q, L); 0 for −1.

    >>> scores_of(csr_matrix(np.array([[0.0, 0.2, 0.9]])), np.array([[2, 1, -1]])).tolist()
    [[0.9, 0.2, 0.0]]
    """
    scores.sort_indices()
    keys = owners(scores) * scores.shape[1] + scores.indices
    wanted = np.arange(len(ranked))[:, None] * scores.shape[1] + ranked
    if not len(keys):
        return np.zeros(ranked.shape)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where((keys[place] == wanted) & (ranked != NONE), scores.data[place], 0.0)


def without(ranked: Ints, dropped: NDArray[np.bool_], keep: int) -> Ints:
    """The first `keep` candidates of each row that are not dropped, closed up.

    >>> without(np.array([[4, 2, 7]]), np.array([[True, False, False]]), 2).tolist()
    [[2, 7]]
    """
    gone = dropped | (ranked == NONE)
    order = np.argsort(gone, axis=1, kind="stable")[:, :keep]
    kept = np.where(np.take_along_axis(gone, order, axis=1), NONE, np.take_along_axis(ranked, order, axis=1))
    if kept.shape[1] == keep:
        return kept
    return np.pad(kept, ((0, 0), (0, keep - kept.shape[1])), constant_values=NONE)


def chained(first: Ints, then: Ints) -> Ints:
    """One list after the other, each candidate where it comes first.

    >>> chained(np.array([[4, 2, -1]]), np.array([[2, 7, 4]])).tolist()
    [[4, 2, 7, -1, -1, -1]]
    """
    joined = np.concatenate([first, then], axis=1)
    order = np.argsort(joined, axis=1, kind="stable")
    ordered = np.take_along_axis(joined, order, axis=1)
    again = np.zeros(joined.shape, dtype=bool)
    np.put_along_axis(again, order[:, 1:], ordered[:, 1:] == ordered[:, :-1], axis=1)
    return without(joined, again, joined.shape[1])


def fewest_below(known: Known, nodes: Ints, keep: int) -> Ints:
    """Of each node's ancestors (known, or implied) those with the fewest descendants, fewest first.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> known = Known.of(split_pairs(animals(), "none", 0), 7)
    >>> fewest_below(known, np.array([3]), 2).tolist()  # of dog: canine, then animal
    [[1, 0]]
    """
    above = known.closed[nodes]
    scores = csr_matrix((-known.reach[above.indices], above.indices, above.indptr), shape=above.shape)
    return best_of(scores, keep, -np.arange(known.size))
