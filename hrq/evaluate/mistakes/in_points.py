"""Mistakes that only points and codebooks show: what a code leaves over, and how narrow its decisions were."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.data.hierarchy.links import Floats, Ints
from hrq.evaluate.mistakes.cases import Cases, node_cases
from hrq.geometry.poincare import distance0
from hrq.quantize import ResidualQuantizer

HUNDREDTH = 0.01
NARROW = 0.001
ROWS = 8_192  # nodes followed at once


class Followed(NamedTuple):
    """Of every node: the length of what its code leaves, and its narrowest decision and the level of that (1 …)."""

    left: Floats
    margin: Floats
    level: NDArray[np.int64]


def follow(quantizer: ResidualQuantizer, points: Tensor, codes: Ints, nearest: Ints) -> Followed:
    """Follow all codes through the levels: the final ones for what is left, the nearest ones for the margins.

    >>> from hrq.quantize import make_quantizer
    >>> books = [torch.tensor([[1.0, 0.0], [-1.0, 0.0]]), torch.tensor([[0.0, 0.5], [0.0, -0.5]])]
    >>> codes = np.array([[0, 0], [1, 0]])
    >>> found = follow(make_quantizer("rq", books, c=0.0), torch.tensor([[1.0, 0.5], [-1.0, 0.1]]), codes, codes)
    >>> found.left.round(3).tolist(), found.level.tolist()
    ([0.0, 0.8], [1, 2])
    """
    parts = []
    for begin in range(0, len(points), ROWS):
        rows = slice(begin, begin + ROWS)
        here = points[rows].detach().double()
        last = quantizer.steps(here, codes[rows]).residuals[-1]
        steps = quantizer.steps(here, nearest[rows])
        margins = (steps.runner_up_distances - steps.distances) / steps.runner_up_distances.clamp_min(1e-300)
        narrowest = margins.min(dim=1)
        parts.append((distance0(last, c=quantizer.residual_c), narrowest.values, narrowest.indices + 1))
    return Followed(*(torch.cat(column).numpy() for column in zip(*parts, strict=True)))


def high_residuals(codes: NDArray[np.integer], followed: Followed) -> Cases:
    """The hundredth of the nodes with the longest residuals.

    >>> left = np.linspace(0, 1, 200)
    >>> followed = Followed(left, np.ones(200), np.ones(200, dtype=np.int64))
    >>> high_residuals(np.zeros((200, 2), dtype=np.int64), followed).nodes.tolist()
    [199, 198]
    """
    most = max(1, round(HUNDREDTH * len(codes)))
    found = np.argsort(-followed.left, kind="stable")[:most]
    nothing = np.full(len(found), -1)
    return node_cases(
        codes, max(1, codes.shape[1] - 1), found, nothing, followed.left[found], np.ones(len(codes), dtype=bool)
    )


def low_margins(codes: NDArray[np.integer], followed: Followed) -> Cases:
    """Nodes with a decision narrower than 0.1 %, the narrowest first; looked at under the tokens up to there.

    >>> followed = Followed(np.zeros(3), np.array([0.5, 0.0001, 0.3]), np.array([1, 2, 1]))
    >>> low_margins(np.array([[0, 1], [2, 3], [4, 5]]), followed).prefixes
    [(2, 3)]
    """
    found = np.flatnonzero(followed.margin < NARROW)
    found = found[np.argsort(followed.margin[found], kind="stable")]
    nothing = np.full(len(found), -1)
    cases = node_cases(codes, 1, found, nothing, followed.margin[found], np.ones(len(codes), dtype=bool))
    prefixes = [tuple(codes[node, :level].tolist()) for node, level in zip(found, followed.level[found], strict=True)]
    return cases._replace(prefixes=prefixes)
