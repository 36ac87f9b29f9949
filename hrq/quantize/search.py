"""The nearest codeword, as one float64 matrix product whose close calls are decided by the difference form.

For fixed x, d(x, e) grows with w_e |x − e|², w_e = 1/(1 − c|e|²), and up to a term that no e changes that is

    (1 + c|x|²) · w_e|e|² − 2w_e⟨x, e⟩

so [1 + c|x|², x] · [w_e|e|², −2w_e e] ranks all codewords, for c = 0 too. The product's rounding error is at most about
(d + 4) ε w_e (|x| + |e|)²; where another codeword is within it, w_e |x − e|² itself decides.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from hrq.geometry.poincare import distance, gap

CHUNK = 4096  # points at once: their scores stay in the cache
ROUNDING = 2.0**-52


class Nearest(NamedTuple):
    """The nearest codeword and the runner-up of every point, and how far they are."""

    nearest: Int[Tensor, " n"]
    runner_up: Int[Tensor, " n"]
    distance: Float[Tensor, " n"]
    runner_up_distance: Float[Tensor, " n"]


@torch.no_grad()
def nearest(
    x: Float[Tensor, "n d"], codebook: Float[Tensor, "k d"], *, c: float, chunk: int = CHUNK
) -> Int[Tensor, " n"]:
    """The index of each point's nearest codeword; of equally near ones the first.

    Any dtype comes in, float64 decides: exact to rounding of the coordinates' differences also where points and
    codewords crowd at the rim. Source: the monotony of cosh d in |x − e|²/(α_x α_e).
    """
    points, book = x.double(), codebook.double()
    weight = 1 / gap(book, c=c)
    square = book.square().sum(dim=-1, keepdim=True)
    table = torch.cat([weight * square, -2 * weight * book], dim=-1).T.contiguous()
    return torch.cat([_nearest(rows, book, table, weight.T, square.T, c) for rows in points.split(chunk)])


@torch.no_grad()
def nearest_two(x: Float[Tensor, "n d"], codebook: Float[Tensor, "k d"], *, c: float, chunk: int = CHUNK) -> Nearest:
    """The nearest codeword and the next one by the difference form throughout, with their distances in float64.

    A codebook of one codeword has no runner-up: index 0 again, at infinite distance.
    """
    points, book = x.double(), codebook.double()
    two = min(2, len(book))
    order = torch.cat([_weighted(rows, book, c).topk(two, largest=False).indices for rows in points.split(chunk)])
    first, second = order[:, 0], order[:, -1]
    apart = [distance(points, book[index], c=c) for index in (first, second)]
    return Nearest(first, second, apart[0], apart[1] if len(book) > 1 else torch.full_like(apart[1], torch.inf))


def _nearest(x: Tensor, book: Tensor, table: Tensor, weight: Tensor, square: Tensor, c: float) -> Tensor:
    length = x.square().sum(dim=-1, keepdim=True)
    scores = torch.cat([1 + c * length, x], dim=-1) @ table
    best, index = scores.min(dim=-1, keepdim=True)
    doubt = 4 * (x.shape[1] + 4) * ROUNDING * weight
    bound = best + doubt.T[index.squeeze(-1)] * (length + square.T[index.squeeze(-1)])
    near = scores.addcmul_(length, doubt, value=-1).sub_(doubt * square) <= bound
    unsure = near.sum(dim=-1) > 1
    index = index.squeeze(-1)
    index[unsure] = _weighted(x[unsure], book, c).argmin(dim=-1)
    return index


def _weighted(x: Tensor, book: Tensor, c: float) -> Tensor:
    chord = torch.cdist(x, book, compute_mode="donot_use_mm_for_euclid_dist")
    return chord / gap(book, c=c).T.sqrt()
