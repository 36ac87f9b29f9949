"""The hyperboloid beside the ball, and the means of points: Lorentz centroid and Karcher step.

Sources: Nickel and Kiela 2018 (the two models); Law et al. 2019 (the Lorentz centroid); Ungar 2005 (the Einstein
midpoint, which is the same point).
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from hrq.errors import SettingError
from hrq.geometry.poincare import expmap, gap, left_residual, logmap, mobius_add, project, radius


def lift(x: Float[Tensor, "*batch d"], *, c: float) -> Float[Tensor, "*batch d_plus_1"]:
    """The ball's point on the hyperboloid −X₀² + |X'|² = −1/c: X₀ = (1 + c|x|²)/(√c α_x), X' = 2x/α_x.

    Shapes (…, d) → (…, d+1), time first. Raises SettingError for c = 0: the plane has no hyperboloid.
    """
    root, gap_x = _root(c), gap(x, c=c)
    return torch.cat([(2 - gap_x) / root, 2 * x], dim=-1) / gap_x


def lower(lifted: Float[Tensor, "*batch d_plus_1"], *, c: float) -> Float[Tensor, "*batch d"]:
    """The inverse of `lift`: x = X' / (1 + √c X₀). Shapes (…, d+1) → (…, d)."""
    return project(lifted[..., 1:] / (1 + _root(c) * lifted[..., :1]), c=c)


def centroid(
    points: Float[Tensor, "*batch n d"], weights: Float[Tensor, "*#batch n"] | None = None, *, c: float
) -> Float[Tensor, "*batch d"]:
    """The Lorentz centroid: the (weighted) sum of the lifted points, brought back to the hyperboloid.

    It minimizes Σ w (cosh(√c d(μ, x)) − 1), so it leans less to the origin than the mean of squared distances does.
    Isometries carry it along; it is therefore taken a second time as seen from the first result, which brings back the
    digits that a sum near the rim loses. The mean for c = 0. Shapes: (…, n, d) and (…, n), n ≥ 1; weights ≥ 0.
    """
    radius(c)
    share = torch.ones_like(points[..., 0]) if weights is None else weights.expand(points.shape[:-1])
    first = _centroid(points, share, c)
    rest = _centroid(left_residual(points, first[..., None, :], c=c), share, c)
    return mobius_add(first, rest, c=c)


def centroid_of_sums(
    time: Float[Tensor, "*batch 1"], space: Float[Tensor, "*batch d"], weight: Float[Tensor, "*batch 1"], *, c: float
) -> Float[Tensor, "*batch d"]:
    """The centroid from sums over points: time Σw(1 + c|x|²)/α_x, space Σ2wx/α_x, weight Σw.

        μ = space / (time + √(time² − c|space|²))

    time² − c|space|² is at least weight² (cosh of every distance is at least 1), and is not let below it.
    """
    inner = time.square() - c * space.square().sum(dim=-1, keepdim=True)
    return project(space / (time + torch.maximum(inner, weight.square()).sqrt()), c=c)


def karcher_step(
    centre: Float[Tensor, "*batch d"], points: Float[Tensor, "*batch n d"], *, c: float
) -> Float[Tensor, "*batch d"]:
    """One step towards the Fréchet mean, which minimizes Σ d(μ, x)²: exp_μ(mean of log_μ(x)). Exact for c = 0."""
    return expmap(centre, logmap(centre[..., None, :], points, c=c).mean(dim=-2), c=c)


def _centroid(points: Tensor, share: Tensor, c: float) -> Tensor:
    gaps, share = gap(points, c=c), share[..., None]
    time, space = share * (2 - gaps) / gaps, 2 * share * points / gaps
    return centroid_of_sums(time.sum(dim=-2), space.sum(dim=-2), share.sum(dim=-2), c=c)


def _root(c: float) -> float:
    if radius(c) == math.inf:
        raise SettingError("The curvature c", c, "greater than 0 (the plane has no hyperboloid)")
    return math.sqrt(c)
