"""Neighbours by the cheap rank are neighbours by the distance, at the rim too."""

from collections.abc import Callable

import pytest
import torch

from hrq.evaluate.distances.nearest import ROWS, all_nearest, nearest_rows
from hrq.geometry.poincare import pairwise_distance
from hrq.jobs.progress import Progress


@pytest.mark.parametrize("c", [0.0, 0.1, 1.0, 4.0])
def test_the_same_as_sorting_all_distances(c: float, ball_points: Callable[..., torch.Tensor]) -> None:
    points = ball_points(120, 5, c=c, seed=1, closest=1e-9)
    apart = pairwise_distance(points, points, c=c)
    apart.fill_diagonal_(torch.inf)
    assert torch.equal(nearest_rows(points, torch.arange(120), 7, c=c), apart.argsort(dim=1)[:, :7])


def test_all_of_them_with_progress(ball_points: Callable[..., torch.Tensor]) -> None:
    points, reports = ball_points(ROWS + 30, 2, c=1.0, seed=2, closest=1e-3), list[Progress]()
    found = all_nearest(points, 3, c=1.0, report=reports.append)
    assert torch.equal(found, nearest_rows(points, torch.arange(len(points)), 3, c=1.0))
    assert [one.done for one in reports] == [0, ROWS, ROWS + 30]
