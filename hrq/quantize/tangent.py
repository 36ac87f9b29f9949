"""Euclidean residual quantization of log₀(x): the baseline that neither paper has."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from hrq.geometry.poincare import expmap0, logmap0
from hrq.quantize.base import ResidualQuantizer


class TangentQuantizer(ResidualQuantizer):
    """The ball outside, the plane inside: residual r − q in the tangent space at the origin, expmap0 of the sum.

    Scaled coordinates are tangent vectors, s log₀ x; distances between them are 2|v − w|, as the ball measures at 0.
    """

    name = "tangent"

    @property
    def residual_c(self) -> float:
        """0: a tangent space is flat."""
        return 0.0

    def to_scaled(self, points: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """s log₀ x."""
        return self.scale * logmap0(points, c=self.c)

    def from_scaled(self, points: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """exp₀(v/s)."""
        return expmap0(points / self.scale, c=self.c)

    def residual(self, r: Float[Tensor, "n d"], q: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """r − q."""
        return r - q

    def fold(self, codewords: Sequence[Float[Tensor, "n d"]]) -> Float[Tensor, "n d"]:
        """q₁ + q₂ + … + q_N, still in the tangent space."""
        return torch.stack(list(codewords)).sum(dim=0)
