"""Candidates for the ancestors of nodes, and what speaks for each: the model, kin in code, the training graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from scipy.sparse import csr_matrix

from hrq.data.hierarchy.links import Floats, Ints, spread
from hrq.evaluate.recall.known import Known, owners
from hrq.evaluate.recall.ranked_lists import DEEP, NONE, best_of, chained, scores_of

FAINT = {"model": 1e-6, "near": 1e-3, "around": 1e-3, "vote": 1e-4}  # the share of a candidate that a source lacks
OF_GRAPH = ("strangers", "additions", "implied")
ASKED = 400


@dataclass(frozen=True, eq=False)
class Candidates:
    """Nodes that may be the answer (q, L), −1 for none, and what speaks for each (q, L, features).

    >>> some = Candidates(np.array([[4, 5], [6, -1]]), np.zeros((2, 2, 1)), ("vote",)).some(np.array([1]))
    >>> some.nodes.tolist()
    [[6, -1]]
    """

    nodes: Ints
    features: Floats
    names: tuple[str, ...]  # of the features

    def some(self, rows: Ints) -> "Candidates":
        """Those of some queries."""
        return Candidates(self.nodes[rows], self.features[rows], self.names)


def gather(known: Known, asked: Ints, sources: Mapping[str, csr_matrix], *, graph: bool) -> Candidates:
    """The best candidates of every source together, each with the log of its share (q, n) in every source.

    Always beside them: log(1 + how many training pairs name the candidate). With `graph` also

    strangers   known ancestors of u that are neither above nor below the candidate
    additions   ancestors of the candidate that u is not known, nor follows, to have
    implied     1 where composition gives the candidate

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> known = Known.of(split_pairs(animals(), "none", 0), 7)
    >>> votes = as_shares(np.array([[1, 2]]), np.array([[0.8, 0.2]]), 7)  # for dog: canine 0.8, feline 0.2
    >>> found = gather(known, np.array([3]), {"vote": votes}, graph=False)
    >>> found.names, found.nodes.tolist()
    (('vote', 'frequency'), [[1, 2]])
    >>> found.features.round(2).tolist()
    [[[-0.22, 1.1], [-1.61, 1.1]]]
    """
    lists = [best_of(shares, DEEP, known.frequency) for shares in sources.values()]
    nodes = reduce(chained, lists)
    nodes = nodes[:, : int((nodes != NONE).sum(axis=1).max(initial=1))]
    features = {name: np.log(scores_of(shares, nodes) + FAINT[name]) for name, shares in sources.items()}
    if graph:
        places = (*_graph(known, asked, nodes), known.holds(asked[:, None], nodes, closed=True))
        features |= dict(zip(OF_GRAPH, places, strict=True))
    features["frequency"] = np.log1p(known.frequency[nodes.clip(0)])
    return Candidates(nodes, np.stack(list(features.values()), axis=2).astype(np.float64), tuple(features))


def as_shares(nodes: Ints, shares: Floats, size: int) -> csr_matrix:
    """Ranked answers (q, L) and their shares as a matrix (q, size); −1 and shares of nothing are left out.

    >>> as_shares(np.array([[2, 0, -1]]), np.array([[0.7, 0.3, 0.0]]), 3).toarray().tolist()
    [[0.3, 0.0, 0.7]]
    """
    held = (nodes != NONE) & (shares > 0)
    rows = np.nonzero(held)[0]
    return csr_matrix((shares[held], (rows, nodes[held])), shape=(len(nodes), size))


def _graph(known: Known, asked: Ints, nodes: Ints) -> tuple[Floats, Floats]:
    parts = [_graph_of(known, asked[i : i + ASKED], nodes[i : i + ASKED]) for i in range(0, len(asked), ASKED)]
    return np.concatenate([a for a, _ in parts]), np.concatenate([b for _, b in parts])


def _graph_of(known: Known, asked: Ints, nodes: Ints) -> tuple[Floats, Floats]:
    own, implied = known.up[asked], known.closed[asked]
    above = _marked(own, known, nodes)  # known ancestors of u above the candidate
    table = np.asarray((own @ known.closed).todense())  # … and below it
    rows = np.arange(len(asked))[:, None]
    below = table[rows, nodes.clip(0)]
    self_known = known.holds(asked[:, None], nodes)
    strangers = np.diff(own.indptr)[:, None] - above - below - self_known
    total = np.diff(known.closed.indptr)[nodes.clip(0)]
    additions = total - _marked(implied, known, nodes)
    return strangers.astype(np.float64), additions.astype(np.float64)


def _marked(rows_of: csr_matrix, known: Known, nodes: Ints) -> Ints:
    """How many ancestors of each candidate are in its query's row."""
    table = np.zeros(rows_of.shape, dtype=bool)
    table[owners(rows_of), rows_of.indices] = True
    flat = nodes.clip(0).ravel()
    begin = known.closed.indptr[flat].astype(np.int64)
    counts = known.closed.indptr[flat + 1] - begin
    query = np.repeat(np.repeat(np.arange(len(nodes)), nodes.shape[1]), counts)
    hits = table[query, known.closed.indices[spread(begin, counts)]]
    ends = np.concatenate([[0], np.cumsum(hits)])
    last = np.cumsum(counts)
    counted: Ints = (ends[last] - ends[last - counts]).reshape(nodes.shape)
    return counted
