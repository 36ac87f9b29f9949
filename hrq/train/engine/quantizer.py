"""The quantizer's part in training: its start, its losses, and the fit when the points are final."""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from hrq.geometry.poincare import expmap0
from hrq.quantize import ResidualQuantizer, make_quantizer
from hrq.quantize.codebook import fit
from hrq.runs.config import Settings

MOST = 1e3  # beyond it a hierarchy is too small or too tightly packed for a scale to mean anything
JOIN_ITERATIONS = 10  # Lloyd steps a level where the quantizer joins a training that goes on
HALF_WAY = 0.5  # the median radius that the ball's quantizers work best at, as a share of the ball's


def working_scale(tangents: Tensor, settings: Settings) -> float:
    """s, so that exp0(s·v) has a median radius of one half: near the rim every residual is again near the rim.

    Only for quantizers that take residuals on the ball; the others do not care. Source: arXiv 2609.26342, A.5.
    """
    if settings.quantizer not in ("hrq", "ghrq") or settings.curvature == 0 or settings.preset == "paper":
        return 1.0
    lengths = tangents.detach().norm(dim=-1)
    lengths = lengths[lengths > 0]  # roots may lie exactly at the origin
    if len(lengths) == 0:
        return 1.0
    scale = math.atanh(HALF_WAY) / (math.sqrt(settings.curvature) * float(lengths.median()))
    return min(max(scale, 1 / MOST), MOST)


def fitted_quantizer(
    tangents: Tensor,
    settings: Settings,
    *,
    iterations: int,
    seed: int,
    report: Callable[[int, int], None] | None = None,
) -> ResidualQuantizer:
    """Codebooks by stage-wise k-means on the points as they are now."""
    return fit(
        settings.quantizer,
        expmap0(tangents.detach(), c=settings.curvature),
        c=settings.curvature,
        scale=working_scale(tangents, settings),
        sizes=settings.sizes,
        seed=seed,
        iterations=iterations,
        progress=report,
    )


def random_quantizer(tangents: Tensor, settings: Settings) -> ResidualQuantizer:
    """The published start: random directions, radii uniform in (0, ½) of the ball's (of 1 in the plane)."""
    noise = torch.Generator().manual_seed(settings.seed + 1)
    limit = 0.5 / math.sqrt(settings.curvature) if settings.curvature > 0 else 0.5
    books = []
    for size in settings.sizes:
        direction = torch.randn(size, settings.dimension, generator=noise, dtype=torch.float64)
        radius = torch.rand(size, 1, generator=noise, dtype=torch.float64) * limit
        books.append((direction / direction.norm(dim=-1, keepdim=True) * radius).to(tangents))
    return make_quantizer(settings.quantizer, books, c=settings.curvature)


def quantizer_loss(quantizer: nn.Module, points: Tensor, settings: Settings) -> tuple[Tensor, Tensor]:
    """Codebook + β · commitment loss of points (b, d), and their codes (b, N)."""
    quantized = quantizer(points, straight_through=settings.straight_through)
    return quantized.losses["codebook"] + settings.commitment * quantized.losses["commitment"], quantized.codes
