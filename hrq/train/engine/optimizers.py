"""Optimizers: dense Adam or SGD for the table, geoopt's Riemannian ones for codebooks that live on the ball."""

import geoopt
import torch
from torch.optim import Optimizer

from hrq.quantize import ResidualQuantizer
from hrq.runs.config import Settings
from hrq.train.engine.riemannian import LocalAdam
from hrq.train.engine.table import Table


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
