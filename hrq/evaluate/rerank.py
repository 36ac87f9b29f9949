"""Reranking by the training graph: what a candidate's place in it says, weighed as other nodes' answers teach.

Weights are never fitted on a node that they rerank.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from hrq.data.links import Ints, spread
from hrq.evaluate.bayes import bayesian_scores
from hrq.evaluate.known import Known, owners
from hrq.evaluate.rankings import NONE
from hrq.evaluate.recall import Questions

FEATURES = ("model", "vote", "strangers", "additions", "implied", "frequency")
UNLIKELY = -14.0  # log probability of a candidate that the beam did not find
FAINT = 1e-4  # share of the vote that counts as none
ASKED = 400
ROUNDS = 60
PARTS = 5
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Nodes that may be the answer (q, L), −1 for none, and what speaks for each (q, L, features)."""

    nodes: Ints
    features: Floats


def gather(
    known: Known, asked: Ints, leaves: Ints, likely: Floats, vote: tuple[Ints, Floats] | None = None
) -> Candidates:
    """The beam's nodes (q, W) with log probabilities, and those the Bayesian vote adds, with all their features.

    strangers   known ancestors of u that are neither above nor below the candidate
    additions   ancestors of the candidate that u is not known, nor follows, to have
    implied     1 where composition gives the candidate
    """
    voted, votes = bayesian_scores(known, asked) if vote is None else vote
    nodes = np.concatenate([leaves, voted], axis=1)
    logs = np.concatenate([np.maximum(likely, UNLIKELY), np.full(voted.shape, UNLIKELY)], axis=1)
    shares = np.concatenate([np.zeros(leaves.shape), np.maximum(votes, 0)], axis=1)
    order = np.argsort(nodes, axis=1, kind="stable")
    nodes, logs, shares = (np.take_along_axis(one, order, axis=1) for one in (nodes, logs, shares))
    twice = np.zeros(nodes.shape, dtype=bool)
    twice[:, 1:] = nodes[:, 1:] == nodes[:, :-1]  # the beam's comes first; the vote's share moves to it
    shares[:, :-1] += np.where(twice[:, 1:], shares[:, 1:], 0.0)
    nodes = np.where(twice, NONE, nodes)
    strangers, additions = _graph(known, asked, nodes)
    implied = known.holds(asked[:, None], nodes, closed=True)
    often = np.log1p(known.frequency[nodes.clip(0)])
    features = np.stack([logs, np.log(shares + FAINT), strangers, additions, implied, often], axis=2)
    return Candidates(nodes, features.astype(np.float64))


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


def fit_weights(candidates: Candidates, questions: Questions, dropped: NDArray[np.bool_]) -> Floats:
    """Weights (features,) of a softmax over each row's candidates: cross-entropy with the targets, by L-BFGS.

    `dropped` (q, L) are known ancestors: no candidates. Pairs whose target no list holds teach nothing.
    """
    place = (candidates.nodes[questions.rows] == questions.targets[:, None]) & ~dropped[questions.rows]
    found = place.any(axis=1)
    weights = torch.zeros(len(FEATURES), dtype=torch.float64)
    weights[0] = 1.0
    if not found.any():
        return weights.numpy()
    features = torch.from_numpy(candidates.features)
    out = torch.from_numpy(dropped | (candidates.nodes == NONE))
    rows, columns = torch.from_numpy(questions.rows[found]), torch.from_numpy(place[found].argmax(axis=1))
    weights.requires_grad_()
    optimizer = torch.optim.LBFGS([weights], max_iter=ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        logs = (features @ weights).masked_fill(out, -torch.inf).log_softmax(dim=1)
        cost = -logs[rows, columns].mean() + 1e-4 * weights.square().sum()
        cost.backward()
        return cost

    optimizer.step(loss)
    return weights.detach().numpy()


def ranked(candidates: Candidates, weights: Floats) -> Ints:
    """Candidates (q, L) by their weighed features, best first."""
    scores = np.where(candidates.nodes == NONE, -np.inf, candidates.features @ weights)
    order = np.argsort(-scores, axis=1, kind="stable")
    return np.take_along_axis(candidates.nodes, order, axis=1)


def cross_fitted(candidates: Candidates, known: Known, questions: Questions, *, seed: int = 0) -> tuple[Ints, Floats]:
    """Candidates (q, L) of each node, best first, by weights fitted on the other parts' nodes; the weights' mean."""
    count = len(questions.nodes)
    part = np.random.default_rng(seed).permutation(count) % min(PARTS, max(2, count))
    dropped = known.holds(questions.nodes[:, None], candidates.nodes)
    order, weights = candidates.nodes.copy(), []
    for one in np.unique(part):
        other, own = np.flatnonzero(part != one), np.flatnonzero(part == one)
        weights.append(fit_weights(_some(candidates, other), questions.some(other), dropped[other]))
        order[own] = ranked(_some(candidates, own), weights[-1])
    return order, np.mean(weights, axis=0)


def _some(candidates: Candidates, rows: Ints) -> Candidates:
    return Candidates(candidates.nodes[rows], candidates.features[rows])
