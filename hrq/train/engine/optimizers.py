"""Optimizers: of the table in the tangent space at 0, of codebooks on the ball, and how their rates fall.

`LocalAdam` is Adam for tangent vectors at 0 that measures steps where the point lies, not where the vector is written.
Far out, a small turn of a tangent vector v sweeps its point along the rim: with r = √c|v| the ball's length of a step
dv is 2|dv| along v, and 2|dv| · sinh(2r)/(2r) across it. Gradients are divided by these factors, Adam's moments are
kept of the result, and steps are divided by them again, so that a rate is a hyperbolic length everywhere.
"""

from collections.abc import Iterable

import geoopt
import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from hrq.quantize import ResidualQuantizer
from hrq.runs.config import Settings
from hrq.train.engine.table import Table

STRAIGHT = 1e-6  # below this r, sinh(2r)/(2r) is 1 in any number format


def table_optimizer(table: Table, settings: Settings) -> Optimizer:
    """The table's parameters are tangent vectors, so their optimizer is Euclidean."""
    if settings.optimizer == "sgd":
        return torch.optim.SGD(table.parameters(), lr=settings.learning_rate)
    if settings.optimizer == "local":
        return LocalAdam(table.parameters(), lr=settings.learning_rate, c=settings.curvature)
    return torch.optim.Adam(table.parameters(), lr=settings.learning_rate, fused=True)


def codebook_optimizer(quantizer: ResidualQuantizer, settings: Settings) -> Optimizer:
    """geoopt treats a plain parameter as Euclidean and one on the ball as Riemannian."""
    kind = geoopt.optim.RiemannianSGD if settings.optimizer == "sgd" else geoopt.optim.RiemannianAdam
    optimizer: Optimizer = kind(list(quantizer.parameters()), lr=settings.codebook_rate)
    return optimizer


def set_rate(optimizer: Optimizer, rate: float) -> None:
    """Set the learning rate of every group."""
    for group in optimizer.param_groups:
        group["lr"] = rate


def rate_share(step: int, steps: int, settings: Settings) -> float:
    """Share of the full rate: flat until `decay_from`, then linear to zero."""
    left = (steps - step) / max(1.0, steps * (1 - settings.decay_from))
    return min(1.0, left)


class LocalAdam(Optimizer):
    """Adam in the frame of each point of a (n, d) table; `c` is the curvature."""

    def __init__(self, parameters: Iterable[nn.Parameter], lr: float, *, c: float) -> None:
        super().__init__(parameters, {"lr": lr, "betas": (0.9, 0.999), "eps": 1e-8})
        self.c = c

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Take one step with the gradients there are; a row whose gradient is zero stays where it is."""
        for group in self.param_groups:
            for vectors in group["params"]:
                if vectors.grad is not None:
                    vectors.sub_(self._move(vectors, vectors.grad, group))

    def _move(self, vectors: Tensor, grad: Tensor, group: dict[str, object]) -> Tensor:
        along, across = self._split(vectors)
        felt = _scaled(grad, along, across)
        state = self.state[vectors]
        if not state:
            state["step"] = torch.zeros((), dtype=torch.float64)
            state["exp_avg"], state["exp_avg_sq"] = torch.zeros_like(vectors), torch.zeros_like(vectors[:, :1])
        first, second = group["betas"]  # type: ignore[misc]
        state["step"] += 1
        state["exp_avg"].lerp_(felt, 1 - first)  # type: ignore[has-type]
        # one second moment a point: steps must not depend on how the axes are turned
        state["exp_avg_sq"].lerp_(felt.square().mean(dim=1, keepdim=True), 1 - second)  # type: ignore[has-type]
        count = float(state["step"])
        size = (state["exp_avg_sq"] / (1 - second**count)).sqrt() + group["eps"]  # type: ignore[has-type]
        step = float(group["lr"]) / (1 - first**count) * state["exp_avg"] / size  # type: ignore[arg-type, has-type]
        return _scaled(torch.where(grad.abs().sum(1, keepdim=True) > 0, step, 0), along, across)

    def _split(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        """The direction (n, d) of each vector, and by how much a step across it is longer than one along it (n, 1)."""
        length = vectors.norm(dim=1, keepdim=True)
        r = 2 * self.c**0.5 * length
        longer = torch.where(r > STRAIGHT, torch.sinh(r) / r.clamp_min(STRAIGHT), 1)
        return vectors / length.clamp_min(1e-300), longer


def _scaled(step: Tensor, along: Tensor, longer: Tensor) -> Tensor:
    """Divide the parts of (n, d) along and across each vector by the lengths (2 and 2 · `longer`) of their units."""
    part = (step * along).sum(dim=1, keepdim=True) * along
    return (part + (step - part) / longer) / 2
