"""How well distances rank a node's ancestors: mean average precision.

For a node u, all other nodes are ranked by distance from u; the average precision is the mean, over u's ancestors,
of (rank among the ancestors) / (rank among the ancestors + non-ancestors at most as far). Ties count against.
Source: Nickel and Kiela 2017 (reconstruction of the transitive closure).
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.geometry.poincare import gap

Pairs = NDArray[np.int64]
CHUNK = 4_000_000  # distances held at once


def mean_average_precision(
    points: Tensor,
    pairs: Pairs,
    *,
    c: float,
    known: Pairs | None = None,
    sample: int | None = None,
    seed: int = 0,
) -> float:
    """Mean over the nodes that have ancestors of the average precision of `pairs` (m, 2), rows (node, ancestor).

    `known` pairs are neither hits nor misses: they are left out of the ranking (for held-out pairs, the training
    pairs). `sample` takes that many nodes, drawn with `seed`; None takes all. nan where there is nothing to rank.

    >>> from hrq.data.hierarchy.toy import PLACES, animals
    >>> round(mean_average_precision(torch.tensor(PLACES), animals().closure(), c=1.0), 4)
    0.6667
    """
    nodes = np.unique(pairs[:, 0])
    if sample is not None and sample < len(nodes):
        nodes = np.sort(np.random.default_rng(seed).choice(nodes, sample, replace=False))
    if len(nodes) == 0:
        return float("nan")
    # for one u, d(u, x) grows with |u − x| / √α_x: the order is the same, and asinh of everything is half of the time
    weight = gap(points.double(), c=c).sqrt().T
    wanted, hidden = _rows(pairs, nodes), _rows(pairs[:0] if known is None else known, nodes)
    step, total, exact = max(1, CHUNK // len(points)), 0.0, points.double()
    for begin in range(0, len(nodes), step):
        chunk = torch.from_numpy(nodes[begin : begin + step])
        apart = torch.cdist(exact[chunk], exact, compute_mode="donot_use_mm_for_euclid_dist").div_(weight)
        apart[torch.arange(len(chunk)), chunk] = torch.inf
        apart[_within(hidden, begin, begin + len(chunk))] = torch.inf
        total += float(_average_precision(apart, *_within(wanted, begin, begin + len(chunk))).sum())
    return total / len(nodes)


def _rows(pairs: Pairs, nodes: Pairs) -> tuple[Pairs, Pairs]:
    """Pairs of those nodes as (row of the node, ancestor), sorted by row."""
    pairs = pairs[np.isin(pairs[:, 0], nodes)]
    rows = np.searchsorted(nodes, pairs[:, 0])
    order = np.argsort(rows, kind="stable")
    return rows[order], pairs[order, 1]


def _within(pairs: tuple[Pairs, Pairs], begin: int, end: int) -> tuple[Tensor, Tensor]:
    low, high = np.searchsorted(pairs[0], [begin, end])
    return torch.from_numpy(pairs[0][low:high] - begin), torch.from_numpy(pairs[1][low:high])


def _average_precision(apart: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Average precision (b,) from distances (b, n) whose hits stand at (rows, columns), sorted by row."""
    counts = torch.bincount(rows, minlength=len(apart))
    slots = torch.arange(len(rows)) - (torch.cumsum(counts, 0) - counts)[rows]
    hits = torch.full((len(apart), int(counts.max())), torch.inf, dtype=apart.dtype)
    hits[rows, slots] = apart[rows, columns]
    hits = hits.sort(dim=1).values
    apart[rows, columns] = torch.inf
    before = _at_most(apart, hits)
    rank = torch.arange(1, hits.shape[1] + 1, dtype=torch.float64)
    precision = torch.where(rank <= counts[:, None], rank / (rank + before), 0)
    return precision.sum(dim=1) / counts.clamp_min(1)


def _at_most(apart: Tensor, hits: Tensor) -> Tensor:
    """How many of each row of `apart` (b, n) are at most as far as each of its `hits` (b, k), sorted.

    Each distance is put between the few hits: sorting the many distances instead costs ten times as much.
    """
    b, k = hits.shape
    between = torch.searchsorted(hits, apart).add_((k + 1) * torch.arange(b)[:, None])
    counts = torch.bincount(between.reshape(-1), minlength=b * (k + 1)).reshape(b, k + 1)
    return counts[:, :k].cumsum(dim=1)
