"""The contrastive loss: a node is nearer to its ancestors than to anything else.

    L(u, v) = −log [ e^(−d(u,v)/T) / ( e^(−d(u,v)/T) + Σ_w e^(−d(u,w)/T) [+ 1] ) ]

w runs over the negatives that are neither u nor ancestors of u; the 1 is the published self term, e^(−d(u,u)/T).
Source: arXiv 2505.12404; the temperature T is ours (T = 1 there).
"""

from typing import Any

import torch
from torch import Tensor

from hrq.geometry.poincare import distance

TINY = {torch.float32: 1e-38, torch.float64: 1e-300}
CLOSEST = {torch.float32: 1e-4, torch.float64: 1e-9}  # below it cosh d − 1 is rounding noise, and its slope infinite


class _SharedMass(torch.autograd.Function):
    """Σ_w e^(−k·arcosh C(u,w)) for lifted u (b, d+1) and w (m, d+1), C = −<u, w> the Lorentz product.

    Written by hand because one saved (b, m) matrix then does where autograd keeps six: half the time of a step.
    """

    @staticmethod
    def forward(ctx: Any, u: Tensor, w: Tensor, rows: Tensor, columns: Tensor, k: float) -> Tensor:
        flipped = torch.cat([u[:, :1], -u[:, 1:]], dim=1)
        cosh = torch.mm(flipped, w.T).clamp_min_(1 + CLOSEST[u.dtype])
        sinh = torch.sqrt(cosh * cosh - 1)
        mass = cosh.add_(sinh).log_().mul_(-k).exp_()
        mass[rows, columns] = 0
        ctx.k = k
        ctx.save_for_backward(flipped, w, torch.div(mass, sinh, out=sinh))
        return mass.sum(dim=1)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None, None]:
        flipped, w, slope = ctx.saved_tensors
        slope = slope * (grads[0] * -ctx.k)[:, None]
        to_u = slope @ w
        return torch.cat([to_u[:, :1], -to_u[:, 1:]], dim=1), slope.T @ flipped, None, None, None


def lift_tangents(v: Tensor, *, c: float) -> Tensor:
    """Tangent vectors at 0 (n, d) → the unit hyperboloid (n, d+1): (cosh 2√c|v|, sinh(2√c|v|)·v/|v|).

    Exact at every radius, unlike a lift of the rounded point: nothing close to 1 is subtracted from 1.
    """
    length = (4 * c * v.square().sum(dim=-1, keepdim=True)).clamp_min(1e-24).sqrt()
    return torch.cat([torch.cosh(length), torch.sinh(length) / length * (2 * c**0.5) * v], dim=-1)


def shared_mass(u: Tensor, w: Tensor, false: tuple[Tensor, Tensor], *, c: float, temperature: float) -> Tensor:
    """Σ_w e^(−d(u,w)/T) for tangent vectors u (b, d) against shared negatives w (m, d) → (b,)."""
    rows, columns = false
    if c > 0:
        lifted = lift_tangents(u, c=c), lift_tangents(w, c=c)
        mass: Tensor = _SharedMass.apply(*lifted, rows, columns, 1 / (temperature * c**0.5))  # type: ignore[no-untyped-call]
        return mass
    squares = u.square().sum(-1)[:, None] - 2 * u @ w.T + w.square().sum(-1)[None]
    mass = torch.exp(-2 / temperature * squares.clamp_min(1e-12).sqrt())
    return mass.index_put((rows, columns), torch.zeros((), dtype=u.dtype, device=u.device)).sum(dim=1)


def private_mass(u: Tensor, w: Tensor, false: Tensor, *, c: float, temperature: float) -> Tensor:
    """Σ_w e^(−d(u,w)/T) for points u (b, d), each with w of its own (b, m, d); `false` (b, m) are left out."""
    mass = torch.exp(-distance(u[:, None], w, c=c) / temperature)
    return torch.where(false, 0, mass).sum(dim=1)


def contrastive_loss(apart: Tensor, mass: Tensor, *, temperature: float, self_term: bool) -> Tensor:
    """Mean loss from the positives' distances (b,) and the mass of their negatives (b,)."""
    logit = apart / temperature
    others = (mass + 1 if self_term else mass).clamp_min(TINY[mass.dtype]).log()
    return (torch.logaddexp(-logit, others) + logit).mean()
