"""Numbers that every node of a run has: how clearly its codewords were chosen, and what its code loses."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from hrq.data.hierarchy.links import Ints
from hrq.geometry.poincare import distance
from hrq.quantize import ResidualQuantizer

AT_ONCE = 16_384  # points


class Assignment(NamedTuple):
    """One row a point: the smallest margin of its levels (scaled coordinates; negative where a token was moved), and
    the distance from what its whole code decodes to (original coordinates)."""

    margins: NDArray[np.float64]  # (n,)
    errors: NDArray[np.float64]  # (n,)


def assignment(quantizer: ResidualQuantizer, points: Tensor, codes: Ints) -> Assignment:
    """Follow all points through their codes. Shapes: points (n, d), codes (n, N).

    >>> import torch
    >>> from hrq.quantize import make_quantizer
    >>> books = [torch.tensor([[1.0, 0.0], [-1.0, 0.0]]), torch.tensor([[0.0, 0.5], [0.0, -0.5]])]
    >>> points, codes = torch.tensor([[1.0, 0.5], [-1.0, 0.4]]), np.array([[0, 0], [1, 1]])
    >>> found = assignment(make_quantizer("rq", books, c=0.0), points, codes)
    >>> found.margins.round(3).tolist(), found.errors.round(3).tolist()  # the second point's last token was moved
    ([2.0, -1.6], [0.0, 1.8])
    """
    margins, errors = [], []
    for begin in range(0, len(points), AT_ONCE):
        some, code = points[begin : begin + AT_ONCE], codes[begin : begin + AT_ONCE]
        steps = quantizer.steps(some.double(), code)
        margins.append((steps.runner_up_distances - steps.distances).min(dim=1).values.numpy())
        decoded = quantizer.reconstruct(code).detach().double()
        errors.append(distance(decoded, some.double(), c=quantizer.c).numpy())
    return Assignment(np.concatenate(margins), np.concatenate(errors))
