"""How far a picture in the disk can be trusted: what of the run's own distances it keeps."""

import numpy as np
import torch
from torch import Tensor

from hrq.geometry.poincare import pairwise_distance


def neighbours_kept(
    points: Tensor, placed: Tensor, *, c: float, k: int = 10, sample: int = 1000, seed: int = 0
) -> float:
    """Mean share of a point's k nearest neighbours (by the run's distance) that are its k nearest in the picture.

    Both (n, d) and (n, 2) in coordinates of a ball of curvature −c. Exact up to `sample` points, sampled with `seed`
    above. 1 is a perfect picture; chance is k / (n − 1).
    """
    n = len(points)
    k = min(k, n - 1)
    if k < 1:
        return 1.0
    chosen = np.sort(np.random.default_rng(seed).choice(n, min(sample, n), replace=False))
    kept = 0
    for rows in torch.from_numpy(chosen).split(256):
        near = [_nearest(space.double(), rows, k, c=c) for space in (points, placed)]
        kept += int((near[0][:, :, None] == near[1][:, None, :]).sum())
    return kept / (k * len(chosen))


def _nearest(space: Tensor, rows: Tensor, k: int, *, c: float) -> Tensor:
    apart = pairwise_distance(space[rows], space, c=c)
    apart[torch.arange(len(rows)), rows] = torch.inf
    return apart.topk(k, largest=False).indices
