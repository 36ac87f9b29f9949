"""What a code leaves over and how narrow its decisions were, against the steps of the quantizer."""

import numpy as np
import pytest
import torch

from hrq.evaluate.mistakes import in_points
from hrq.evaluate.mistakes.in_points import Followed, follow, high_residuals, low_margins
from hrq.geometry.poincare import distance0
from hrq.quantize import make_quantizer

CODES = np.arange(300).reshape(100, 3) % 7


def test_codes_are_followed_for_what_is_left_and_the_nearest_for_margins(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = torch.Generator().manual_seed(0)
    books = [torch.rand(4, 2, generator=noise, dtype=torch.float64) * 0.8 - 0.4 for _ in range(3)]
    points = torch.rand(20, 2, generator=noise, dtype=torch.float64) - 0.5
    quantizer = make_quantizer("ghrq", books, c=1.0)
    nearest = np.asarray(quantizer.encode(points))
    codes = nearest.copy()
    codes[:, -1] = (codes[:, -1] + 1) % 4
    monkeypatch.setattr(in_points, "ROWS", 7)
    found = follow(quantizer, points, codes, nearest)
    for row in range(20):
        left = quantizer.steps(points[row][None], codes[row][None]).residuals[-1, 0]
        assert found.left[row] == pytest.approx(float(distance0(left, c=1.0)))
        steps = quantizer.steps(points[row][None], nearest[row][None])
        shares = 1 - (steps.distances / steps.runner_up_distances)[0].numpy()
        assert found.margin[row] == pytest.approx(shares.min())
        assert found.level[row] == shares.argmin() + 1


def test_the_hundredth_with_the_most_left_and_one_at_least() -> None:
    left = np.random.default_rng(0).permutation(np.arange(300.0))
    codes = np.zeros((300, 3), dtype=int)
    found = high_residuals(codes, Followed(left, left, left.astype(int)))
    assert found.scores.tolist() == [299, 298, 297]
    assert left[found.nodes].tolist() == [299, 298, 297]
    assert found.prefixes == [(0, 0)] * 3
    assert found.total == 300
    few = high_residuals(codes[:4], Followed(left[:4], left[:4], left[:4].astype(int)))
    assert few.nodes.tolist() == [int(left[:4].argmax())]
    assert high_residuals(codes[:, :1], Followed(left, left, left.astype(int))).prefixes == [(0,)] * 3


def test_narrow_decisions_are_looked_at_up_to_their_level() -> None:
    margin = np.full(100, 0.5)
    margin[[10, 20, 30, 40]] = 0.0005, 0.0, 0.001, 0.0009
    level = np.ones(100, dtype=np.int64)
    level[[10, 20, 40]] = 3, 1, 2
    found = low_margins(CODES, Followed(margin, margin, level))
    assert found.nodes.tolist() == [20, 10, 40]
    assert found.prefixes == [tuple(CODES[20, :1]), tuple(CODES[10]), tuple(CODES[40, :2])]
    assert found.scores.tolist() == [0.0, 0.0005, 0.0009]
    assert found.wrong.sum() == 3
