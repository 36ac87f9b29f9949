r"""HoroPCA to two dimensions: a projection along horospheres, chosen so that points stay as far apart as they can.

Two ideal points p₁ ⟂ p₂ on the ball's rim span a disk through the middle. A point goes to where that disk has the same
Busemann functions to both, where the same two horospheres meet; of the two such places, the one on the middle's side of
the geodesic from p₁ to p₂. It lies as far from that geodesic as before: it was turned around it. Points of the disk on
that side stay where they are, and no distance grows. With e_i = exp B_i = |x − p_i|² / (1 − |x|²) the place on the
hyperboloid (t, a, b) follows from t − a = e₁, t − b = e₂, t² − a² − b² = 1:

    r = √(2 e₁ e₂ − 1),   a = e₂ − r,   b = e₁ − r,   t = e₁ + e₂ − r

(+r is the mirror image). Written from the idea of Chami, Gu, Nguyen and Ré, HoroPCA (2021); the closed form, the
restarts and the middle as base point, so that the picture's middle is the ball's, are ours. geoopt has none of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from hrq.geometry.poincare import gap, pairwise_distance, project
from hrq.layouts.projection import tangent_pca

SAMPLE, BATCH, STEPS, STARTS, RATE = 2000, 384, 150, 8, 0.05


@dataclass(frozen=True, eq=False)
class HoroProjection:
    """Two orthonormal ideal points (2, d), float64, and what share of the mean squared distance they keep."""

    ideals: Tensor
    kept: float = float("nan")


def horo_project(points: Tensor, projection: HoroProjection, *, c: float) -> Tensor:
    """Points (…, d) of the ball of curvature −c in the unit disk (…, 2), float64."""
    return _horo_project(points.detach().double(), projection.ideals.double(), c)


def _horo_project(points: Tensor, ideals: Tensor, c: float) -> Tensor:
    x = points * c**0.5
    e = (x[..., None, :] - ideals).square().sum(dim=-1) / gap(x, c=1.0)
    r = (2 * e[..., :1] * e[..., 1:] - 1).clamp_min(1e-12).sqrt()
    on_sheet = e.flip(-1) - r
    t = e.sum(dim=-1, keepdim=True) - r
    return project(on_sheet / (1 + t), c=1.0)


def horopca(
    points: Tensor,
    *,
    c: float,
    seed: int = 0,
    sample: int = SAMPLE,
    steps: int = STEPS,
    starts: int = STARTS,
    tick: Callable[[int, int], None] | None = None,
) -> HoroProjection:
    """The ideal points with the largest mean squared distance between projections, found on a seeded sample.

    Gradient ascent (Adam) from several starts: tangent PCA's plane turned by quarters, then random planes; the best on
    the whole sample wins. Shapes: (n, d), d ≥ 2, c > 0. `tick(done, total)` is called after every step.
    """
    noise = torch.Generator().manual_seed(seed)
    chosen = torch.from_numpy(np.random.default_rng(seed).permutation(len(points))[:sample].copy())
    some = points.detach().double()[chosen]
    best, record = torch.eye(2, some.shape[1], dtype=torch.float64), -1.0
    for number in range(starts):
        ideals = _climb(some, _start(some, number, c, noise), steps, c, noise, number, starts, tick)
        spread = float(_spread(_horo_project(some, ideals, c), 1.0))
        if spread > record:
            best, record = ideals, spread
    whole = float(_spread(some, c)) * c  # in the unit of the picture's distance
    return HoroProjection(best, record / whole if whole > 0 else 1.0)


def _climb(
    some: Tensor,
    start: Tensor,
    steps: int,
    c: float,
    noise: torch.Generator,
    number: int,
    starts: int,
    tick: Callable[[int, int], None] | None,
) -> Tensor:
    free = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([free], lr=RATE)
    for step in range(steps):
        rows = torch.randint(len(some), (min(BATCH, len(some)),), generator=noise)
        loss = -_spread(_horo_project(some[rows], _orthonormal(free), c), 1.0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if tick is not None:
            tick(number * steps + step + 1, starts * steps)
    return _orthonormal(free.detach())


def _start(some: Tensor, number: int, c: float, noise: torch.Generator) -> Tensor:
    if number >= 4:
        return torch.randn(2, some.shape[1], generator=noise, dtype=torch.float64)
    first, second = tangent_pca(some, c=c).directions
    return torch.stack(((first, second), (second, -first), (-first, -second), (-second, first))[number])


def _orthonormal(free: Tensor) -> Tensor:
    """Gram–Schmidt: the first direction stays, the second is turned off it."""
    first = free[0] / free[0].norm()
    second = free[1] - (free[1] @ first) * first
    return torch.stack([first, second / second.norm()])


def _spread(points: Tensor, c: float) -> Tensor:
    """Mean squared distance between all pairs."""
    return pairwise_distance(points, points, c=c).square().mean()
