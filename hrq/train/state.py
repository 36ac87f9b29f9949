"""Everything that changes while training runs, and its checkpoint: enough to go on as if nothing had happened."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from hrq.errors import BrokenRunError
from hrq.models.config import Settings
from hrq.models.files import CHECKPOINT, read_tensors, write_tensors
from hrq.quantize import ResidualQuantizer, make_quantizer
from hrq.train.group import Group
from hrq.train.optimizers import codebook_optimizer, table_optimizer
from hrq.train.table import Table


@dataclass
class TrainingState:
    """The table and its optimizer; from the end of the burn-in on also the quantizer, its optimizer and its usage."""

    table: Table
    table_optimizer: Optimizer
    step: int = 0
    seconds: float = 0.0
    quantizer: ResidualQuantizer | None = None
    replica: nn.Module | None = None  # the quantizer as its group calls it in training
    codebook_optimizer: Optimizer | None = None
    usage: list[Tensor] = field(default_factory=list)  # of each codeword, since dead ones were last looked for


def new_state(start: Tensor, settings: Settings, device: torch.device, group: Group | None = None) -> TrainingState:
    """The state before the first step, with the points at `start` (n, d) in the tangent space at 0."""
    table = Table(start, settings).to(device)
    table.sparse = group is not None and group.size > 1
    return TrainingState(table, table_optimizer(table, settings))


def add_quantizer(
    state: TrainingState, quantizer: ResidualQuantizer, settings: Settings, group: Group | None = None
) -> None:
    """Let a quantizer join, with an optimizer and empty counts."""
    state.quantizer = quantizer
    state.replica = (group or Group()).replica(quantizer)
    state.codebook_optimizer = codebook_optimizer(quantizer, settings)
    device = state.table.vectors.device
    state.usage = [torch.zeros(size, dtype=torch.int64, device=device) for size in settings.sizes]


def save_checkpoint(folder: Path, state: TrainingState) -> None:
    """Write `checkpoint.safetensors` atomically."""
    tensors: dict[str, Tensor] = {"vectors": state.table.vectors}
    facts: dict[str, Any] = {"step": state.step, "seconds": state.seconds}
    _pack("table", state.table_optimizer, tensors, facts)
    if state.quantizer is not None and state.codebook_optimizer is not None:
        facts["scale"] = state.quantizer.scale
        tensors |= {f"codebook_{i}": book for i, book in enumerate(state.quantizer.codebooks)}
        tensors |= {f"usage_{i}": counts for i, counts in enumerate(state.usage)}
        _pack("codebook", state.codebook_optimizer, tensors, facts)
    write_tensors(folder / CHECKPOINT, tensors, {"facts": json.dumps(facts)})


def load_checkpoint(
    folder: Path, nodes: int, settings: Settings, device: torch.device, group: Group | None = None
) -> TrainingState:
    """The state of a checkpoint; raises BrokenRunError where it does not fit the settings."""
    path = folder / CHECKPOINT
    tensors, metadata = read_tensors(path)
    try:
        facts = json.loads(metadata["facts"])
        state = new_state(tensors["vectors"], settings, device, group)
        state.step, state.seconds = facts["step"], facts["seconds"]
        _unpack("table", state.table_optimizer, tensors, facts)
        if "codebook_0" in tensors:
            books = [tensors[f"codebook_{i}"] for i in range(settings.levels)]
            quantizer = make_quantizer(settings.quantizer, books, c=settings.curvature, scale=facts["scale"])
            add_quantizer(state, quantizer.to(device), settings, group)
            state.usage = [tensors[f"usage_{i}"].to(device) for i in range(settings.levels)]
            assert state.codebook_optimizer is not None
            _unpack("codebook", state.codebook_optimizer, tensors, facts)
        if state.table.vectors.shape != (nodes, settings.dimension):
            raise ValueError(f"points of shape {tuple(state.table.vectors.shape)}")
    except (LookupError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        raise BrokenRunError(path, f"does not fit the settings in config.json ({error})") from error
    return state


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


def _unpack(name: str, optimizer: Optimizer, tensors: dict[str, Tensor], facts: dict[str, Any]) -> None:
    content = optimizer.state_dict()
    state: dict[int, dict[str, Any]] = {}
    found = {key: value for key, value in tensors.items() if key.startswith(f"{name}/")}
    found |= {f"{name}/{key}": value for key, value in facts[name]["numbers"].items()}
    for key, value in found.items():
        _, row, field = key.split("/")
        state.setdefault(int(row), {})[field] = value
    for group, step in zip(content["param_groups"], facts[name]["group_steps"], strict=True):
        if step is not None:
            group["step"] = step
    optimizer.load_state_dict({"state": state, "param_groups": content["param_groups"]})
