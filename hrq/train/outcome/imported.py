"""Codes that were made elsewhere become a run: what came along is checked, measured and kept; nothing is made up."""

import shutil
from pathlib import Path, PurePath
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.codebooks import read_codebooks
from hrq.data.read.codes import CodeTable, read_codes
from hrq.data.read.files import Source
from hrq.data.read.points import read_vectors
from hrq.data.sources.by_name import load_hierarchy
from hrq.errors import HierarchyError, ShapeError, UsageError, shown
from hrq.geometry.poincare import radius
from hrq.quantize import ResidualQuantizer, make_quantizer
from hrq.runs import RunConfig, files, make_config
from hrq.runs.config import UNKNOWN, disk_layout
from hrq.train.outcome.parts import Parts, keep


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
    found = Parts(
        names=table.names,
        codes=table.codes,
        nearest=table.codes,
        points=None if points is None else _points(points, table, curvature),
        quantizer=None if codebooks is None else _quantizer(codebooks, table, quantizer, curvature),
        hierarchy=None if hierarchy is None else with_items_first(load_hierarchy(hierarchy), table.names, hierarchy),
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
    facts = {"state": "finished", "source": PurePath(str(codes)).name}
    try:
        return config, keep(folder, config, found, facts).to_json()
    except BaseException:
        if fresh:  # nothing half-made stays
            shutil.rmtree(folder, ignore_errors=True)
        raise


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
