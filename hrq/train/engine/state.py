"""Everything that changes while points are trained on a hierarchy, and its checkpoint."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.optim import Optimizer

from hrq.runs.config import Settings
from hrq.train.engine.checkpoint import checkpoint_of, restore, write_checkpoint
from hrq.train.engine.group import Group
from hrq.train.engine.learning import Learning
from hrq.train.engine.optimizers import table_optimizer
from hrq.train.engine.table import Table


@dataclass
class TrainingState(Learning):
    """The table and its optimizer, beside what every training has."""

    table: Table
    table_optimizer: Optimizer


def new_state(start: Tensor, settings: Settings, device: torch.device, group: Group | None = None) -> TrainingState:
    """The state before the first step, with the points at `start` (n, d) in the tangent space at 0."""
    table = Table(start, settings).to(device)
    table.sparse = group is not None and group.size > 1
    return TrainingState(table, table_optimizer(table, settings))


def save_checkpoint(folder: Path, state: TrainingState) -> None:
    """Write `checkpoint.safetensors` atomically."""
    write_checkpoint(folder, state, {"vectors": state.table.vectors}, {"table": state.table_optimizer})


def load_checkpoint(
    folder: Path, nodes: int, settings: Settings, device: torch.device, group: Group | None = None
) -> TrainingState:
    """The state of a checkpoint; raises BrokenRunError where it does not fit the settings."""
    with checkpoint_of(folder) as stored:
        state = new_state(stored.tensors["vectors"], settings, device, group)
        restore(state, stored, {"table": state.table_optimizer}, settings, device, group)
        if state.table.vectors.shape != (nodes, settings.dimension):
            raise ValueError(f"points of shape {tuple(state.table.vectors.shape)}")
        return state
