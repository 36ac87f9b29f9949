"""What codes and codebooks are like: how many are different, how evenly codewords are used, how far they miss."""

import numpy as np
import torch
from torch import Tensor

from hrq.data.hierarchy.links import Ints
from hrq.geometry.hyperboloid import centroid
from hrq.geometry.poincare import distance
from hrq.quantize import ResidualQuantizer
from hrq.quantize.codebook import perplexity, usage


def unique_share(codes: Ints) -> float:
    """Different codes as a share of the nodes; 1 where every node has a code of its own.

    >>> unique_share(np.array([[0, 0], [0, 1], [0, 1], [1, 0]]))
    0.75
    """
    return len(np.unique(codes, axis=0)) / len(codes)


def perplexities(codes: Ints, sizes: tuple[int, ...]) -> list[float]:
    """Perplexity of each level's usage: e^entropy, between 1 and the level's codewords.

    >>> perplexities(np.array([[0, 0], [0, 1], [1, 2], [1, 3]]), (4, 4))
    [2.0, 4.0]
    """
    return [perplexity(usage(torch.from_numpy(codes[:, level]), size)) for level, size in enumerate(sizes)]


def used_codewords(codes: Ints) -> list[int]:
    """How many codewords of each level are used at all.

    >>> used_codewords(np.array([[0, 0], [0, 1], [1, 2]]))
    [2, 3]
    """
    return [len(np.unique(column)) for column in codes.T]


def relative_errors(
    quantizer: ResidualQuantizer, points: Tensor, codes: Ints, *, c: float, scaled: bool = False
) -> list[float]:
    """Mean d(ẑ_i, z)² / mean d(μ, z)² after each level i; μ is the points' centroid.

    0 is exact, 1 no better than one point for all. Distances are the run's own (Euclidean where c = 0), between
    original coordinates, or between those that the quantizer works in, and with its distance, if `scaled`.

    >>> from hrq.quantize import make_quantizer
    >>> books = [torch.tensor([[1.0, 0.0], [-1.0, 0.0]]), torch.tensor([[0.0, 0.5], [0.0, -0.5]])]
    >>> points = torch.tensor([[1.0, 0.5], [-1.0, -0.5]])
    >>> errors = relative_errors(make_quantizer("rq", books, c=0.0), points, np.array([[0, 0], [1, 1]]), c=0.0)
    >>> [round(error, 3) for error in errors]
    [0.2, 0.0]
    """
    exact, partial = points.double(), quantizer.partial_reconstructions(codes).double()
    if scaled:
        c = quantizer.residual_c
        exact, partial = quantizer.to_scaled(exact), torch.stack([quantizer.to_scaled(one) for one in partial])
    spread = distance(centroid(exact, c=c)[None], exact, c=c).square().mean()
    return [float(distance(one, exact, c=c).square().mean() / spread) for one in partial]


def radius_quantiles(points: Tensor, *, c: float) -> list[float]:
    """The 5, 50 and 95 % quantiles of the points' radius, as a share of the ball's (c = 0: lengths).

    >>> points = torch.tensor([[0.1, 0.0], [0.0, 0.5], [0.9, 0.0]], dtype=torch.float64)
    >>> [round(one, 3) for one in radius_quantiles(points, c=1.0)]
    [0.14, 0.5, 0.86]
    """
    radii = points.double().norm(dim=-1) * (c**0.5 if c > 0 else 1.0)
    return [float(one) for one in torch.quantile(radii, torch.tensor([0.05, 0.5, 0.95], dtype=torch.float64))]
