"""A run: points on the ball, codebooks, codes, and the settings and numbers that belong to them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.data.hierarchy import Hierarchy
from hrq.data.sources import load_hierarchy
from hrq.errors import BrokenRunError, HrqError
from hrq.geometry.poincare import expmap0, logmap0
from hrq.jobs.atomic import write_text, write_together
from hrq.models import files
from hrq.models.config import RunConfig, make_config
from hrq.quantize import ResidualQuantizer, make_quantizer


@dataclass(frozen=True, eq=False)
class Run:
    """One trained run. Rows of `points`, `codes`, `nearest_codes` and `disk` belong to `names`, in order."""

    name: str
    folder: Path
    hash: str
    config: RunConfig
    metrics: dict[str, Any]
    names: tuple[str, ...]
    points: Tensor  # (n, d), on the ball of curvature −c, original coordinates
    codes: Tensor  # (n, N), the final codes
    nearest_codes: Tensor  # (n, N), before codes were made unique
    disk: NDArray[np.float64]  # (n, 2), units of the disk's radius
    quantizer: ResidualQuantizer
    directions: Tensor  # (2, d), the layout's axes in the tangent space at 0
    unit: float  # what one unit of `disk` is in the ball's coordinates

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The true hierarchy of the run's nodes; raises BrokenRunError if it is no longer the one of training."""
        try:
            hierarchy = load_hierarchy(self.config.hierarchy)
        except HrqError as error:
            remedy = f"It was trained on {self.config.hierarchy}: bring that back."
            raise BrokenRunError(
                self.folder, f"cannot be shown without its hierarchy ({error})", remedy=remedy
            ) from error
        if hierarchy.content_hash != self.config.hierarchy_hash:
            what = f"was trained on another version of the hierarchy {self.config.hierarchy!r} than the one found now"
            raise BrokenRunError(self.folder, what, remedy="Bring that version back, or train again.")
        return hierarchy

    @property
    def state(self) -> str:
        """`finished`, or `stopped` if training was interrupted."""
        return str(self.metrics.get("state", "finished"))

    @property
    def moved(self) -> NDArray[np.bool_]:
        """Which nodes got another last token than their nearest, so that every node has a code of its own."""
        moved: NDArray[np.bool_] = (self.codes != self.nearest_codes).any(dim=1).numpy()
        return moved

    def place(self, points: Tensor) -> NDArray[np.float64]:
        """Where the run's layout puts any points (…, d) of its ball: (…, 2) in units of the disk's radius."""
        return place(points, self.directions, self.unit, c=self.config.curvature)


def place(points: Tensor, directions: Tensor, unit: float, *, c: float) -> NDArray[np.float64]:
    """Points (…, d) in the disk (…, 2): along `directions` (2, d) of the tangent space at 0, divided by `unit`."""
    tangents = logmap0(points.detach().double().cpu(), c=c) @ directions.double().T
    placed: NDArray[np.float64] = expmap0(tangents, c=c).numpy() / unit
    return placed


def save_run(
    folder: Path,
    config: RunConfig,
    names: tuple[str, ...],
    quantizer: ResidualQuantizer,
    *,
    points: Tensor,
    codes: Tensor,
    nearest_codes: Tensor,
    layout: tuple[Tensor, float],
    metrics: Mapping[str, Any],
) -> str:
    """Write a run's files, all or none, and seal them. Returns the run's hash."""
    directions, unit = layout
    disk = place(points, directions, unit, c=config.curvature)
    tensors: dict[str, Tensor] = {f"codebook_{level + 1}": book for level, book in enumerate(quantizer.codebooks)}
    if config.stored == "half":  # the points were made from 16-bit tangent vectors: these are they again
        tensors["tangents"] = logmap0(points, c=config.curvature).half()
    else:
        tensors["points"] = points
    tensors |= {"disk_directions": directions.double(), "disk_unit": torch.tensor(unit).double()}
    with write_together(folder, [*files.HASHED, files.MANIFEST]) as stage:
        files.write_tensors(stage / files.MODEL, tensors)
        files.write_codes(stage / files.CODES, names, codes.cpu().numpy(), nearest_codes.cpu().numpy(), disk)
        write_text(stage / files.METRICS, json.dumps(metrics, indent=2, allow_nan=False) + "\n")
        write_text(stage / files.CONFIG, config.to_json())
        return files.write_manifest(stage)


def open_run(folder: Path, name: str | None = None) -> Run:
    """Read a run's folder, checking every file. Raises BrokenRunError, which names the file and the way out."""
    sealed = files.verify(folder)
    config = read_config(folder / files.CONFIG)
    tensors, _ = files.read_tensors(folder / files.MODEL)
    names, codes, nearest, disk = files.read_codes(folder / files.CODES, config.levels)
    if config.stored == "half" and "tangents" in tensors:
        tensors["points"] = expmap0(tensors["tangents"].to(getattr(torch, config.dtype)), c=config.curvature)
    expected = {"points", "disk_directions", "disk_unit", *(f"codebook_{i + 1}" for i in range(config.levels))}
    if missing := expected - set(tensors):
        raise BrokenRunError(folder / files.MODEL, f"lacks {', '.join(sorted(missing))}")
    codebooks = [tensors[f"codebook_{i + 1}"] for i in range(config.levels)]
    _check_shapes(folder, config, tensors["points"], codebooks, codes)
    return Run(
        name=name or folder.resolve().name,
        folder=folder,
        hash=sealed,
        config=config,
        metrics=files.read_json(folder / files.METRICS),
        names=names,
        points=tensors["points"],
        codes=torch.from_numpy(codes),
        nearest_codes=torch.from_numpy(nearest),
        disk=disk,
        quantizer=make_quantizer(config.quantizer, codebooks, c=config.curvature, scale=config.scale),
        directions=tensors["disk_directions"],
        unit=float(tensors["disk_unit"]),
    )


def read_config(path: Path) -> RunConfig:
    """A run's `config.json`, checked. Raises BrokenRunError."""
    content = files.read_json(path)
    if content.get("format") != 1:
        what = f"was written by hrq {content.get('version', '(unknown)')} in a format that this version cannot read"
        raise BrokenRunError(path, what, remedy="Update hrq, or train the run again.")
    try:
        return make_config(**content)
    except HrqError as error:
        raise BrokenRunError(path, f"holds a setting that is not allowed ({error})") from error


def _check_shapes(
    folder: Path, config: RunConfig, points: Tensor, codebooks: list[Tensor], codes: NDArray[np.int64]
) -> None:
    shapes = {f"codebook_{i + 1}": (size, config.dimension) for i, size in enumerate(config.sizes)}
    shapes["points"] = (len(codes), config.dimension)
    found = {f"codebook_{i + 1}": tuple(book.shape) for i, book in enumerate(codebooks)} | {
        "points": tuple(points.shape)
    }
    for name, shape in shapes.items():
        if found[name] != shape:
            raise BrokenRunError(folder / files.MODEL, f"holds {name} of shape {found[name]} where {shape} is expected")
        if not torch.isfinite(points if name == "points" else codebooks[int(name[9:]) - 1]).all():
            raise BrokenRunError(folder / files.MODEL, f"holds numbers in {name} that are not finite")
    if (codes < 0).any() or (codes >= np.array(config.sizes)).any():
        raise BrokenRunError(folder / files.CODES, "holds a codeword number outside its codebook")
