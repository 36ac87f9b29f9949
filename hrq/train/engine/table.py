"""The table of points: tangent vectors at the origin, mapped to the ball by expmap0 where they are read."""

import math

import numpy as np
import torch
from torch import Tensor, nn

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.geometry.poincare import expmap0
from hrq.layouts.cones import Cones, cone_tangents
from hrq.layouts.sectors import sector_angles
from hrq.runs.config import Settings

START = Cones(inner=1.2, outer=2.0)  # longer edges than a picture needs, so that parents are the nearest: training.md


def start_vectors(hierarchy: Hierarchy, settings: Settings) -> Tensor:
    """Where the points start, (n, d) float64: random, by cones, or each in its sector and farther out the deeper.

    In the plane points cannot pass one another, and a random order of directions stays in the picture as a tangle;
    sectors of the true hierarchy give a readable one, and the same precision in the end (docs/training.md).
    """
    if settings.start == "cones":
        return torch.from_numpy(cone_tangents(hierarchy, START)) / math.sqrt(settings.curvature)
    if settings.start == "sectors":
        angles = torch.from_numpy(sector_angles(hierarchy))
        depth = torch.from_numpy(hierarchy.depth.astype(np.float64))
        lengths = settings.start_radius * depth / depth.max().clamp_min(1)
        return lengths[:, None] * torch.stack([angles.cos(), angles.sin()], dim=-1)
    noise = torch.Generator().manual_seed(settings.seed)
    start = torch.randn(len(hierarchy), settings.dimension, generator=noise, dtype=torch.float64)
    return start * settings.start_radius / math.sqrt(settings.dimension)


class Table(nn.Module):
    """One tangent vector at 0 a node, (n, d). Plain Euclidean parameters: the ball enters through expmap0.

    A table on the ball itself would need its gradients rescaled by Riemannian optimizers row by row; in the tangent
    space a dense Adam does, and a cap on the length keeps every point off the rim.
    """

    def __init__(self, start: Tensor, settings: Settings) -> None:
        super().__init__()
        self.sparse = False  # whether gradients name the rows that were read, for a group that gathers them
        self.c = settings.curvature
        dtype = torch.float64 if settings.dtype == "float64" else torch.float32
        self.longest = longest_tangent(settings)
        self.vectors = nn.Parameter(start.to(dtype))
        self.cap()

    def tangents(self, nodes: Tensor) -> Tensor:
        """Rows of the table, (b, d); the backward adds up repeated rows in a fixed order."""
        return nn.functional.embedding(nodes, self.vectors, sparse=self.sparse)

    def points(self) -> Tensor:
        """All points on the ball (n, d), detached."""
        return expmap0(self.vectors.detach(), c=self.c)

    @torch.no_grad()
    def cap(self) -> None:
        """Shorten tangent vectors that left the capped ball."""
        if math.isfinite(self.longest):
            length = self.vectors.norm(dim=-1, keepdim=True)
            self.vectors.mul_((self.longest / length.clamp_min(1e-12)).clamp_max(1))


def longest_tangent(settings: Settings) -> float:
    """The tangent length whose point lies at the radius cap; infinite in the plane."""
    if settings.curvature == 0:
        return math.inf
    return math.atanh(settings.radius_cap) / math.sqrt(settings.curvature)
