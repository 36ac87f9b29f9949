"""What every training has, of a table of points or of an encoder: how far it is, and a quantizer that joins later."""

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from hrq.quantize import ResidualQuantizer
from hrq.runs.config import Settings
from hrq.train.engine.group import Group
from hrq.train.engine.optimizers import codebook_optimizer


@dataclass(kw_only=True)
class Learning:
    """From the end of the burn-in on there is a quantizer too, with its optimizer and its usage."""

    step: int = 0
    seconds: float = 0.0
    quantizer: ResidualQuantizer | None = None
    replica: nn.Module | None = None  # the quantizer as its group calls it in training
    codebook_optimizer: Optimizer | None = None
    usage: list[Tensor] = field(default_factory=list)  # of each codeword, since dead ones were last looked for


def add_quantizer(
    state: Learning, quantizer: ResidualQuantizer, settings: Settings, group: Group | None = None
) -> None:
    """Let a quantizer join, with an optimizer and empty counts."""
    state.quantizer = quantizer
    state.replica = (group or Group()).replica(quantizer)
    state.codebook_optimizer = codebook_optimizer(quantizer, settings)
    device = quantizer.codebooks[0].device
    state.usage = [torch.zeros(size, dtype=torch.int64, device=device) for size in settings.sizes]
