"""From the parts of a run to its folder: what they are worth, where they lie in the disk, and the files.

A training, a fit and an import end here alike: a number is measured where the parts allow it, and left out where not.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from hrq.data.hierarchy.contraction import contract
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.errors import TooLargeError
from hrq.evaluate.agreement.likeness import prefix_similarity
from hrq.evaluate.distances.average_precision import Pairs, mean_average_precision
from hrq.evaluate.pictures import faithfulness
from hrq.evaluate.pictures.faithfulness import neighbours_kept
from hrq.evaluate.quantization import errors_and_use as code_metrics
from hrq.geometry.poincare import expmap0
from hrq.layouts.projection import disk_unit, identity_projection, tangent_pca
from hrq.quantize import ResidualQuantizer
from hrq.runs import RunConfig, Settings, save_run
from hrq.runs.metrics import RunMetrics
from hrq.runs.run import place
from hrq.train.engine.snapshots import spread
from hrq.train.engine.table import start_vectors

FEW = 4_000  # points that are looked at in a hurry
EXACT_UP_TO, SAMPLE = 5_000, 2_000  # nodes; above, average precision is measured on a seeded sample
QUICK_SAMPLE = 100  # points whose neighbours are counted in a hurry
NO_ANCESTORS = (
    "No coded item lies above another, and the categories above them have no points, so that the average precision of "
    "ancestors cannot be measured."
)


@dataclass(frozen=True, eq=False)
class Learnt:
    """What points were trained on: pairs (node, ancestor), the held-out ones, and the settings."""

    pairs: Pairs
    held_out: Pairs
    settings: Settings


@dataclass(frozen=True, eq=False)
class Parts:
    """Codes by name, and whatever else there is of a run.

    `refused` says why codes were not made unique: empty where they were, None where nobody asked for it. The
    `hierarchy` begins with the coded nodes, in their order, and may have others without a code. `learnt` is there
    where points were trained on that hierarchy.
    """

    names: tuple[str, ...]
    codes: Ints
    nearest: Ints
    points: Tensor | None = None
    quantizer: ResidualQuantizer | None = None
    hierarchy: Hierarchy | None = None
    refused: str | None = None
    learnt: Learnt | None = None


class Placed(NamedTuple):
    """The axes of a picture, its unit, and what a run's metrics say about it."""

    directions: Tensor  # (2, d), in the tangent space at 0
    unit: float
    facts: dict[str, float]


def keep(folder: Path, config: RunConfig, parts: Parts, facts: dict[str, Any], *, hurry: bool = False) -> RunMetrics:
    """Measure and save. Returns the run's numbers, `facts` of its making among them."""
    placed = None
    if parts.points is not None:
        placed = placed_in_disk(parts.points, c=config.curvature, hurry=hurry)
        facts = facts | {"disk": placed.facts}
    metrics = RunMetrics(**facts, **measure(parts, config, hurry=hurry).to_json())
    save_run(
        folder,
        config,
        parts.names,
        parts.quantizer,
        points=parts.points,
        codes=parts.codes,
        nearest_codes=parts.nearest,
        layout=None if placed is None else (placed.directions, placed.unit),
        metrics=metrics.to_json(),
        hierarchy=parts.hierarchy,
    )
    return metrics


def placed_in_disk(points: Tensor, *, c: float, hurry: bool = False) -> Placed:
    """Two dimensions as they are, more by tangent PCA; neighbours are counted for a sample of the points (n, d)."""
    projection = identity_projection() if points.shape[1] == 2 else tangent_pca(points, c=c)
    seen = torch.from_numpy(place(points, projection.directions, 1.0, c=c))
    kept = neighbours_kept(points, seen, c=c, sample=QUICK_SAMPLE if hurry else faithfulness.SAMPLE)
    facts = {"spread_kept": round(projection.kept, 4), "neighbours_kept": round(kept, 4)}
    return Placed(projection.directions, disk_unit(seen, c=c), facts)


def measure(parts: Parts, config: RunConfig, *, hurry: bool = False) -> RunMetrics:
    """The numbers that the parts allow. In a `hurry` only what takes seconds at any size.

    A large training or fit that was stopped is measured in a hurry: how its codes agree with the hierarchy is left
    out, and a fit's errors are those of a few points, evenly spread.
    """
    c, found = config.curvature, _of_codes(parts, config)
    if parts.learnt is not None:
        found["pairs"] = len(parts.learnt.pairs)
    if parts.refused is not None:
        found["unique_refused"] = parts.refused
        if not (hurry and parts.learnt):
            found["moved"] = round(float((parts.codes != parts.nearest).any(axis=1).mean()), 4)
    if parts.points is not None and parts.quantizer is not None:
        found |= _errors(parts, parts.points, parts.quantizer, c=c, hurry=hurry)
    if parts.points is not None:
        found["radius"] = _rounded(code_metrics.radius_quantiles(parts.points, c=c), 6)
    if hurry and parts.learnt is not None:
        found |= {"map": None, "map_shuffled": None}
    if parts.hierarchy is not None and not hurry:
        try:
            found |= _agreement(parts, parts.hierarchy, c=c)
        except TooLargeError as error:  # the codes are no worse for it
            found["agreement_refused"] = str(error)
    return RunMetrics(**found)


def _of_codes(parts: Parts, config: RunConfig) -> dict[str, Any]:
    return {
        "nodes": len(parts.names),
        "unique": round(code_metrics.unique_share(parts.codes), 4),
        "unique_nearest": round(code_metrics.unique_share(parts.nearest), 4),
        "perplexity": _rounded(code_metrics.perplexities(parts.codes, config.sizes), 2),
        "used": code_metrics.used_codewords(parts.codes),
    }


def _errors(
    parts: Parts, points: Tensor, quantizer: ResidualQuantizer, *, c: float, hurry: bool
) -> dict[str, list[float]]:
    """What is left of the points after each level, as a share of their spread."""
    codes, scales = parts.codes, {"relative_error": False, "relative_error_scaled": True}
    if hurry and parts.learnt is not None:
        del scales["relative_error_scaled"]
    elif hurry:
        rows = spread(len(codes), FEW)
        points, codes = points[rows], codes[rows]
    return {
        name: _rounded(code_metrics.relative_errors(quantizer, points, codes, c=c, scaled=scaled), 6)
        for name, scaled in scales.items()
    }


def _agreement(parts: Parts, whole: Hierarchy, *, c: float) -> dict[str, Any]:
    """How the codes agree with the hierarchy and, where coded nodes lie above others, the points; shuffled beside."""
    learnt = parts.learnt
    seed = learnt.settings.seed if learnt is not None else 0
    found: dict[str, Any] = {"wup": prefix_similarity(parts.codes, whole, seed=seed, partial=True)}
    if parts.points is None:
        return found
    among = whole if len(whole) == len(parts.names) else contract(whole, parts.names)
    if learnt is None and not len(among.parents.indices):
        return found | {"map": None, "map_refused": NO_ANCESTORS}
    pairs = learnt.pairs if learnt is not None else among.closure()
    held_out = learnt.held_out if learnt is not None else None
    shuffled = parts.points[torch.randperm(len(among), generator=torch.Generator().manual_seed(seed))]
    decoded = None if parts.quantizer is None else parts.quantizer.reconstruct(parts.codes)
    # held-out ancestors are ancestors: among the training pairs they count neither as hits nor as misses
    for name, points in (("map", parts.points), ("map_shuffled", shuffled), ("map_decoded", decoded)):
        found[name] = None if points is None else _precision(points, pairs, known=held_out, c=c, seed=seed)
    found["map_sample"] = _sample(len(among))
    if learnt is not None:
        found["map_held_out"] = _precision(parts.points, learnt.held_out, known=pairs, c=c, seed=seed)
        found["map_parents"] = precision_of_parents(parts.points, among, learnt.settings)
        found["map_parents_start"] = _parents_at_start(among, learnt.settings)
    return found


def _precision(points: Tensor, of: Pairs, *, c: float, seed: int, known: Pairs | None = None) -> float | None:
    value = mean_average_precision(points, of, c=c, known=known, sample=_sample(len(points)), seed=seed)
    return round(value, 4) if np.isfinite(value) else None


def _sample(nodes: int) -> int | None:
    return None if nodes <= EXACT_UP_TO else SAMPLE


def precision_of_parents(points: Tensor, hierarchy: Hierarchy, settings: Settings) -> float | None:
    """Mean average precision of direct parents among all nodes outside a node's own subtree; held-out ones count."""
    links = np.stack([hierarchy.parents.rows, hierarchy.parents.indices], axis=1)
    below = hierarchy.closure()[:, ::-1]
    return _precision(points, links, known=below, c=settings.curvature, seed=settings.seed)


def _parents_at_start(hierarchy: Hierarchy, settings: Settings) -> float | None:
    """Precision of parents before a training whose start was made of the hierarchy: what training did not add."""
    if settings.start == "random":
        return None
    start = expmap0(start_vectors(hierarchy, settings), c=settings.curvature)
    return precision_of_parents(start, hierarchy, settings)


def _rounded(values: list[float], digits: int) -> list[float]:
    return [round(value, digits) for value in values]
