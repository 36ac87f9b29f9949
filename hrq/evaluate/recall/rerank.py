"""Reranking: several voices for each candidate, weighed as other nodes' answers teach.

Weights are never fitted on a node that they rerank.
"""

import numpy as np
import torch
from numpy.typing import NDArray

from hrq.data.hierarchy.links import Floats, Ints
from hrq.evaluate.recall.candidates import Candidates
from hrq.evaluate.recall.figures import Questions
from hrq.evaluate.recall.known import Known
from hrq.evaluate.recall.ranked_lists import NONE

ROUNDS = 60
PARTS = 5
ENOUGH = 10_000  # nodes to fit a handful of weights on


def fit_weights(candidates: Candidates, questions: Questions, dropped: NDArray[np.bool_]) -> Floats:
    """Weights (features,) of a softmax over each row's candidates: cross-entropy with the targets, by L-BFGS.

    `dropped` (q, L) are known ancestors: no candidates. Pairs whose target no list holds teach nothing.

    >>> questions = Questions.of(np.array([[3, 1], [5, 2]]))
    >>> features = np.array([[[2.0], [0.0]], [[0.0], [2.0]]])  # what speaks for the first and the second candidate
    >>> candidates = Candidates(np.array([[1, 2], [1, 2]]), features, ("vote",))
    >>> bool(fit_weights(candidates, questions, np.zeros((2, 2), dtype=bool))[0] > 1)  # the larger feature is right
    True
    """
    place = (candidates.nodes[questions.rows] == questions.targets[:, None]) & ~dropped[questions.rows]
    found = place.any(axis=1)
    weights = torch.zeros(len(candidates.names), dtype=torch.float64)
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
    """Candidates (q, L) by their weighed features, best first.

    >>> candidates = Candidates(np.array([[4, 5, -1]]), np.array([[[0.0], [1.0], [0.0]]]), ("vote",))
    >>> ranked(candidates, np.array([2.0])).tolist()
    [[5, 4, -1]]
    """
    scores = np.where(candidates.nodes == NONE, -np.inf, candidates.features @ weights)
    order = np.argsort(-scores, axis=1, kind="stable")
    return np.take_along_axis(candidates.nodes, order, axis=1)


def cross_fitted(candidates: Candidates, known: Known, questions: Questions, *, seed: int = 0) -> tuple[Ints, Floats]:
    """Candidates (q, L) of each node, best first, by weights fitted on the other parts' nodes; the weights' mean.

    >>> from hrq.evaluate.recall.known import sparse
    >>> nobody = np.zeros(0, dtype=np.int64)
    >>> known, nodes = Known(sparse(nobody, nobody, (20, 20))), np.arange(10)
    >>> questions = Questions.of(np.column_stack([nodes, nodes + 10]))  # the second candidate of each is right
    >>> lists, features = np.column_stack([nodes[::-1], nodes + 10]), np.tile([[[0.0], [2.0]]], (10, 1, 1))
    >>> order, weights = cross_fitted(Candidates(lists, features, ("vote",)), known, questions)
    >>> order[:3].tolist()
    [[10, 9], [11, 8], [12, 7]]
    """
    count, draw = len(questions.nodes), np.random.default_rng(seed)
    part = draw.permutation(count) % min(PARTS, max(2, count))
    dropped = known.holds(questions.nodes[:, None], candidates.nodes)
    order, weights = candidates.nodes.copy(), []
    for one in np.unique(part):
        other, own = np.flatnonzero(part != one), np.flatnonzero(part == one)
        other = np.sort(draw.permutation(other)[:ENOUGH])
        weights.append(fit_weights(candidates.some(other), questions.some(other), dropped[other]))
        order[own] = ranked(candidates.some(own), weights[-1])
    return order, np.mean(weights, axis=0)
