"""Votes without training, by hand."""

import numpy as np
import pytest
import torch

from hrq.evaluate.recall import votes
from hrq.evaluate.recall.known import Known, sparse
from hrq.evaluate.recall.ranked_lists import fewest_below, scores_of
from hrq.evaluate.recall.votes import near_shares, nearest, prefix_vote

# 0 and 1 lie under 4, 2 under 5, and both of those under 6
PAIRS = np.array([[0, 4], [1, 4], [2, 5], [4, 6], [5, 6], [0, 6], [1, 6], [2, 6]])
KNOWN = Known(sparse(PAIRS[:, 0], PAIRS[:, 1], (7, 7)))


def test_the_nearest_vote_most_for_themselves_and_all_above() -> None:
    """Of two, the first has 2/3 and the second 1/3."""
    found = near_shares(KNOWN, np.array([[1, 2]])).toarray()[0]
    assert found == pytest.approx([0, 2 / 3, 1 / 3, 0, 2 / 3, 1 / 3, 1])
    even = near_shares(KNOWN, np.array([[1, 2]]), fading=False).toarray()[0]
    assert even == pytest.approx([0, 0.5, 0.5, 0, 0.5, 0.5, 1])


def test_longer_prefixes_count_eight_times_as_much() -> None:
    """0 shares its first token with 1, 2 and 3, and both with 2 alone: 5 lies above one of two there, 4 above both."""
    codes = np.array([[0, 0], [0, 1], [0, 0], [0, 2], [1, 0], [1, 1], [1, 2]])
    shares = {4: 8 * 2 / 4 + 64 * 1 / 2, 5: 8 * 1 / 4 + 64 * 1 / 2, 6: 8 * 3 / 4 + 64}
    row = prefix_vote(KNOWN, np.array([0]), codes)[0]
    assert row[row >= 0].tolist() == sorted(shares, key=lambda node: -shares[node])


def test_one_of_two_that_share_both_tokens_outweighs_ten_of_twelve_that_share_one() -> None:
    """13 lies above ten of the twelve nodes with the first token 0, 14 above the one that has both: 32.7 to 6.7."""
    pairs = np.array([*([node, 13] for node in range(2, 12)), [1, 14]])
    known = Known(sparse(pairs[:, 0], pairs[:, 1], (15, 15)))
    codes = np.array([[0, 0], [0, 0], *([0, node] for node in range(2, 12)), [1, 0], [1, 1], [1, 2]])
    row = prefix_vote(known, np.array([0]), codes)[0]
    assert row[row >= 0].tolist() == [14, 13]


def test_the_nearest_are_other_points_in_pieces_too(monkeypatch: pytest.MonkeyPatch) -> None:
    points = torch.tensor([[0.0, 0.0], [0.1, 0.0], [0.3, 0.0], [0.35, 0.0]]).double()
    for held in (4, 20_000_000):
        monkeypatch.setattr(votes, "DISTANCES", held)
        assert nearest(points, np.arange(4), 2, c=1.0).tolist() == [[1, 2], [0, 2], [3, 1], [2, 1]]
    assert nearest(points, np.array([0]), 99, c=1.0).shape == (1, 3)
    assert nearest(points, np.zeros(0, np.int64), 2, c=1.0).shape == (0, 2)


def test_scores_are_read_back_and_the_fewest_below_come_first() -> None:
    shares = near_shares(KNOWN, np.array([[1, 2]]))
    assert scores_of(shares, np.array([[6, 1, 3, -1]]))[0] == pytest.approx([1, 2 / 3, 0, 0])
    assert fewest_below(KNOWN, np.array([0, 2, 6]), 2).tolist() == [[4, 6], [5, 6], [-1, -1]]
