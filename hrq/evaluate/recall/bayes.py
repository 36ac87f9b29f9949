"""The Bayesian vote of the training graph: which ancestors do nodes have that are placed as u is known to be?"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from hrq.data.hierarchy.links import Floats, Ints, spread
from hrq.evaluate.recall.known import Known, owners, sparse
from hrq.evaluate.recall.ranked_lists import DEEP, best_of, chained, fewest_below, scores_of, without

KEPT, HELD, STRANGE = 0.85, 0.15, 0.03  # a pair is in training; is held out; a known ancestor that w lacks
NEAREST = 3  # of u's deepest ancestors whose descendants vote
IMPLIED, BELOW = 2.0, 3.0  # what composition and u's own descendants add
ASKED = 400  # queries at once: their votes fit into memory


def bayesian_vote(known: Known, nodes: Ints) -> Ints:
    """The ranking that the votes give; where they end, the most frequent ancestors follow.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> split = split_pairs(animals(), "parent", 0)  # asks whether cat lies under feline
    >>> bayesian_vote(Known.of(split, 7), split.test[:, 0])[0, :3].tolist()  # animal, canine, feline
    [0, 1, 2]
    """
    return with_popular(known, bayesian_scores(known, nodes)[0])


def with_popular(known: Known, ranked: Ints) -> Ints:
    """A ranking (q, L), filled up with the most frequent ancestors.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> known = Known.of(split_pairs(animals(), "none", 0), 7)
    >>> with_popular(known, np.array([[2, -1, -1]])).tolist()
    [[2, 0, 1, 3, 4, 5, 6, -1, -1, -1]]
    """
    popular = np.argsort(-known.frequency, kind="stable")[:DEEP]
    return chained(ranked, np.tile(popular, (len(ranked), 1)))[:, :DEEP]


def bayesian_scores(known: Known, nodes: Ints) -> tuple[Ints, Floats]:
    r"""Every w under one of u's three deepest ancestors votes for its own ancestors.

    A = u's training ancestors, S_w = w's in the closure of the training pairs. The weight of w is

        .15^|S_w \ A| · .85^|S_w ∩ A| · .03^|A \ S_w|,

    normalised over the voters, and goes to all of S_w. u and its descendants have no vote: if k of the n descendants
    lie under x, x gets 3 (k/n) (k/(k + ½)), where k ≥ 3 or k ≥ n/2. What composition implies, S_u \ A, gets 2 more.
    Nodes with the same S_w vote as one that counts as often, so that no voter need be sampled. Returns candidates
    (q, L), best first, −1 where there are no more, and their scores.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> split = split_pairs(animals(), "parent", 0)
    >>> candidates, scores = bayesian_scores(Known.of(split, 7), split.test[:, 0])
    >>> candidates[0, :3].tolist(), scores[0, :3].round(3).tolist()
    ([0, 1, 2], [1.0, 0.122, 0.061])
    """
    voters = _Voters(known)
    answers = [voters.answer(nodes[begin : begin + ASKED]) for begin in range(0, len(nodes), ASKED)]
    if not answers:
        return np.zeros((0, DEEP), dtype=np.int64), np.zeros((0, DEEP))
    return np.concatenate([ranked for ranked, _ in answers]), np.concatenate([scores for _, scores in answers])


class _Ballots(NamedTuple):
    """One (query, class of voters) an entry."""

    votes: csr_matrix  # its pattern (q, classes)
    rows: Ints
    kinds: Ints


class _Voters:
    """The nodes, those of equal S_w as one class."""

    def __init__(self, known: Known) -> None:
        self.known = known
        closed = known.closed
        marks = np.random.default_rng(0).integers(0, 2**40, size=known.size)  # a set is known by the sum of its marks
        ends = np.concatenate([[0], np.cumsum(marks[closed.indices])])
        sums = ends[closed.indptr[1:]] - ends[closed.indptr[:-1]]
        _, first, self.kind, self.count = np.unique(sums, return_index=True, return_inverse=True, return_counts=True)
        self.above = closed[first].astype(np.float64)  # class -> its S
        self.under = self.above.T.tocsr()  # node -> the classes that lie under it

    def answer(self, nodes: Ints) -> tuple[Ints, Floats]:
        """The candidates for each node, best first, and their scores; its own descendants are none."""
        known = self.known
        asked, implied = known.up[nodes], known.closed[nodes]
        scores = self._weights(nodes, asked) @ self.above + _from_below(known, nodes)
        scores = csr_matrix(scores + IMPLIED * (implied - implied.multiply(asked)))
        ranked = best_of(scores, 2 * DEEP, known.frequency)
        own = known.holds(ranked, nodes[:, None], closed=True) | (ranked == nodes[:, None])
        ranked = without(ranked, own, DEEP)
        return ranked, scores_of(scores, ranked)

    def _weights(self, nodes: Ints, asked: csr_matrix) -> csr_matrix:
        """How much each class of voters counts (q, classes); rows sum to 1, or to 0 where nobody votes."""
        ballots = self._ballots(nodes)
        rows, kinds = ballots.rows, ballots.kinds
        shared, total = self._shared(ballots, asked), np.diff(self.above.indptr)[kinds]
        held = np.diff(asked.indptr)[rows]
        logs = (total - shared) * np.log(HELD) + shared * np.log(KEPT) + (held - shared) * np.log(STRANGE)
        number = self.count[kinds] - (kinds == self.kind[nodes][rows])  # u itself is one of its class
        logs[self._own(ballots, nodes) | (number == 0)] = -np.inf
        peak = np.full(len(nodes), -np.inf)
        np.maximum.at(peak, rows, logs)
        weight = number * np.exp(logs - np.where(np.isfinite(peak), peak, 0.0)[rows])
        sums = np.bincount(rows, weights=weight, minlength=len(nodes))
        weights = ballots.votes.astype(np.float64)
        weights.data = weight / np.maximum(sums, 1e-300)[rows]
        return weights

    def _ballots(self, nodes: Ints) -> _Ballots:
        deepest = fewest_below(self.known, nodes, NEAREST)
        rows, places = np.nonzero(deepest >= 0)
        chosen = sparse(rows, deepest[rows, places], (len(nodes), self.known.size))
        votes = (chosen @ self.under).tocsr()
        votes.sort_indices()
        return _Ballots(votes, owners(votes), votes.indices.astype(np.int64))

    def _shared(self, ballots: _Ballots, asked: csr_matrix) -> Ints:
        """|S ∩ A| for each ballot: S is read off a table that marks A."""
        known = np.zeros(asked.shape, dtype=bool)
        known[owners(asked), asked.indices] = True
        starts, counts = self.above.indptr[ballots.kinds].astype(np.int64), np.diff(self.above.indptr)[ballots.kinds]
        entries = self.above.indices[spread(starts, counts)]
        hits = known.ravel()[np.repeat(ballots.rows * self.known.size, counts) + entries]
        ends = np.concatenate([[0], np.cumsum(hits)])
        last = np.cumsum(counts)
        shared: Ints = ends[last] - ends[last - counts]
        return shared

    def _own(self, ballots: _Ballots, nodes: Ints) -> NDArray[np.bool_]:
        """Which ballots are of classes that lie under the query itself."""
        own, classes = self.under[nodes], len(self.count)
        return np.isin(ballots.rows * classes + ballots.kinds, owners(own) * classes + own.indices)


def _from_below(known: Known, nodes: Ints) -> csr_matrix:
    """What u's own descendants say."""
    under = known.below[nodes]
    lying = (under @ known.closed).tocsr().astype(np.float64)
    total, k = np.diff(under.indptr)[owners(lying)], lying.data
    said = BELOW * (k / np.maximum(total, 1)) * (k / (k + 0.5))
    lying.data = np.where((k >= 3) | (k >= total / 2), said, 0.0)
    return lying
