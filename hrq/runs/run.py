"""A run: points on the ball, codebooks, codes, and the settings and numbers that belong to them.

Codes that were made elsewhere may come without points, codebooks or a hierarchy: ask `run.has_points`,
`run.has_codebooks` and `run.has_hierarchy`. Reading a part that is absent raises AbsentPartError, whose sentence says
what is missing and how to add it; a page that does not ask shows that sentence.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.data.hierarchy.contraction import contract
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Bools, Ints
from hrq.data.sources.stored import HIERARCHY, write_hierarchy
from hrq.errors import AbsentPartError, BrokenRunError
from hrq.geometry.poincare import expmap0, logmap0
from hrq.jobs.atomic import write_text, write_together
from hrq.quantize import ResidualQuantizer, make_quantizer
from hrq.runs import arrays, files
from hrq.runs.config import RunConfig, read_config
from hrq.runs.hierarchies import carries, hierarchy_of
from hrq.runs.metrics import RunMetrics

Thing = TypeVar("Thing")


@dataclass(frozen=True, eq=False)
class Layout:
    """Where points lie in the disk, and how any others of the same ball get there."""

    disk: NDArray[np.float64]  # (n, 2), units of the disk's radius
    directions: Tensor  # (2, d), the layout's axes in the tangent space at 0
    unit: float  # what one unit of `disk` is in the ball's coordinates


@dataclass(frozen=True, eq=False)
class Run:
    """One run. Rows of `points`, `codes`, `nearest_codes` and `disk` belong to `names`, in order."""

    name: str
    folder: Path
    hash: str
    config: RunConfig
    metrics: dict[str, Any]  # as they were written; `measured` has them by name
    names: tuple[str, ...]
    codes: Ints  # (n, N), the final codes
    nearest_codes: Ints  # (n, N), before codes were made unique
    own_points: Tensor | None
    own_quantizer: ResidualQuantizer | None
    own_layout: Layout | None

    @property
    def has_points(self) -> bool:
        """Whether the run knows where its nodes lie: what the disk and every distance need."""
        return self.own_points is not None

    @property
    def has_codebooks(self) -> bool:
        """Whether the run knows its codewords: what reconstructions, residuals and margins need."""
        return self.own_quantizer is not None

    @property
    def has_hierarchy(self) -> bool:
        """Whether there is a true hierarchy: what every number of agreement needs."""
        return bool(self.config.hierarchy_hash)

    @property
    def points(self) -> Tensor:
        """(n, d), on the ball of curvature −c, original coordinates."""
        return self._part(self.own_points, "points", "--points FILE")

    @property
    def quantizer(self) -> ResidualQuantizer:
        """The codebooks, and what encodes and reconstructs with them."""
        return self._part(self.own_quantizer, "codebooks", "--codebooks FILE")

    @property
    def disk(self) -> NDArray[np.float64]:
        """(n, 2), the places in the disk in units of its radius."""
        return self._part(self.own_layout, "points", "--points FILE").disk

    @property
    def directions(self) -> Tensor:
        """(2, d), the axes of `disk` in the tangent space at 0."""
        return self._part(self.own_layout, "points", "--points FILE").directions

    @property
    def unit(self) -> float:
        """What one unit of `disk` is in the ball's coordinates."""
        return self._part(self.own_layout, "points", "--points FILE").unit

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The true hierarchy of the run's nodes, in their order; BrokenRunError if it is no longer the one of training.

        Nodes of the hierarchy that have no code are left out, and what hung below them hangs below their parents.
        """
        whole = self.whole_hierarchy
        return whole if whole.names == self.names else contract(whole, self.names)

    @cached_property
    def whole_hierarchy(self) -> Hierarchy:
        """The hierarchy with the nodes that have no code, such as the categories of items."""
        if not self.has_hierarchy:
            self._part(None, "hierarchy", "--hierarchy FILE")
        return hierarchy_of(self.folder, self.config)

    @cached_property
    def items(self) -> Hierarchy:
        """The run's nodes to search and to label: the true hierarchy, or the bare names without any links."""
        return self.hierarchy if self.has_hierarchy else Hierarchy.from_links(self.names, [])

    @property
    def truth(self) -> Hierarchy:
        """What the code tree is laid beside: the whole hierarchy, or the bare names without any links."""
        return self.whole_hierarchy if self.has_hierarchy else self.items

    def _part(self, part: Thing | None, what: str, option: str) -> Thing:
        if part is None:
            raise AbsentPartError(self.name, what, option)
        return part

    @cached_property
    def measured(self) -> RunMetrics:
        """The numbers of `metrics` by name and type; those that the run lacks are None."""
        return RunMetrics.read(self.metrics)

    @property
    def state(self) -> str:
        """`finished`, or `stopped` if training was interrupted."""
        return self.measured.state

    @property
    def moved(self) -> Bools:
        """Which nodes got another last token than their nearest, so that every node has a code of its own."""
        moved: Bools = (self.codes != self.nearest_codes).any(axis=1)
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
    quantizer: ResidualQuantizer | None,
    *,
    points: Tensor | None,
    codes: Ints,
    nearest_codes: Ints,
    layout: tuple[Tensor, float] | None,
    metrics: Mapping[str, Any],
    hierarchy: Hierarchy | None = None,
) -> str:
    """Write a run's files, all or none, and seal them. Returns the run's hash.

    `points` and `layout` are both there or both None. The folder takes the `hierarchy` along, unless it ships with hrq.
    """
    tensors, disk = _tensors(config, quantizer, points), None
    if points is not None and layout is not None:
        directions, unit = layout
        disk = place(points, directions, unit, c=config.curvature)
        tensors |= {"disk_directions": directions.double(), "disk_unit": torch.tensor(unit).double()}
    carried = hierarchy if hierarchy is not None and carries(config.hierarchy, hierarchy) else None
    with write_together(folder, [*files.HASHED, *([HIERARCHY] if carried else []), files.MANIFEST]) as stage:
        arrays.write_tensors(stage / files.MODEL, tensors)
        arrays.write_codes(stage / files.CODES, names, codes, nearest_codes, disk)
        write_text(stage / files.METRICS, json.dumps(metrics, indent=2, allow_nan=False) + "\n")
        write_text(stage / files.CONFIG, config.to_json())
        if carried is not None:
            write_hierarchy(stage / HIERARCHY, carried)
        return files.write_manifest(stage)


def _tensors(config: RunConfig, quantizer: ResidualQuantizer | None, points: Tensor | None) -> dict[str, Tensor]:
    books = quantizer.codebooks if quantizer is not None else ()
    tensors: dict[str, Tensor] = {f"codebook_{level + 1}": book for level, book in enumerate(books)}
    if points is not None and config.stored == "half":  # made from 16-bit tangent vectors: these are they again
        tensors["tangents"] = logmap0(points, c=config.curvature).half()
    elif points is not None:
        tensors["points"] = points
    return tensors


def open_run(folder: Path, name: str | None = None) -> Run:
    """Read a run's folder, checking every file. Raises BrokenRunError, which names the file and the way out."""
    sealed = files.verify(folder)
    config = read_config(folder / files.CONFIG)
    tensors, _ = arrays.read_tensors(folder / files.MODEL)
    if config.stored == "half" and "tangents" in tensors:
        tensors["points"] = expmap0(tensors["tangents"].to(getattr(torch, config.dtype)), c=config.curvature)
    placed = config.disk_layout != "none"
    names, codes, nearest, disk = arrays.read_codes(folder / files.CODES, config.levels, disk=placed)
    _check_parts(folder / files.MODEL, config, tensors)
    codebooks = [tensors[f"codebook_{i + 1}"] for i in range(config.levels) if f"codebook_{i + 1}" in tensors]
    _check_shapes(folder, config, tensors.get("points"), codebooks, codes)
    layout = None if disk is None else Layout(disk, tensors["disk_directions"], float(tensors["disk_unit"]))
    quantizer = (
        make_quantizer(config.quantizer, codebooks, c=config.curvature, scale=config.scale) if codebooks else None
    )
    return Run(
        name=name or folder.resolve().name,
        folder=folder,
        hash=sealed,
        config=config,
        metrics=files.read_json(folder / files.METRICS),
        names=names,
        codes=codes,
        nearest_codes=nearest,
        own_points=tensors.get("points"),
        own_quantizer=quantizer,
        own_layout=layout,
    )


def _check_parts(path: Path, config: RunConfig, tensors: dict[str, Tensor]) -> None:
    """What a trained run must have; an imported one may lack points or codebooks, but has each as a whole."""
    points = {"points", "disk_directions", "disk_unit"} if config.disk_layout != "none" else set()
    codebooks = {f"codebook_{i + 1}" for i in range(config.levels)}
    expected = points if config.origin == "imported" and not codebooks & set(tensors) else points | codebooks
    if missing := expected - set(tensors):
        raise BrokenRunError(path, f"lacks {', '.join(sorted(missing))}")


def _check_shapes(
    folder: Path, config: RunConfig, points: Tensor | None, codebooks: list[Tensor], codes: NDArray[np.int64]
) -> None:
    found = {f"codebook_{i + 1}": book for i, book in enumerate(codebooks)}
    shapes = {name: (size, config.dimension) for name, size in zip(found, config.sizes, strict=False)}
    if points is not None:
        found["points"], shapes["points"] = points, (len(codes), config.dimension)
    for name, tensor in found.items():
        shape = tuple(tensor.shape)
        if shape != shapes[name]:
            raise BrokenRunError(
                folder / files.MODEL, f"holds {name} of shape {shape} where {shapes[name]} is expected"
            )
        if not torch.isfinite(tensor).all():
            raise BrokenRunError(folder / files.MODEL, f"holds numbers in {name} that are not finite")
    if (codes < 0).any() or (codes >= np.array(config.sizes)).any():
        raise BrokenRunError(folder / files.CODES, "holds a codeword number outside its codebook")
