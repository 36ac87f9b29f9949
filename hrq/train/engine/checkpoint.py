"""`checkpoint.safetensors`: all that a training has to remember to go on as if nothing had happened.

What is learnt, the state of every optimizer, the quantizer with its usage, and how far it is. Never pickled.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.optim import Optimizer

from hrq.errors import BrokenRunError
from hrq.quantize import make_quantizer
from hrq.runs.arrays import read_tensors, write_tensors
from hrq.runs.config import Settings
from hrq.runs.files import CHECKPOINT
from hrq.train.engine.group import Group
from hrq.train.engine.learning import Learning, add_quantizer


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
