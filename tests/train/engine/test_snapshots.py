"""Snapshots: when they are due, what they hold, and that the picture does not spin."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from hrq.errors import BrokenRunError
from hrq.geometry.poincare import expmap0
from hrq.quantize import make_quantizer
from hrq.runs.arrays import write_tensors
from hrq.runs.config import make_settings
from hrq.train.engine.plan import FitPlan
from hrq.train.engine.snapshots import FOLDER, due, read, spread, steps_seen, take
from hrq.train.engine.state import Learning


def test_a_hundred_are_due_and_the_last_whatever_the_time() -> None:
    assert [step for step in range(1, 1001) if due(step, 1000, 9.0)] == list(range(10, 1001, 10))
    assert [step for step in range(1, 8) if due(step, 7, 9.0)] == list(range(1, 8))
    assert [step for step in range(1, 1001) if due(step, 1000, 0.1)] == [1000]


def test_rows_are_spread_from_the_first_to_the_last() -> None:
    assert spread(5, 9).tolist() == [0, 1, 2, 3, 4]
    assert spread(101, 5).tolist() == [0, 25, 50, 75, 100]
    assert spread(1, 3).tolist() == [0]


def plan_in(folder: Path, **given: object) -> FitPlan:
    every = {"dimension": 2, "levels": 2, "codewords": 3, "epochs": 10, "batch": 1, "curvature": 4.0}
    return FitPlan(make_settings(**every | given), torch.zeros(50, 2), folder)


def test_a_snapshot_holds_points_codewords_and_their_use(tmp_path: Path) -> None:
    plan, noise = plan_in(tmp_path), torch.Generator().manual_seed(0)
    points = expmap0(torch.randn(700, 2, generator=noise, dtype=torch.float64) / 4, c=4.0)
    take(plan, Learning(step=3), points)
    early = read(tmp_path, 3)
    assert (early.step, early.steps, early.unique) == (3, 500, None)
    np.testing.assert_allclose(early.points, 2 * points[spread(700, 600)], atol=1e-6)  # the ball's radius is 1/2
    assert early.codewords.shape == (0, 2)
    assert set(early.tokens.tolist()) == {-1}
    assert len(early.tokens) == 600
    books = [torch.rand(3, 2, generator=noise, dtype=torch.float64) * 0.3 for _ in range(2)]
    quantizer = make_quantizer("ghrq", books, c=4.0)
    take(plan, Learning(step=40, quantizer=quantizer), points)
    late, codes = read(tmp_path, 40), quantizer.encode(points)
    np.testing.assert_allclose(late.codewords, 2 * books[0], atol=1e-6)
    assert late.usage.tolist() == torch.bincount(codes[:, 0], minlength=3).tolist()
    assert late.tokens.tolist() == codes[spread(700, 600), 0].tolist()
    assert late.unique == pytest.approx(len(torch.unique(codes, dim=0)) / 700)
    assert steps_seen(tmp_path) == [3, 40]


def test_points_that_are_no_numbers_are_not_drawn(tmp_path: Path) -> None:
    take(plan_in(tmp_path), Learning(step=1), torch.tensor([[0.1, torch.nan]]))
    assert steps_seen(tmp_path) == []


def test_a_picture_of_more_dimensions_does_not_spin(tmp_path: Path) -> None:
    """The widest two axes change places between two snapshots; the picture keeps them where they were."""
    plan, noise = plan_in(tmp_path, dimension=3), torch.Generator().manual_seed(1)
    tangents = torch.randn(400, 3, generator=noise, dtype=torch.float64) / 20
    for step, widths in ((1, [3.0, 2.0, 0.1]), (2, [2.0, 3.0, 0.1])):
        take(plan, Learning(step=step), expmap0(tangents * torch.tensor(widths), c=4.0))
    first, second = read(tmp_path, 1).points, read(tmp_path, 2).points
    for axis in range(2):
        assert np.corrcoef(first[:, axis], second[:, axis])[0, 1] > 0.95


def test_what_is_no_snapshot_is_told(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    write_tensors(tmp_path / FOLDER / "00000007.safetensors", {"points": torch.zeros(1, 2)}, {"facts": json.dumps({})})
    with pytest.raises(BrokenRunError, match="not a snapshot"):
        read(tmp_path, 7)
