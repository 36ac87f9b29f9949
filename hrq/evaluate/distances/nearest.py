"""Nearest neighbours among very many points, exact: ranked by what grows with the distance and costs less than it.

From a fixed x, d(x, y) grows with |x − y|² / α_y (α_y = 1 − c|y|²): no square root and no asinh for the many that are
not near. Differences are formed as such, so that near points at the rim are told apart.
"""

import time
from collections.abc import Iterator

import torch
from torch import Tensor

from hrq.geometry.poincare import gap
from hrq.jobs.progress import Progress, Report, silent

ROWS = 512  # queries at once


def rank_keys(space: Tensor, rows: Tensor, *, c: float) -> Tensor:
    """For each of the rows (b,) and each of the points (n, d), a number (b, n) that grows with their distance.

    A point's own is infinite: nobody is a neighbour of itself.

    >>> from hrq.data.hierarchy.toy import PLACES
    >>> keys = rank_keys(torch.tensor(PLACES), torch.tensor([3]), c=1.0)
    >>> keys.argsort(dim=1)[0].tolist()  # from dog: canine, wolf … and dog itself last
    [1, 4, 0, 2, 5, 6, 3]
    """
    keys = torch.cdist(space[rows], space, compute_mode="donot_use_mm_for_euclid_dist").square_()
    if c > 0:
        keys /= gap(space, c=c).T
    keys[torch.arange(len(rows)), rows] = torch.inf
    return keys


def nearest_rows(space: Tensor, rows: Tensor, k: int, *, c: float) -> Tensor:
    """The k nearest other points (b, k) of each of the rows (b,), nearest first, by the distance of curvature −c.

    >>> from hrq.data.hierarchy.toy import PLACES
    >>> nearest_rows(torch.tensor(PLACES), torch.tensor([3, 5]), 2, c=1.0).tolist()  # of dog, of cat
    [[1, 4], [2, 6]]
    """
    return rank_keys(space, rows, c=c).topk(k, largest=False).indices


def all_nearest(space: Tensor, k: int, *, c: float, phase: str = "neighbours", report: Report = silent) -> Tensor:
    """`nearest_rows` of every point, (n, k); 82,115 points in 16 dimensions take some two minutes on one thread.

    >>> from hrq.data.hierarchy.toy import PLACES
    >>> all_nearest(torch.tensor(PLACES), 1, c=1.0).squeeze(1).tolist()
    [1, 4, 6, 1, 1, 2, 2]
    """
    exact, found = space.double(), []
    for rows in _reported(len(exact), phase, report):
        found.append(nearest_rows(exact, rows, k, c=c))
    return torch.cat(found)


def _reported(n: int, phase: str, report: Report) -> Iterator[Tensor]:
    begun = time.monotonic()
    report(Progress(phase, 0, n))
    for begin in range(0, n, ROWS):
        end = min(n, begin + ROWS)
        yield torch.arange(begin, end)
        report(Progress(phase, end, n, time.monotonic() - begun))
