"""Euclidean residual quantization: read this first."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from hrq.errors import SettingError
from hrq.quantize.base import ResidualQuantizer


class EuclideanQuantizer(ResidualQuantizer):
    """Residual r − q, reconstruction the sum. Only for c = 0.

    With the identity straight-through the residuals' Jacobian vanishes: of the commitments only the first level's
    reaches the points, beside one copy of the reconstruction's gradient.
    """

    name = "rq"

    def __init__(self, codebooks: Sequence[Tensor], *, c: float = 0.0, scale: float = 1.0) -> None:
        if c != 0:
            raise SettingError("The curvature c of the Euclidean quantizer rq", c, "0 (on the ball use tangent)")
        super().__init__(codebooks, c=c, scale=scale)

    def residual(self, r: Float[Tensor, "n d"], q: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """r − q."""
        return r - q

    def fold(self, codewords: Sequence[Float[Tensor, "n d"]]) -> Float[Tensor, "n d"]:
        """q₁ + q₂ + … + q_N."""
        return torch.stack(list(codewords)).sum(dim=0)
