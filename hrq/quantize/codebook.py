"""How codewords are found and kept alive: stage-wise k-means, and fresh residuals in place of dead codewords."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from hrq.errors import SettingError, ShapeError
from hrq.geometry.poincare import project
from hrq.quantize.base import ResidualQuantizer
from hrq.quantize.kmeans import kmeans
from hrq.quantize.registry import make_quantizer
from hrq.quantize.search import nearest

SAMPLE = 4096  # points whose residuals are enough to draw new codewords from


@torch.no_grad()
def fit(
    name: str,
    points: Float[Tensor, "n d"],
    *,
    c: float,
    scale: float = 1.0,
    sizes: Sequence[int],
    seed: int,
    iterations: int = 25,
    progress: Callable[[int, int], None] | None = None,
) -> ResidualQuantizer:
    """A quantizer whose codebooks are fitted to points, level by level, each to what the levels above it left.

    k-means++, then at most `iterations` Lloyd steps a level; codewords are Lorentz centroids on the ball, means in
    the plane. `hrq` and `ghrq` want a `scale` that puts the points' median radius near half of the ball's: near the
    rim every residual is again near the rim. `progress(done, total)` counts Lloyd steps. float64 inside; the
    codebooks have the points' dtype, and each level is fitted to what the rounded codewords above it leave.
    Equal seed, points and number of threads give equal codebooks.
    Raises: as `make_quantizer`; ShapeError without points; SettingError for sizes or iterations below 1.
    """
    _check(points, sizes, iterations)
    noise = torch.Generator().manual_seed(seed)
    quantizer = make_quantizer(name, [points.new_zeros((size, points.shape[1])) for size in sizes], c=c, scale=scale)
    inner, total = quantizer.residual_c, iterations * len(sizes)
    left = quantizer.to_scaled(project(points.double(), c=c))
    for level, book in enumerate(quantizer.codebooks):

        def report(step: int, done: int = level * iterations) -> None:
            if progress is not None:
                progress(done + step, total)

        found = kmeans(left, len(book), c=inner, noise=noise, iterations=iterations, report=report)
        book.copy_(project(found.to(book.dtype), c=inner))
        exact = book.double()
        left = quantizer.residual(left, exact[nearest(left, exact, c=inner)])
    return quantizer


@torch.no_grad()
def reseed_dead(
    quantizer: ResidualQuantizer,
    points: Float[Tensor, "n d"],
    usage: Sequence[Int[Tensor, " _"]],
    *,
    generator: torch.Generator,
) -> int:
    """Move every codeword that `usage` counts 0 for onto a random residual of its own level. Returns how many moved.

    For joint training: call it now and then with the counts since the last call, and stop some time before the end.
    Residuals are those of at most SAMPLE random points (original coordinates), so the cost does not grow with n.
    """
    dead = [torch.nonzero(counts == 0)[:, 0] for counts in usage]
    if not any(len(rows) for rows in dead):
        return 0
    order = torch.randperm(len(points), generator=generator, device=generator.device)[:SAMPLE].to(points.device)
    residuals, moved = quantizer.residuals(points[order]), 0
    for book, rows, left in zip(quantizer.codebooks, dead, residuals, strict=False):
        drawn = torch.randperm(len(order), generator=generator, device=generator.device)[: len(rows)].to(left.device)
        book[rows[: len(drawn)]] = project(left[drawn], c=quantizer.residual_c)
        moved += len(drawn)
    return moved


def usage(tokens: Int[Tensor, " n"], size: int) -> Int[Tensor, " size"]:
    """How often each codeword of a level of `size` is used by `tokens`, one column of the codes."""
    return torch.bincount(tokens, minlength=size)


def perplexity(counts: Int[Tensor, " size"]) -> float:
    """e^entropy of the usage: how many codewords would be in use if all were used equally. 0 for no counts at all."""
    if int(counts.sum()) == 0:
        return 0.0
    share = counts[counts > 0].double() / counts.sum()
    return float(torch.exp(-(share * share.log()).sum()))


def _check(points: Tensor, sizes: Sequence[int], iterations: int) -> None:
    if points.ndim != 2 or len(points) == 0:
        raise ShapeError("Points to fit", tuple(points.shape), "(n, d) with n at least 1")
    if iterations < 1:
        raise SettingError("The number of iterations", iterations, "at least 1")
    if min(sizes, default=1) < 1:
        raise SettingError("The size of a codebook", min(sizes), "at least 1")
