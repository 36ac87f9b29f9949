"""Carrying the reconstruction's gradient back to the point: the one path through `ghrq`'s codes."""

from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from hrq.errors import UnknownNameError
from hrq.geometry.poincare import gap
from hrq.geometry.transport import gyration
from hrq.quantize.names import DISCOUNT, EXACT, OFF, UNIT

Factor = Callable[[Tensor, Tensor], Tensor]  # of α_z and α_ẑ, where λ = 2/α

FACTORS: dict[str, Factor | None] = {
    OFF: None,
    DISCOUNT: lambda gap_z, gap_zhat: gap_z * gap_zhat / 4,
    UNIT: lambda gap_z, gap_zhat: torch.ones_like(gap_z),
    EXACT: lambda gap_z, gap_zhat: gap_zhat / gap_z,
}


def check_factor(factor: str) -> None:
    """Raise UnknownNameError unless `factor` is one of FACTORS."""
    if factor not in FACTORS:
        raise UnknownNameError("straight-through factor", factor, FACTORS)


def transport_back(
    z: Float[Tensor, "n d"], zhat: Float[Tensor, "n d"], *, c: float, factor: str = DISCOUNT
) -> Float[Tensor, "n d"]:
    """ẑ as it is; backward, the gradient g at ẑ is carried along the geodesic to z, and ẑ's own inputs get nothing.

        ∂L/∂z = f · gyr[z, −ẑ] g

    The factor f is `discount`, 1/(λ_ẑ λ_z), as published (¼ for c = 0, next to nothing at the rim); `unit`, 1;
    `exact`, λ_z/λ_ẑ, the differential of the whole transport; `off`, no gradient at all.
    Source: arXiv 2609.26342, section 3 (discounted hyperbolic straight-through); the other factors are ours.
    Raises: UnknownNameError for another factor.
    """
    check_factor(factor)
    weigh = FACTORS[factor]
    if weigh is None:
        return zhat.detach()
    carried: Tensor = _TransportBack.apply(z, zhat.detach(), c, weigh)  # type: ignore[no-untyped-call]
    return carried


class _TransportBack(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, z: Tensor, zhat: Tensor, c: float, weigh: Factor) -> Tensor:
        ctx.save_for_backward(z, zhat)
        ctx.c, ctx.weigh = c, weigh
        return zhat.clone()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None, None]:
        z, zhat = ctx.saved_tensors
        factor = ctx.weigh(gap(z, c=ctx.c), gap(zhat, c=ctx.c))
        return factor * gyration(z, -zhat, gradients[0], c=ctx.c), None, None, None
