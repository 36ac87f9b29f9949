"""Everything that changes while something is trained, and `checkpoint.safetensors`, from which it goes on.

Every training has a `Learning`: how far it is, and a quantizer that joins later. One on a hierarchy has a table of
points beside it, a fit to vectors two networks (`train.vectors.step`). A checkpoint holds what is learnt, the state of
every optimizer, the quantizer with its usage, and how far it is. Never pickled.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from hrq.errors import BrokenRunError
from hrq.quantize import ResidualQuantizer, make_quantizer
from hrq.runs.arrays import read_tensors, write_tensors
from hrq.runs.config import Settings
from hrq.runs.files import CHECKPOINT
from hrq.train.engine.group import Group
from hrq.train.engine.optimizers import codebook_optimizer, table_optimizer
from hrq.train.engine.table import Table


@dataclass(kw_only=True)
class Learning:
    """What every training has; from the end of the burn-in on a quantizer too, with its optimizer and its usage."""

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
    """Write the checkpoint of a training on a hierarchy, atomically."""
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


class Stored(NamedTuple):
    """The content of a checkpoint."""

    tensors: dict[str, Tensor]
    facts: dict[str, Any]


def write_checkpoint(
    folder: Path, state: Learning, learnt: Mapping[str, Tensor], optimizers: Mapping[str, Optimizer]
) -> None:
    """Write what is `learnt` and its optimizers, and all that every training has, atomically."""
    tensors: dict[str, Tensor] = dict(learnt)
    facts: dict[str, Any] = {"step": state.step, "seconds": state.seconds}
    for name, optimizer in optimizers.items():
        _pack(name, optimizer, tensors, facts)
    if state.quantizer is not None and state.codebook_optimizer is not None:
        facts["scale"] = state.quantizer.scale
        tensors |= {f"codebook_{i}": book for i, book in enumerate(state.quantizer.codebooks)}
        tensors |= {f"usage_{i}": counts for i, counts in enumerate(state.usage)}
        _pack("codebook", state.codebook_optimizer, tensors, facts)
    write_tensors(folder / CHECKPOINT, tensors, {"facts": json.dumps(facts)})


@contextmanager
def checkpoint_of(folder: Path) -> Iterator[Stored]:
    """Read a checkpoint; raises BrokenRunError where it does not fit what the block makes of it."""
    path = folder / CHECKPOINT
    tensors, metadata = read_tensors(path)
    try:
        yield Stored(tensors, json.loads(metadata["facts"]))
    except (LookupError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        raise BrokenRunError(path, f"does not fit the settings in config.json ({error})") from error


def restore(
    state: Learning,
    stored: Stored,
    optimizers: Mapping[str, Optimizer],
    settings: Settings,
    device: torch.device,
    group: Group | None = None,
) -> None:
    """Put back how far it was, its optimizers and its quantizer; what is learnt is there already."""
    tensors, facts = stored
    state.step, state.seconds = facts["step"], facts["seconds"]
    for name, optimizer in optimizers.items():
        _unpack(name, optimizer, stored)
    if "codebook_0" in tensors:
        books = [tensors[f"codebook_{i}"] for i in range(settings.levels)]
        quantizer = make_quantizer(settings.quantizer, books, c=settings.curvature, scale=facts["scale"])
        add_quantizer(state, quantizer.to(device), settings, group)
        state.usage = [tensors[f"usage_{i}"].to(device) for i in range(settings.levels)]
        assert state.codebook_optimizer is not None
        _unpack("codebook", state.codebook_optimizer, stored)


def _pack(name: str, optimizer: Optimizer, tensors: dict[str, Tensor], facts: dict[str, Any]) -> None:
    content = optimizer.state_dict()
    numbers: dict[str, Any] = {}
    for row, values in content["state"].items():
        for key, value in values.items():
            if isinstance(value, Tensor):
                tensors[f"{name}/{row}/{key}"] = value
            else:
                numbers[f"{row}/{key}"] = value
    facts[name] = {"numbers": numbers, "group_steps": [group.get("step") for group in content["param_groups"]]}


def _unpack(name: str, optimizer: Optimizer, stored: Stored) -> None:
    content, told = optimizer.state_dict(), stored.facts[name]
    state: dict[int, dict[str, Any]] = {}
    found: dict[str, Any] = {key: value for key, value in stored.tensors.items() if key.startswith(f"{name}/")}
    found |= {f"{name}/{key}": value for key, value in told["numbers"].items()}
    for key, value in found.items():
        _, row, field = key.split("/")
        state.setdefault(int(row), {})[field] = value
    for group, step in zip(content["param_groups"], told["group_steps"], strict=True):
        if step is not None:
            group["step"] = step
    optimizer.load_state_dict({"state": state, "param_groups": content["param_groups"]})
