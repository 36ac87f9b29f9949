"""k-means on the ball and in the plane: greedy k-means++ seeds, and Lloyd's steps to the Lorentz centroid.

The error that both lower is (cosh(√c d) − 1)/2c = |x − e|²/(α_x α_e): the Lorentz centroid minimizes it exactly, and
in the plane it is the squared distance. float64 in, float64 out.
Sources: Arthur and Vassilvitskii 2007 (k-means++), with the greedy choice among a few draws that they recommend; Law
et al. 2019 (Lorentz centroid).
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from hrq.geometry.hyperboloid import centroid_of_sums
from hrq.geometry.poincare import distance, gap
from hrq.quantize.search import nearest

TRIALS = 4  # draws from which the best seed is taken; more changed the final error by less than 0.1 %


def kmeans(
    points: Float[Tensor, "n d"],
    size: int,
    *,
    c: float,
    noise: torch.Generator,
    iterations: int,
    report: Callable[[int], None],
) -> Float[Tensor, "size d"]:
    """`size` codewords for points (float64): seeds, then Lloyd steps until nothing moves, at most `iterations`.

    A codeword without points moves to one of the points that are farthest from theirs. `report` is told how many
    steps are behind; the last it hears is `iterations`.
    """
    book, before, summands = seeds(points, size, noise, c=c), None, _summands(points, c)
    for step in range(1, iterations + 1):
        book, index = _lloyd_step(points, summands, book, c)
        report(step)
        if before is not None and torch.equal(index, before):
            report(iterations)
            break
        before = index
    return book


def seeds(points: Float[Tensor, "n d"], size: int, noise: torch.Generator, *, c: float) -> Float[Tensor, "size d"]:
    """k-means++: each seed is drawn in proportion to the error that the ones before leave. `noise` lives on the CPU.

    Fewer different points than `size` are taken more than once.
    """
    table = _table(points, c)
    chosen = _draw(1, noise, points).mul(len(points)).long()
    lowest = _errors(table, points[chosen], c)[:, 0]
    for _ in range(size - 1):
        heap = lowest.cumsum(dim=0)
        drawn = torch.searchsorted(heap, _draw(TRIALS, noise, points) * heap[-1], right=True)
        drawn = drawn.clamp_max(len(points) - 1)
        errors = torch.minimum(_errors(table, points[drawn], c), lowest[:, None])
        best = errors.sum(dim=0).argmin()
        chosen, lowest = torch.cat([chosen, drawn[best][None]]), errors[:, best]
    return points[chosen]


def _lloyd_step(points: Tensor, summands: Tensor, codebook: Tensor, c: float) -> tuple[Tensor, Tensor]:
    """Each codeword moved to the centroid of the points nearest to it, and which codeword that was for each point."""
    index = nearest(points, codebook, c=c)
    sums = summands.new_zeros(len(codebook), summands.shape[1]).index_add_(0, index, summands)
    held = sums[:, -1] > 0
    moved, sums = codebook.clone(), sums[held]
    moved[held] = centroid_of_sums(sums[:, :1], sums[:, 1:-1], sums[:, -1:], c=c)
    if not bool(held.all()):  # to the points that were farthest from theirs
        alone = torch.nonzero(~held)[: len(points), 0]
        moved[alone] = points[distance(points, codebook[index], c=c).topk(len(alone)).indices]
    return moved, index


def _summands(points: Tensor, c: float) -> Tensor:
    gaps = gap(points, c=c)
    return torch.cat([(2 - gaps) / gaps, 2 * points / gaps, torch.ones_like(gaps)], dim=-1)


def _draw(count: int, noise: torch.Generator, like: Tensor) -> Tensor:
    return torch.rand(count, generator=noise, dtype=like.dtype).to(like.device)


def _table(points: Tensor, c: float) -> Tensor:
    square = points.square().sum(dim=-1, keepdim=True)
    return torch.cat([points, square, torch.ones_like(square)], dim=-1) / gap(points, c=c)


def _errors(table: Tensor, candidates: Tensor, c: float) -> Tensor:
    square = candidates.square().sum(dim=-1, keepdim=True)
    columns = torch.cat([-2 * candidates, torch.ones_like(square), square], dim=-1) / gap(candidates, c=c)
    return (table @ columns.T).clamp_min_(0)
