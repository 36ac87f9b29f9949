"""Snapshots of a training: where points and codewords lie in the disk now and then, to watch and to replay.

`snapshots/00001234.safetensors` holds what was seen after step 1,234. Nothing here touches the training: no random
number is drawn, no gradient taken.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.errors import BrokenRunError
from hrq.evaluate.quantization.errors_and_use import unique_share
from hrq.layouts.projection import disk_unit, identity_projection, tangent_pca
from hrq.runs.arrays import read_tensors, write_tensors
from hrq.runs.run import place
from hrq.train.engine.plan import Schedule
from hrq.train.engine.state import Learning

FOLDER = "snapshots"
MANY = 100  # snapshots of a whole training
NOT_WITHIN = 0.15  # seconds
MOST_POINTS, MOST_ENCODED = 600, 5_000  # drawn; encoded to count different codes


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Places in units of the disk's radius; `codewords` are those of level 1, none before the quantizer joins."""

    step: int
    steps: int
    points: NDArray[np.float64]  # (m, 2)
    codewords: NDArray[np.float64]  # (K, 2)
    usage: NDArray[np.int64]  # (K,), of the points that were encoded
    tokens: NDArray[np.int64]  # (m,), the level-1 codeword of every point drawn, −1 before there are any
    unique: float | None  # share of different codes among the points that were encoded


def due(step: int, steps: int, since: float) -> bool:
    """Whether a snapshot is taken after a step: at most a hundred in a training, the last among them.

    `since` is how many seconds ago the last one was taken: a short training takes fewer.
    """
    return (since > NOT_WITHIN and step % max(1, steps // MANY) == 0) or step == steps


@torch.no_grad()
def take(plan: Schedule, state: Learning, encoded: Tensor) -> None:
    """Write a snapshot of the points `encoded` (n, d), of which a few are drawn, and of the quantizer.

    Points of more than two dimensions are projected by tangent PCA, turned like the last ones.
    """
    if not bool(encoded.isfinite().all()):
        return  # the loop will say so
    encoded, c = encoded.cpu(), plan.settings.curvature
    points = encoded[spread(len(encoded), MOST_POINTS)]
    flat = plan.settings.dimension == 2
    directions = identity_projection().directions if flat else _turned(tangent_pca(encoded, c=c).directions, plan)
    unit = disk_unit(encoded, c=c)
    tensors = {"points": torch.from_numpy(place(points, directions, unit, c=c)).float(), "directions": directions}
    facts: dict[str, float | int] = {"step": state.step, "steps": plan.steps}
    if (quantizer := state.quantizer) is not None:
        codes = quantizer.encode(encoded.to(quantizer.codebooks[0])).cpu()
        size = len(quantizer.codebooks[0])
        prefix = codes.new_zeros((size, quantizer.levels))
        prefix[:, 0] = torch.arange(size)
        first = quantizer.partial_reconstructions(prefix.to(quantizer.codebooks[0].device))[0].cpu()
        tensors |= {
            "codewords": torch.from_numpy(place(first, directions, unit, c=c)).float(),
            "usage": torch.bincount(codes[:, 0], minlength=size),
            "tokens": codes[spread(len(encoded), MOST_POINTS), 0],
        }
        facts["unique"] = unique_share(codes.numpy())
    path = plan.folder / FOLDER / f"{state.step:08d}.safetensors"
    write_tensors(path, tensors, {"facts": json.dumps(facts)})


def steps_seen(folder: Path) -> list[int]:
    """The steps that there are snapshots of, ascending."""
    return sorted(int(path.stem) for path in (folder / FOLDER).glob("*.safetensors") if path.stem.isdecimal())


def read(folder: Path, step: int) -> Snapshot:
    """One snapshot. Raises BrokenRunError."""
    path = folder / FOLDER / f"{step:08d}.safetensors"
    tensors, metadata = read_tensors(path)
    try:
        facts, points = json.loads(metadata["facts"]), tensors["points"].double().numpy()
        none = torch.zeros((0, 2))
        return Snapshot(
            step=int(facts["step"]),
            steps=int(facts["steps"]),
            points=points,
            codewords=tensors.get("codewords", none).double().numpy(),
            usage=tensors.get("usage", none[:, 0].long()).numpy(),
            tokens=tensors.get("tokens", torch.full((len(points),), -1)).numpy(),
            unique=facts.get("unique"),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BrokenRunError(path, "is not a snapshot of a training") from error


def spread(count: int, most: int) -> Tensor:
    """At most `most` rows of `count`, evenly spread and always the same."""
    return torch.linspace(0, count - 1, min(count, most), dtype=torch.float64).round().long()


def _turned(directions: Tensor, plan: Schedule) -> Tensor:
    """The plane of new directions, turned so that it changes least from the last one: the picture does not spin."""
    before = steps_seen(plan.folder)
    if not before:
        return directions
    last = read_tensors(plan.folder / FOLDER / f"{before[-1]:08d}.safetensors")[0]["directions"]
    u, _, v = torch.linalg.svd(last @ directions.T)
    turned: Tensor = u @ v @ directions
    return turned
