"""Votes without training: of nodes whose codes begin alike, and of the nearest points in the ball or the plane."""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from torch import Tensor

from hrq.data.hierarchy.links import Ints
from hrq.evaluate.recall.known import Known
from hrq.evaluate.recall.ranked_lists import DEEP, best_of

LONGER = 8.0  # how much more a prefix counts than the one that is a token shorter
ENTRIES = 256  # ancestors held of each prefix
NEIGHBOURS = 16
DISTANCES = 20_000_000  # held at once
ASKED = 4000


def prefix_vote(known: Known, nodes: Ints, codes: NDArray[np.integer]) -> Ints:
    """Σ_l 8^l · (share of the nodes with u's first l tokens that are known to lie under x), over all lengths l ≥ 1.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> known = Known.of(split_pairs(animals(), "none", 0), 7)
    >>> prefix_vote(known, np.array([3]), CODES)[0, :2].tolist()  # for dog, 1-1
    [0, 1]
    """
    prefix, scores = np.zeros(len(codes), dtype=np.int64), csr_matrix((len(nodes), known.size))
    for length in range(codes.shape[1]):
        _, prefix = np.unique(np.column_stack([prefix, codes[:, length]]), axis=0, return_inverse=True)
        prefix = prefix.ravel()
        scores = scores + LONGER ** (length + 1) * _shares(known, prefix)[prefix[nodes]]
    return np.concatenate([best_of(csr_matrix(scores[i : i + ASKED]), DEEP, known.frequency) for i in _starts(nodes)])


def _shares(known: Known, group: Ints) -> csr_matrix:
    """For each group of nodes, the shares that lie under each ancestor; the largest of them."""
    count = np.bincount(group)
    members = csr_matrix((np.ones(len(group)), (group, np.arange(len(group)))), shape=(len(count), known.size))
    shares = csr_matrix(diags(1 / count) @ members @ known.closed)
    kept = best_of(shares, ENTRIES, known.frequency)
    rows, places = np.nonzero(kept >= 0)
    values = np.asarray(shares[rows, kept[rows, places]]).ravel()
    return csr_matrix((values, (rows, kept[rows, places])), shape=shares.shape)


def nearest_vote(known: Known, nodes: Ints, points: Tensor, *, c: float) -> Ints:
    """The 16 nearest other points vote for themselves and all above them, the i-th with 1/i; c = 0: Euclidean.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import PLACES, animals
    >>> known = Known.of(split_pairs(animals(), "none", 0), 7)
    >>> nearest_vote(known, np.array([3]), torch.tensor(PLACES), c=1.0)[0, :3].tolist()
    [0, 1, 2]
    """
    return vote_of(known, nearest(points, nodes, NEIGHBOURS, c=c))


def vote_of(known: Known, near: Ints) -> Ints:
    """The ranking by `near_shares`.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> known = Known.of(split_pairs(animals(), "none", 0), 7)
    >>> vote_of(known, np.array([[4, 5]]))[0, :4].tolist()  # wolf, then cat, vote for themselves and all above them
    [0, 1, 4, 2]
    """
    return best_of(near_shares(known, near), DEEP, known.frequency)


def near_shares(known: Known, near: Ints, *, fading: bool = True) -> csr_matrix:
    """(q, n): the share that a node's nearest others (q, k) give to themselves and all that is known above them.

    The i-th has a vote of 1/i where it is `fading`, else all have the same.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> known = Known.of(split_pairs(animals(), "none", 0), 7)
    >>> near_shares(known, np.array([[4, 5]])).toarray().round(2).tolist()  # wolf has 1, cat 1/2 of 3/2 votes
    [[1.0, 0.67, 0.33, 0.0, 0.67, 0.33, 0.0]]
    """
    weights = 1 / np.arange(1, near.shape[1] + 1) if fading else np.ones(near.shape[1])
    rows = np.repeat(np.arange(len(near)), near.shape[1])
    told = np.tile(weights / weights.sum(), len(near))
    votes = csr_matrix((told, (rows, near.ravel())), shape=(len(near), known.size))
    return csr_matrix(votes @ known.closed + votes)


def nearest(points: Tensor, nodes: Ints, keep: int, *, c: float) -> Ints:
    """The `keep` nearest other points of each node, nearest first.

    For fixed x, the distance grows with |x − y|² / (1 − c|y|²): one matrix product in float64.

    >>> from hrq.data.hierarchy.toy import PLACES
    >>> nearest(torch.tensor(PLACES), np.array([3, 5]), 2, c=1.0).tolist()  # of dog, of cat
    [[1, 4], [2, 6]]
    """
    exact = points.double()
    weight = 1 / (1 - c * exact.square().sum(dim=1))
    features = torch.cat(
        [-2 * weight[:, None] * exact, (weight * exact.square().sum(dim=1))[:, None], weight[:, None]], 1
    )
    keep, step, found = min(keep, len(points) - 1), max(1, DISTANCES // len(points)), []
    for begin in range(0, len(nodes), step):
        chunk = torch.from_numpy(nodes[begin : begin + step])
        x = exact[chunk]
        seen = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype), x.square().sum(dim=1, keepdim=True)], dim=1)
        apart = seen @ features.T
        apart[torch.arange(len(chunk)), chunk] = torch.inf
        found.append(apart.topk(keep, largest=False).indices)
    return torch.cat(found).numpy() if found else np.zeros((0, keep), dtype=np.int64)


def _starts(nodes: Ints) -> range:
    return range(0, max(1, len(nodes)), ASKED)
