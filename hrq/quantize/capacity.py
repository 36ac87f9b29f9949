"""Room for everyone: where more points share a prefix than there are codes under it, the nearest ones stay."""

import math

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from hrq.errors import TooLargeError
from hrq.geometry.poincare import pairwise_distance
from hrq.quantize.base import ResidualQuantizer
from hrq.quantize.search import nearest

MOST = 100_000_000  # entries of a cost matrix, 0.8 GB


@torch.no_grad()
def make_room(
    quantizer: ResidualQuantizer, points: Float[Tensor, "n d"], codes: Int[Tensor, "n levels"]
) -> Int[Tensor, "n levels"]:
    """Codes of which no prefix is shared by more points than can be told apart by the tokens that follow it.

    Level by level, coarse to fine: where a token was chosen by too many of a group, the group's tokens are assigned
    anew so that each has room and the sum of squared distances is least; points that got another token take the
    nearest codewords from there on. Codes that fit are returned as they came.
    Raises: TooLargeError where there are fewer codes than points.
    """
    sizes = [len(book) for book in quantizer.codebooks]
    if len(codes) > math.prod(sizes):
        told = " × ".join(map(str, sizes))
        raise TooLargeError(
            f"{len(codes):,} points cannot all have different codes: {told} codewords make only {math.prod(sizes):,}. "
            "Train with more codewords or levels, or leave codes as they are nearest (--no-unique)."
        )
    final = codes.clone()
    for level in range(len(sizes) - 1):
        room = math.prod(sizes[level + 1 :])
        for group in _overfull(final[:, : level + 1].cpu().numpy(), room):
            rows = torch.from_numpy(group).to(final.device)
            final[rows] = _reassign(quantizer, points[rows], final[rows], level, room)
    return final


def _overfull(prefixes: NDArray[np.int64], room: int) -> list[NDArray[np.int64]]:
    """The rows of every group that shares all tokens but the last of these, if more than `room` share that one too."""
    _, whole, counts = np.unique(prefixes, axis=0, return_inverse=True, return_counts=True)
    if counts.max(initial=0) <= room:
        return []
    _, parent = np.unique(prefixes[:, :-1], axis=0, return_inverse=True)
    parent = parent.reshape(-1)
    return [np.flatnonzero(parent == one) for one in np.unique(parent[counts[whole.reshape(-1)] > room])]


def _reassign(quantizer: ResidualQuantizer, points: Tensor, codes: Tensor, level: int, room: int) -> Tensor:
    """New codes of one group from `level` on, so that no token of that level has more than `room` points."""
    c, books = quantizer.residual_c, [book.detach().double() for book in quantizer.codebooks]
    left = quantizer.steps(points.double(), codes).residuals[level]
    costs = pairwise_distance(left, books[level], c=c).square().cpu().numpy()
    if costs.size * min(room, len(codes)) > MOST:
        raise TooLargeError(
            f"{len(codes):,} points crowd {costs.shape[1]} codewords of level {level + 1}: making their codes "
            "different needs too much memory. Train with more codewords or levels (or differently, if it collapsed to "
            "a few codes), or leave codes as they are nearest (--no-unique)."
        )
    seats = np.repeat(np.arange(costs.shape[1]), min(room, len(codes)))
    tokens = torch.from_numpy(seats[linear_sum_assignment(costs[:, seats])[1]]).to(codes)
    changed = tokens != codes[:, level]
    rest, codes = left[changed], codes.clone()
    for number, book in enumerate(books[level:], level):
        codes[changed, number] = tokens[changed] if number == level else nearest(rest, book, c=c)
        rest = quantizer.residual(rest, book[codes[changed, number]])
    return codes
