"""What can be said about one node of a run: its residual path level by level, and its nearest neighbours."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from hrq.data.hierarchy.links import Floats, Ints
from hrq.geometry.poincare import distance, distance0, pairwise_distance
from hrq.quantize import ResidualQuantizer


class ResidualPath(NamedTuple):
    """One row a level; distances to codewords and residual lengths are in scaled coordinates, where codes are chosen.

    A margin is how much farther the runner-up is than the codeword taken: negative where the code was moved away from
    the nearest codeword. An error is the distance from the reconstruction so far to the point, in original coordinates.
    """

    codes: Ints  # (N,)
    distances: Floats  # (N,)
    runners_up: Ints  # (N,)
    runner_up_distances: Floats  # (N,)
    margins: Floats  # (N,)
    residuals: Floats  # (N,) length of what is left after the level
    errors: Floats  # (N,)
    start: float  # length of the scaled point, before any level
    partial: Tensor  # (N, d) reconstructions so far, original coordinates
    left: Tensor  # (N + 1, d) the residuals themselves, scaled coordinates


class Neighbours(NamedTuple):
    """Rows of the nearest other points, nearest first, with their distances."""

    rows: Ints  # (k,)
    distances: Floats  # (k,)


def residual_path(quantizer: ResidualQuantizer, point: Tensor, code: Ints) -> ResidualPath:
    """Follow a point's code through the levels. Shapes: point (d,), code (N,).

    >>> from hrq.quantize import make_quantizer
    >>> books = [torch.tensor([[1.0, 0.0], [-1.0, 0.0]]), torch.tensor([[0.0, 0.5], [0.0, -0.5]])]
    >>> path = residual_path(make_quantizer("rq", books, c=0.0), torch.tensor([0.9, 0.5]), np.array([0, 0]))
    >>> path.runners_up.tolist(), path.margins.round(3).tolist(), path.errors.round(3).tolist()
    ([1, 1], [2.91, 1.81], [1.02, 0.2])
    """
    points, codes = point.detach().double()[None], code[None]
    steps = quantizer.steps(points, codes)
    partial = quantizer.partial_reconstructions(codes)[:, 0].detach().double()
    left = steps.residuals[:, 0].double()
    lengths = distance0(left, c=quantizer.residual_c)
    nearest, second = steps.distances[0], steps.runner_up_distances[0]
    return ResidualPath(
        codes=code,
        distances=nearest.numpy(),
        runners_up=steps.runners_up[0].numpy(),
        runner_up_distances=second.numpy(),
        margins=(second - nearest).numpy(),
        residuals=lengths[1:].numpy(),
        errors=distance(partial, points, c=quantizer.c).numpy(),
        start=float(lengths[0]),
        partial=partial,
        left=left,
    )


def prefix_points(quantizer: ResidualQuantizer, prefixes: Ints) -> Tensor:
    """Where prefixes of codes lead, in original coordinates. Shapes: (m, k) with k of N levels to (m, d).

    >>> from hrq.quantize import make_quantizer
    >>> books = [torch.tensor([[1.0, 0.0], [-1.0, 0.0]]), torch.tensor([[0.0, 0.5], [0.0, -0.5]])]
    >>> quantizer = make_quantizer("rq", books, c=0.0)
    >>> prefix_points(quantizer, np.array([[0], [1]])).tolist(), prefix_points(quantizer, np.array([[0, 1]])).tolist()
    ([[1.0, 0.0], [-1.0, 0.0]], [[1.0, -0.5]])
    """
    codes = np.zeros((len(prefixes), quantizer.levels), dtype=np.int64)
    codes[:, : prefixes.shape[1]] = prefixes
    return quantizer.partial_reconstructions(codes)[prefixes.shape[1] - 1].detach().double()


def neighbours(points: Tensor, row: int, *, c: float, k: int = 10) -> Neighbours:
    """The k points nearest to one of them, by the distance of the ball of curvature −c; exact, in float64.

    >>> found = neighbours(torch.tensor([[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]]), 0, c=0.0, k=2)
    >>> found.rows.tolist(), found.distances.tolist()  # at c = 0 a distance is 2 |x − y|, as on a very large ball
    ([2, 1], [2.0, 10.0])
    """
    every = points.detach().double()
    apart = pairwise_distance(every[row][None], every, c=c)[0]
    apart[row] = torch.inf
    found = apart.topk(min(k, len(every) - 1), largest=False)
    return Neighbours(found.indices.numpy(), found.values.numpy())
