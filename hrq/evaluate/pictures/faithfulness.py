"""How far a picture in the disk can be trusted: what of the run's own distances it keeps.

The points (n, d) have the run's distance, of curvature −c; their places in the picture (n, 2) that of the disk
(`placed_c` = 1, places in units of its radius) or of a plane (0). All is exact for up to `sample` nodes; above, a
seeded sample is measured against all others. Sources: Venna and Kaski 2001 (trustworthiness); Sarkar 2011 and De Sa
et al. 2018 (distortion); Nickel and Kiela 2017 (average precision).
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.evaluate.distances.average_precision import mean_average_precision
from hrq.evaluate.distances.nearest import all_nearest, nearest_rows, rank_keys
from hrq.geometry.poincare import pairwise_distance
from hrq.jobs.progress import Report, silent

K, SAMPLE, SEED = 10, 1000, 0
NO_PAIRS = np.zeros((0, 2), dtype=np.int64)


class Faithfulness(NamedTuple):
    """What a badge says. `parents` and `parents_run`: average precision of direct parents, picture and run."""

    neighbours_kept: float
    trustworthiness: float
    distortion: float
    parents: float
    parents_run: float
    k: int
    sample: int
    seed: int


def faithfulness(
    points: Tensor,
    placed: Tensor,
    hierarchy: Hierarchy | None,
    *,
    c: float,
    placed_c: float,
    k: int = K,
    sample: int = SAMPLE,
    seed: int = SEED,
) -> Faithfulness:
    """All numbers of a picture, O(n · sample): some seconds for all nouns. Without a hierarchy, parents are nan.

    >>> from hrq.data.hierarchy.toy import PLACES, animals
    >>> points = torch.tensor(PLACES)
    >>> found = faithfulness(points, points, animals(), c=1.0, placed_c=1.0, k=1)
    >>> found.neighbours_kept, found.distortion, found.parents == found.parents_run
    (1.0, 0.0, True)
    """
    pairs = np.column_stack([hierarchy.parents.rows, hierarchy.parents.indices]) if hierarchy else NO_PAIRS
    kept, trust = kept_and_trust(points, placed, c=c, placed_c=placed_c, k=k, sample=sample, seed=seed)
    return Faithfulness(
        neighbours_kept=kept,
        trustworthiness=trust,
        distortion=distortion(points, placed, c=c, placed_c=placed_c, sample=sample, seed=seed),
        parents=mean_average_precision(placed, pairs, c=placed_c, sample=sample, seed=seed),
        parents_run=mean_average_precision(points, pairs, c=c, sample=sample, seed=seed),
        k=min(k, len(points) - 1),
        sample=min(sample, len(points)),
        seed=seed,
    )


def sampled_rows(n: int, sample: int, seed: int) -> NDArray[np.int64]:
    """The rows that are measured, ascending: all up to `sample`, drawn with the seed above.

    >>> sampled_rows(5, 10, seed=0).tolist(), sampled_rows(100, 3, seed=0).tolist()
    ([0, 1, 2, 3, 4], [51, 63, 83])
    """
    chosen: NDArray[np.int64] = np.sort(np.random.default_rng(seed).choice(n, min(sample, n), replace=False))
    return chosen


def neighbours_kept(
    points: Tensor,
    placed: Tensor,
    *,
    c: float,
    placed_c: float | None = None,
    k: int = K,
    sample: int = SAMPLE,
    seed: int = SEED,
) -> float:
    """Mean share of a point's k nearest neighbours (by the run's distance) that are its k nearest in the picture.

    1 is a perfect picture; chance is k / (n − 1). `placed_c` is c where it is not given.

    >>> line = torch.tensor([[0.0, 0.0], [0.1, 0.0], [0.3, 0.0], [0.7, 0.0]], dtype=torch.float64)
    >>> neighbours_kept(line, line, c=0.0, k=1), neighbours_kept(line, line.flip(0), c=0.0, k=1)
    (1.0, 0.5)
    """
    measured = c if placed_c is None else placed_c
    return kept_and_trust(points, placed, c=c, placed_c=measured, k=k, sample=sample, seed=seed)[0]


def kept_and_trust(
    points: Tensor, placed: Tensor, *, c: float, placed_c: float, k: int, sample: int, seed: int
) -> tuple[float, float]:
    """`neighbours_kept`, and the trustworthiness: 1 minus how far down the run's own ranking false neighbours stand.

        T = 1 − 2 / (m k (2n − 3k − 1)) Σ_i Σ_{j near in the picture only} (rank of j from i in the run − k)

    over the m measured nodes. 1: whoever is near in the picture is near in the run. nan where 3k ≥ 2n − 1.

    >>> line = torch.tensor([[0.0], [0.1], [0.3], [0.7], [1.5]], dtype=torch.float64)
    >>> swapped = line[[0, 4, 2, 3, 1]]  # the second and the last point have changed places
    >>> kept_and_trust(line, swapped, c=0.0, placed_c=0.0, k=1, sample=10, seed=0)
    (0.2, 0.2666666666666667)
    """
    n = len(points)
    k = min(k, n - 1)
    if k < 1:
        return 1.0, 1.0
    rows, shared, misplaced = sampled_rows(n, sample, seed), 0, 0
    exact, seen = points.double(), placed.double()
    for chunk in torch.from_numpy(rows).split(256):
        keys = rank_keys(exact, chunk, c=c)
        near, pictured = keys.topk(k, largest=False).indices, nearest_rows(seen, chunk, k, c=placed_c)
        shared += int((near[:, :, None] == pictured[:, None, :]).sum())
        ranks = 1 + _nearer(keys, keys.gather(1, pictured))
        misplaced += int((ranks - k).clamp_min(0).sum())  # 0 for those that are near in the run too
    worst = len(rows) * k * (2 * n - 3 * k - 1)
    return shared / (k * len(rows)), 1 - 2 * misplaced / worst if worst > 0 else float("nan")


def _nearer(keys: Tensor, marks: Tensor) -> Tensor:
    """How many of each row of `keys` (b, n) are less than each of its few `marks` (b, k), which come back sorted.

    Each key is put between the marks: one pass over the many, not one for each mark.
    """
    b, k = marks.shape
    between = torch.searchsorted(marks.sort(dim=1).values, keys, right=True).add_((k + 1) * torch.arange(b)[:, None])
    return torch.bincount(between.reshape(-1), minlength=b * (k + 1)).reshape(b, k + 1)[:, :k].cumsum(dim=1)


def distortion(
    points: Tensor, placed: Tensor, *, c: float, placed_c: float, sample: int = SAMPLE, seed: int = SEED
) -> float:
    """Mean |s r − 1|, r = d_picture / d_run, over the pairs of measured nodes, at the scale s that makes it least.

    0: right up to one scale. Pairs at one and the same point of the run are left out; nan where there are no others.
    Σ|s r − 1| = Σ r|s − 1/r|, so the best s is the median of 1/r, each weighted by r.

    >>> line = torch.tensor([[0.0], [1.0], [3.0]], dtype=torch.float64)
    >>> distortion(line, 2 * line, c=0.0, placed_c=0.0)  # right up to one scale
    0.0
    >>> distortion(line, line[[0, 2, 1]], c=0.0, placed_c=0.0)
    0.5185185185185185
    """
    rows = torch.from_numpy(sampled_rows(len(points), sample, seed))
    own, seen = points.double()[rows], placed.double()[rows]
    upper = torch.triu_indices(len(rows), len(rows), 1)
    apart = pairwise_distance(own, own, c=c)[upper[0], upper[1]]
    ratio = pairwise_distance(seen, seen, c=placed_c)[upper[0], upper[1]][apart > 0] / apart[apart > 0]
    if len(ratio) == 0 or not bool(ratio.any()):
        return float("nan")
    falling = ratio.sort(descending=True).values  # 1/r ascending
    middle = torch.searchsorted(falling.cumsum(0), falling.sum() / 2)
    return float((ratio / falling[middle] - 1).abs().mean())


def kept_each(
    points: Tensor, placed: Tensor, *, c: float, placed_c: float, k: int = K, report: Report = silent
) -> NDArray[np.uint8]:
    """For every point (n,) how many of its k nearest in the run are among its k nearest in the picture: for colouring.

    O(n²), with progress: some three minutes for all nouns.

    >>> line = torch.tensor([[0.0], [0.1], [0.3], [0.7], [1.5]], dtype=torch.float64)
    >>> kept_each(line, line[[0, 4, 2, 3, 1]], c=0.0, placed_c=0.0, k=1).tolist()
    [0, 0, 0, 1, 0]
    """
    k = min(k, len(points) - 1)
    if k < 1:
        return np.zeros(len(points), dtype=np.uint8)
    near = all_nearest(points, k, c=c, phase="neighbours in the run", report=report)
    return kept_of(near, placed, placed_c=placed_c, report=report)


def kept_of(near: Tensor, placed: Tensor, *, placed_c: float, report: Report = silent) -> NDArray[np.uint8]:
    """How many of each point's `near` (n, k), its nearest in the run, are among its k nearest in the picture: (n,).

    >>> line = torch.tensor([[0.0], [0.1], [0.3], [0.7]], dtype=torch.float64)
    >>> near = torch.tensor([[1], [0], [1], [2]])
    >>> kept_of(near, line, placed_c=0.0).tolist()
    [1, 1, 1, 1]
    """
    pictured = all_nearest(placed, near.shape[1], c=placed_c, phase="neighbours in the picture", report=report)
    counts: NDArray[np.uint8] = (near[:, :, None] == pictured[:, None, :]).sum(dim=(1, 2)).to(torch.uint8).numpy()
    return counts
