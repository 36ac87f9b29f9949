"""A picture that changes nothing keeps every neighbour; one that shuffles keeps what chance keeps."""

import pytest
import torch

from hrq.evaluate.faithfulness import neighbours_kept

POINTS = torch.randn(200, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 0.2


def test_the_same_picture_keeps_all_and_a_turned_one_too() -> None:
    assert neighbours_kept(POINTS, POINTS, c=1.0) == 1.0
    assert neighbours_kept(POINTS, POINTS.flip(-1), c=1.0) == 1.0


def test_a_shuffled_picture_keeps_what_chance_keeps() -> None:
    """Red when tried: counting each point as its own neighbour."""
    order = torch.randperm(200, generator=torch.Generator().manual_seed(1))
    assert neighbours_kept(POINTS, POINTS[order], c=1.0) == pytest.approx(10 / 199, abs=0.02)


def test_by_hand_on_a_line() -> None:
    """Nearest of four on a line, before and after the two in the middle change places."""
    line = torch.tensor([[0.0, 0], [0.1, 0], [0.3, 0], [0.35, 0]]).double()
    assert neighbours_kept(line, line[[0, 2, 1, 3]], c=0.0, k=1) == 0.0


def test_few_points() -> None:
    assert neighbours_kept(POINTS[:1], POINTS[:1], c=1.0) == 1.0
    assert neighbours_kept(POINTS[:3], POINTS[:3], c=1.0, k=10) == 1.0
