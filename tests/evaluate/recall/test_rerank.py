"""Weights are learnt from other nodes' answers, never from one's own."""

import numpy as np
import pytest

from hrq.evaluate.recall import rerank
from hrq.evaluate.recall.candidates import Candidates
from hrq.evaluate.recall.figures import Questions
from hrq.evaluate.recall.known import Known, sparse
from hrq.evaluate.recall.rerank import cross_fitted, fit_weights, ranked

NOTHING = Known(sparse(np.array([], dtype=np.int64), np.array([], dtype=np.int64), (200, 200)))


def planted(count: int, seed: int = 0) -> tuple[Candidates, Questions]:
    """The second of two features points at the target, the first is noise."""
    draw = np.random.default_rng(seed)
    nodes = np.stack([100 + draw.permutation(100)[:6] for _ in range(count)])
    right = draw.integers(0, 6, count)
    features = draw.normal(size=(count, 6, 2))
    features[np.arange(count), right, 1] += 3
    pairs = np.column_stack([np.arange(count), nodes[np.arange(count), right]])
    return Candidates(nodes, features, ("noise", "truth")), Questions.of(pairs)


def test_the_voice_that_is_right_gets_the_weight() -> None:
    candidates, questions = planted(400)
    weights = fit_weights(candidates, questions, np.zeros(candidates.nodes.shape, dtype=bool))
    assert weights[1] > 1.5
    assert abs(weights[0]) < 0.2 * weights[1]
    first = ranked(candidates, weights)[:, 0]
    assert (first == questions.targets).mean() > 0.8


def test_known_ancestors_teach_nothing() -> None:
    candidates, questions = planted(40)
    weights = fit_weights(candidates, questions, np.ones(candidates.nodes.shape, dtype=bool))
    assert weights.tolist() == [1, 0]


def test_no_node_is_reranked_by_weights_that_saw_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    candidates, questions = planted(50)
    seen: list[set[int]] = []
    real = rerank.fit_weights

    def watched(some: Candidates, asked: Questions, dropped: np.ndarray) -> np.ndarray:
        seen.append(set(asked.nodes.tolist()))
        return real(some, asked, dropped)

    monkeypatch.setattr(rerank, "fit_weights", watched)
    monkeypatch.setattr(rerank, "ENOUGH", 30)
    used: list[set[int]] = []
    order = rerank.ranked

    def recorded(some: Candidates, weights: np.ndarray) -> np.ndarray:
        used.append({int(np.flatnonzero((candidates.nodes == row).all(axis=1))[0]) for row in some.nodes})
        return order(some, weights)

    monkeypatch.setattr(rerank, "ranked", recorded)
    found, weights = cross_fitted(candidates, NOTHING, questions)
    assert len(seen) == len(used) == rerank.PARTS
    assert all(len(one) == 30 for one in seen)
    assert not any(taught & asked for taught, asked in zip(seen, used, strict=True))
    assert set.union(*used) == set(range(50))
    assert (np.sort(found, axis=1) == np.sort(candidates.nodes, axis=1)).all()
    assert weights[1] > weights[0]
