"""Codes that were made elsewhere become a run: what came along is checked, measured and kept; nothing is made up."""

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hrq.data.hierarchy.contraction import contract
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.data.read.codebooks import read_codebooks
from hrq.data.read.codes import CodeTable, read_codes
from hrq.data.read.files import Source
from hrq.data.read.points import read_vectors
from hrq.data.sources.by_name import load_hierarchy
from hrq.errors import HierarchyError, ShapeError, TooLargeError, UsageError, shown
from hrq.evaluate.agreement.likeness import prefix_similarity
from hrq.evaluate.distances.average_precision import mean_average_precision
from hrq.evaluate.quantization import errors_and_use as code_metrics
from hrq.geometry.poincare import radius
from hrq.quantize import ResidualQuantizer, make_quantizer
from hrq.runs import RunConfig, files, make_config, save_run
from hrq.runs.config import UNKNOWN, disk_layout
from hrq.train.engine.snapshots import spread
from hrq.train.outcome.places import placed_in_disk
from hrq.train.outcome.trained import EXACT_UP_TO, FEW, SAMPLE

NO_ANCESTORS = (
    "No coded item lies above another, and the categories above them have no points, so that the average precision of "
    "ancestors cannot be measured."
)


@dataclass(frozen=True, eq=False)
class Given:
    """What came: codes by name, and whatever came with them."""

    names: tuple[str, ...]
    codes: Ints
    nearest: Ints
    points: Tensor | None = None
    quantizer: ResidualQuantizer | None = None
    hierarchy: Hierarchy | None = None  # may have nodes without a code
    curvature: float = 0.0


def import_codes(
    codes: Source,
    out: Path,
    *,
    names: Source | None = None,
    points: Source | None = None,
    codebooks: Source | None = None,
    hierarchy: str | None = None,
    quantizer: str | None = None,
    curvature: float = 0.0,
) -> tuple[RunConfig, dict[str, Any]]:
    """Read codes and what belongs to them, check that all of it fits, and leave a run in `out`."""
    table = read_codes(codes, names)
    found = Given(
        names=table.names,
        codes=table.codes,
        nearest=table.codes,
        points=None if points is None else _points(points, table, curvature),
        quantizer=None if codebooks is None else _quantizer(codebooks, table, quantizer, curvature),
        hierarchy=None if hierarchy is None else with_items_first(load_hierarchy(hierarchy), table.names, hierarchy),
        curvature=curvature,
    )
    if found.points is not None and found.quantizer is not None:
        wide, narrow = found.points.shape[1], found.quantizer.codebooks[0].shape[1]
        if wide != narrow:
            raise ShapeError(f"The codewords in {codebooks}", f"(…, {narrow})", f"(codewords, {wide}), as the points")
    sizes = tuple(max(2, int(one) + 1) for one in table.codes.max(axis=0))
    if found.quantizer is not None:
        sizes = tuple(len(book) for book in found.quantizer.codebooks)
    widths = [book.shape[1] for book in found.quantizer.codebooks] if found.quantizer is not None else []
    config = make_config(
        origin="imported",
        quantizer=UNKNOWN if found.quantizer is None else found.quantizer.name,
        curvature=curvature,
        dimension=found.points.shape[1] if found.points is not None else (widths or [0])[0],
        levels=len(sizes),
        codewords=sizes,
        dtype="float64",
        unique=False,
        hierarchy="" if hierarchy is None else hierarchy,
        hierarchy_hash="" if found.hierarchy is None else found.hierarchy.content_hash,
        disk_layout="none" if found.points is None else disk_layout(found.points.shape[1]),
    )
    fresh, folder = not out.exists(), files.new_folder(out)
    try:
        return config, keep(folder, config, found, {"source": PurePath(str(codes)).name})
    except BaseException:
        if fresh:  # nothing half-made stays
            shutil.rmtree(folder, ignore_errors=True)
        raise


def keep(
    folder: Path, config: RunConfig, found: Given, facts: dict[str, Any], *, quick: bool = False
) -> dict[str, Any]:
    """Measure and save. Returns the run's metrics; `quick` measures what takes seconds at any size."""
    metrics = {"state": "finished"} | facts | measure(found, config, quick=quick)
    placed = None
    if found.points is not None:
        placed = placed_in_disk(found.points, c=config.curvature, quick=quick)
        metrics["disk"] = placed.facts
    save_run(
        folder,
        config,
        found.names,
        found.quantizer,
        points=found.points,
        codes=found.codes,
        nearest_codes=found.nearest,
        layout=None if placed is None else (placed.directions, placed.unit),
        metrics=metrics,
        hierarchy=found.hierarchy,
    )
    return metrics


def measure(found: Given, config: RunConfig, *, quick: bool = False) -> dict[str, Any]:
    """The numbers that what came allows, each under the name that trained runs use; the others are left out.

    `quick` takes errors from a few points, evenly spread, and leaves out how the codes agree with the hierarchy.
    """
    metrics: dict[str, Any] = {
        "nodes": len(found.names),
        "unique": round(code_metrics.unique_share(found.codes), 4),
        "unique_nearest": round(code_metrics.unique_share(found.nearest), 4),
        "perplexity": [round(one, 2) for one in code_metrics.perplexities(found.codes, config.sizes)],
        "used": code_metrics.used_codewords(found.codes),
    }
    c = config.curvature
    if found.points is not None and found.quantizer is not None:
        rows = spread(len(found.codes), FEW if quick else len(found.codes))
        points, codes = found.points[rows], found.codes[rows]
        for name, scaled in (("relative_error", False), ("relative_error_scaled", True)):
            errors = code_metrics.relative_errors(found.quantizer, points, codes, c=c, scaled=scaled)
            metrics[name] = [round(one, 6) for one in errors]
    if found.points is not None:
        metrics["radius"] = [round(one, 6) for one in code_metrics.radius_quantiles(found.points, c=c)]
    if found.hierarchy is not None and not quick:
        try:
            metrics |= _agreement(found, found.hierarchy, c=c)
        except TooLargeError as error:  # the codes are no worse for it
            metrics["agreement_refused"] = str(error)
    return metrics


def _agreement(found: Given, whole: Hierarchy, *, c: float) -> dict[str, Any]:
    """How the codes agree with the hierarchy and, where coded nodes lie above others, the points; shuffled beside."""
    metrics: dict[str, Any] = {"wup": prefix_similarity(found.codes, whole, seed=0, partial=True)}
    among = whole if len(whole) == len(found.names) else contract(whole, found.names)
    if found.points is None:
        return metrics
    if not len(among.parents.indices):
        return metrics | {"map": None, "map_refused": NO_ANCESTORS}
    pairs, sample = among.closure(), None if len(among) <= EXACT_UP_TO else SAMPLE
    shuffled = found.points[torch.randperm(len(among), generator=torch.Generator().manual_seed(0))]
    for name, points in (("map", found.points), ("map_shuffled", shuffled), ("map_decoded", _decoded(found))):
        value = float("nan") if points is None else mean_average_precision(points, pairs, c=c, sample=sample)
        metrics[name] = round(value, 4) if np.isfinite(value) else None
    return metrics | {"map_sample": sample}


def _decoded(found: Given) -> Tensor | None:
    return None if found.quantizer is None else found.quantizer.reconstruct(found.codes)


def _points(source: Source, table: CodeTable, curvature: float) -> Tensor:
    """Points in the order of the codes: by name where the file has names, else as they come."""
    found = read_vectors(source)
    points = found.points
    if found.names is not None:
        row = {name: i for i, name in enumerate(found.names)}
        missing = [name for name in table.names if name not in row]
        if missing:
            raise UsageError(
                f"{source} has no point for {len(missing):,} of the coded items, such as {shown(missing[0])}. Points "
                "are found by name: give both files the same names."
            )
        points = points[[row[name] for name in table.names]]
    if len(points) != len(table.names):
        raise UsageError(f"{source} holds {len(points):,} points for {len(table.names):,} codes: give as many.")
    if points.shape[1] < 2:
        raise ShapeError(f"The points in {source}", points.shape, "(n, d) with d at least 2")
    check_inside(source, torch.from_numpy(points), curvature)
    return torch.from_numpy(points)


def check_inside(source: Source, points: Tensor, curvature: float) -> None:
    """Raise UsageError where points lie outside the ball of that curvature."""
    longest = float(points.norm(dim=-1).max())
    if not np.isfinite(longest):
        raise UsageError(f"{source} holds a point too far from the centre to be measured. Give numbers below 1e150.")
    if not longest < radius(curvature):
        raise UsageError(
            f"{source} holds a point {longest:g} from the centre, outside the ball of radius {radius(curvature):g}. "
            "Give the --curvature that the points were made with; 0, the default, is the plane."
        )


def _quantizer(source: Source, table: CodeTable, name: str | None, curvature: float) -> ResidualQuantizer:
    books = [torch.from_numpy(book) for book in read_codebooks(source)]
    if len(books) != table.codes.shape[1]:
        raise UsageError(
            f"{source} holds {len(books)} codebooks for codes of {table.codes.shape[1]} levels: give as many."
        )
    for level, (book, column) in enumerate(zip(books, table.codes.T, strict=True), 1):
        if column.max() >= len(book):
            raise UsageError(
                f"Level {level} of the codes uses token {column.max()}; {source} has {len(book)} codewords there, from "
                "0 on."
            )
    return make_quantizer(name or ("ghrq" if curvature > 0 else "rq"), books, c=curvature)


def with_items_first(hierarchy: Hierarchy, names: tuple[str, ...], spec: str) -> Hierarchy:
    """The hierarchy with the coded items as its first nodes, in their order. HierarchyError unless it has all."""
    strange = [name for name in names if name not in hierarchy]
    if strange:
        raise HierarchyError(
            f"{len(strange):,} of the {len(names):,} coded items are not in the hierarchy {spec}, such as "
            f"{shown(strange[0])}. Items are found by name: give both files the same names."
        )
    if hierarchy.names == names:
        return hierarchy
    items = np.array([hierarchy.index(name) for name in names])
    others = np.setdiff1d(np.arange(len(hierarchy)), items)
    return hierarchy.take(np.concatenate([items, others]), title=hierarchy.title)
