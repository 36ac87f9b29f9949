"""A code of its own for every point: the last token is assigned, not searched, where codes collide."""

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from hrq.geometry.poincare import pairwise_distance
from hrq.quantize.base import ResidualQuantizer
from hrq.quantize.capacity import make_room


@torch.no_grad()
def assign_unique(
    quantizer: ResidualQuantizer, points: Float[Tensor, "n d"], codes: Int[Tensor, "n levels"]
) -> tuple[Int[Tensor, "n levels"], Bool[Tensor, " n"]]:
    """Codes that are all different, and which points got another code than they had.

    The last token changes, and only in groups of points that share all other tokens and where two share the last one
    too. There, different codewords go to the points so that the sum of the squared distances between last residuals
    and codewords is least (Kuhn and Munkres; scipy's linear_sum_assignment). Earlier tokens change only where more
    points share a prefix than there are codes under it (see `make_room`).
    Shapes: points (n, d) in original coordinates, codes (n, levels) as `encode` gives them.
    Raises: TooLargeError where there are fewer codes than points.
    """
    final = make_room(quantizer, points, codes)
    last = quantizer.steps(points.double(), final).residuals[-2]
    book = quantizer.codebooks[-1].detach().double()
    for group in _crowded_groups(final.cpu().numpy()):
        rows = torch.from_numpy(group).to(codes.device)
        costs = pairwise_distance(last[rows], book, c=quantizer.residual_c).square().cpu().numpy()
        final[rows, -1] = torch.from_numpy(linear_sum_assignment(costs)[1]).to(codes)
    return final, (final != codes).any(dim=-1)


def _crowded_groups(codes: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The rows of every group with equal tokens but the last in which some last token occurs twice."""
    order = np.lexsort(codes.T[::-1])
    ranked = codes[order]
    new = np.ones(len(codes), dtype=bool)
    new[1:] = (ranked[1:, :-1] != ranked[:-1, :-1]).any(axis=1)
    twice = np.zeros(len(codes), dtype=bool)
    twice[1:] = ~new[1:] & (ranked[1:, -1] == ranked[:-1, -1])
    borders = np.flatnonzero(new)[1:]
    parts = zip(np.split(order, borders), np.split(twice, borders), strict=True)
    return [rows for rows, crowded in parts if crowded.any()]
