"""What speaks for a candidate, on a chain whose features can be counted by hand."""

import numpy as np
import pytest

from hrq.evaluate.recall.candidates import FAINT, as_shares, gather
from hrq.evaluate.recall.known import Known, sparse

# 0 → 1 → 2 → 3 is a chain upwards; 4 → 3 beside it; u = 0 is known to lie under 1 and, by composition, 2 and 3
PAIRS = np.array([[0, 1], [1, 2], [2, 3], [4, 3]])
KNOWN = Known(sparse(PAIRS[:, 0], PAIRS[:, 1], (5, 5)))
ASKED = np.array([0])


def test_each_source_brings_candidates_and_says_what_it_thinks_of_all() -> None:
    model = as_shares(np.array([[2, 3, -1]]), np.array([[0.6, 0.3, 0.9]]), 5)
    near = as_shares(np.array([[3, 4]]), np.array([[0.5, 0.0]]), 5)
    found = gather(KNOWN, ASKED, {"model": model, "near": near}, graph=False)
    assert found.names == ("model", "near", "frequency")
    assert found.nodes.tolist() == [[2, 3]]  # 3 once, 4 has a share of nothing
    expected = [
        [np.log(0.6 + FAINT["model"]), np.log(FAINT["near"]), np.log1p(1)],
        [np.log(0.3 + FAINT["model"]), np.log(0.5 + FAINT["near"]), np.log1p(2)],
    ]
    assert found.features[0] == pytest.approx(np.array(expected))


def test_the_graph_s_features_are_counted() -> None:
    """2 lies above u's known ancestor and is implied; 1 does not lie under 4, and nothing is above 4 but 3."""
    vote = as_shares(np.array([[2, 4]]), np.array([[0.5, 0.4]]), 5)
    found = gather(KNOWN, ASKED, {"vote": vote}, graph=True)
    told = {name: found.features[0, :, place].tolist() for place, name in enumerate(found.names)}
    assert found.nodes.tolist() == [[2, 4]]
    assert told["strangers"] == [0, 1]
    assert told["additions"] == [0, 0]
    assert told["implied"] == [1, 0]


def test_a_known_ancestor_is_no_stranger_to_itself() -> None:
    """u = 0 knows 1; of the candidates 1 is that very node, 4 lies neither above nor below it."""
    vote = as_shares(np.array([[1, 4]]), np.array([[0.5, 0.4]]), 5)
    found = gather(KNOWN, ASKED, {"vote": vote}, graph=True)
    told = dict(zip(found.nodes[0].tolist(), found.features[0, :, found.names.index("strangers")], strict=True))
    assert told == {1: 0, 4: 1}


def test_some_queries_keep_their_own_rows() -> None:
    vote = as_shares(np.array([[2], [3], [1]]), np.ones((3, 1)), 5)
    found = gather(KNOWN, np.array([0, 1, 2]), {"vote": vote}, graph=False).some(np.array([2, 0]))
    assert found.nodes.tolist() == [[1], [2]]
    assert found.features.shape == (2, 1, 2)
