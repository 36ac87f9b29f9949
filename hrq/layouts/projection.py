"""From d dimensions to the disk: tangent PCA at the origin.

A projection is a mean and two orthonormal directions in the tangent space at 0; applying it to any points of the
same ball (codewords too) puts them in the same picture. Source: tangent PCA, Fletcher et al. 2004, at the origin
instead of the Fréchet mean so that the centre of the picture stays the centre of the ball.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from hrq.geometry.poincare import logmap0


@dataclass(frozen=True, eq=False)
class TangentProjection:
    """Orthonormal directions (2, d) in the tangent space at 0, and what share of the spread they keep."""

    directions: Tensor
    kept: float


def identity_projection() -> TangentProjection:
    """Two dimensions as they are."""
    return TangentProjection(torch.eye(2, dtype=torch.float64), 1.0)


def tangent_pca(points: Tensor, *, c: float) -> TangentProjection:
    """The two directions of largest spread of logmap0(points), in float64.

    Shapes: (n, d) with d ≥ 2. Signs are fixed (the largest entry of each direction is positive), so that the same
    points always give the same picture. Second moments about the origin, not the mean: the centre stays put.
    """
    tangents = logmap0(points.double(), c=c)
    moments = tangents.T @ tangents
    values, vectors = torch.linalg.eigh(moments)
    directions = vectors.flip(-1)[:, :2].T.contiguous()
    largest = directions.gather(1, directions.abs().argmax(dim=1, keepdim=True))
    return TangentProjection(directions * largest.sign(), float(values[-2:].sum() / values.sum().clamp_min(1e-300)))


def disk_unit(points: Tensor, *, c: float) -> float:
    """What the disk's radius is in the ball's coordinates: the rim, or in the plane the farthest point."""
    return c**-0.5 if c > 0 else float(points.norm(dim=-1).max().clamp_min(1e-9))
