"""Hyperbolic residual quantization as first published: the codeword is subtracted on the right."""

from collections.abc import Sequence
from functools import partial, reduce

from jaxtyping import Float
from torch import Tensor

from hrq.geometry.poincare import mobius_add, right_residual
from hrq.quantize.base import BallQuantizer


class HyperbolicQuantizer(BallQuantizer):
    """Residual r ⊖ q, reconstruction folded from the left. Source: arXiv 2505.12404.

    Decoding is not the inverse of encoding: (r ⊖ q) ⊕ q is not r, so the reconstruction keeps an error that the
    residuals do not show. Kept as it is, because that is what it is compared for.
    """

    name = "hrq"

    def residual(self, r: Float[Tensor, "n d"], q: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """r ⊕ (−q)."""
        return right_residual(r, q, c=self.c)

    def fold(self, codewords: Sequence[Float[Tensor, "n d"]]) -> Float[Tensor, "n d"]:
        """((q₁ ⊕ q₂) ⊕ …) ⊕ q_N."""
        return reduce(partial(mobius_add, c=self.c), codewords)
