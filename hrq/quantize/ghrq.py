"""Geometry-aware hyperbolic residual quantization: residuals from the left, reconstruction from the right; exact."""

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor

from hrq.geometry.poincare import left_residual, mobius_add
from hrq.quantize.base import BallQuantizer
from hrq.quantize.straight_through import transport_back


class GeometryAwareQuantizer(BallQuantizer):
    """Residual (−q) ⊕ r, reconstruction q₁ ⊕ (q₂ ⊕ (… ⊕ q_N)). Source: arXiv 2609.26342.

    By left cancellation q ⊕ ((−q) ⊕ r) = r, codewords and the last residual spell the point exactly, and the distance
    of a residual to the origin is the distance of that prefix's reconstruction to the point.
    Residuals are detached after each level, codewords before they are folded: what reaches a point is the first
    level's commitment and the reconstruction's gradient, transported back from ẑ to z.
    """

    name = "ghrq"

    def residual(self, r: Float[Tensor, "n d"], q: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """(−q) ⊕ r."""
        return left_residual(r, q, c=self.c)

    def fold(self, codewords: Sequence[Float[Tensor, "n d"]]) -> Float[Tensor, "n d"]:
        """q₁ ⊕ (q₂ ⊕ (… ⊕ q_N)), from the last codeword inwards."""
        *rest, point = codewords
        for codeword in reversed(rest):
            point = mobius_add(codeword, point, c=self.c)
        return point

    def _pass_on(self, r: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
        return q, self.residual(r.detach(), q)

    def _aggregate(self, z: Tensor, codewords: Sequence[Tensor], straight_through: str) -> Tensor:
        return transport_back(z, self.fold(codewords), c=self.c, factor=straight_through)
