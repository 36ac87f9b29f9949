"""From a training's last state to a run: codebooks, codes, places in the disk, and what they are worth."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.errors import TooLargeError
from hrq.evaluate.agreement.likeness import prefix_similarity
from hrq.evaluate.distances.average_precision import Pairs, mean_average_precision
from hrq.evaluate.quantization import errors_and_use as code_metrics
from hrq.geometry.poincare import expmap0
from hrq.jobs.progress import Progress, Report
from hrq.quantize import ResidualQuantizer
from hrq.quantize.unique import assign_unique
from hrq.runs import RunConfig, Settings, record, save_run
from hrq.train.engine.plan import Plan
from hrq.train.engine.quantizer import fitted_quantizer
from hrq.train.engine.state import TrainingState
from hrq.train.engine.table import start_vectors
from hrq.train.outcome.places import placed_in_disk

FIT_ITERATIONS = 25
FEW = 4_000  # points that codebooks are fitted to in a hurry
STOPPED_EARLY = "It was stopped early: codes are the nearest ones, and only what takes seconds was measured."
EXACT_UP_TO, SAMPLE = 5_000, 2_000  # nodes; above, average precision is measured on a seeded sample


@dataclass(frozen=True, eq=False)
class Fitted:
    """Final points, quantizer and codes; `note` says why codes were not made unique though they should have been."""

    points: Tensor
    quantizer: ResidualQuantizer
    codes: Ints
    nearest: Ints
    note: str


def finish(
    state: TrainingState, plan: Plan, hierarchy: Hierarchy, held_out: Pairs, report: Report
) -> tuple[RunConfig, dict[str, Any]]:
    """Fit, measure and save. Returns the run's configuration and metrics.

    A large training that was stopped leaves a run within seconds: its codebooks as they are, and few numbers.
    """
    quick = state.step < plan.steps and len(hierarchy) > EXACT_UP_TO
    fitted = fit_codes(state, plan, report, quick=quick)
    report(Progress("measuring", 0, 1))
    placed = placed_in_disk(fitted.points, c=plan.settings.curvature, quick=quick)
    metrics = _measure_little(fitted, plan) if quick else measure(fitted, plan, hierarchy, held_out)
    metrics["disk"] = placed.facts
    metrics = {"state": "finished" if state.step >= plan.steps else "stopped"} | _progress_of(state, plan) | metrics
    report(Progress("measuring", 1, 1))
    config = record(plan.settings, hierarchy_hash=hierarchy.content_hash, scale=fitted.quantizer.scale)
    save_run(
        plan.folder,
        config,
        hierarchy.names,
        fitted.quantizer,
        points=fitted.points,
        codes=fitted.codes,
        nearest_codes=fitted.nearest,
        layout=(placed.directions, placed.unit),
        metrics=metrics,
    )
    return config, metrics


def fit_codes(state: TrainingState, plan: Plan, report: Report, *, quick: bool = False) -> Fitted:
    """Codebooks and codes for the table's points as they are now."""
    settings = plan.settings
    vectors = state.table.vectors.detach().cpu()
    if settings.stored == "half":  # rounded first, so that codes and numbers are those of what is stored
        vectors = vectors.half().to(vectors.dtype)
    points = expmap0(vectors, c=settings.curvature)
    return final_codes(points, vectors, state.quantizer, settings, report, quick=quick)


def final_codes(
    points: Tensor,
    tangents: Tensor,
    learnt: ResidualQuantizer | None,
    settings: Settings,
    report: Report,
    *,
    quick: bool = False,
) -> Fitted:
    """Codebooks for points (n, d), the nearest codes, and unique ones where the settings ask for them.

    `tangents` are the same points in the tangent space at 0. `quick` takes the codebooks as training left them, or
    fits them to a few points, and makes no codes unique.
    """
    begun = time.monotonic()
    if quick:
        few = tangents[:: max(1, len(tangents) // FEW)]
        quantizer = (learnt or fitted_quantizer(few, settings, iterations=1, seed=settings.seed)).cpu()
        codes = quantizer.encode(points).numpy()
        return Fitted(points, quantizer, codes, codes, STOPPED_EARLY)
    if settings.refit or learnt is None:
        quantizer = fitted_quantizer(
            tangents,
            settings,
            iterations=FIT_ITERATIONS,
            seed=settings.seed,
            report=lambda done, total: report(Progress("fitting codebooks", done, total, time.monotonic() - begun)),
        )
    else:
        quantizer = learnt.cpu()
    nearest = quantizer.encode(points)
    final, note = nearest, ""
    if settings.unique:
        try:
            final, _ = assign_unique(quantizer, points, nearest)
        except TooLargeError as error:
            note = str(error)
    return Fitted(points, quantizer, final.numpy(), nearest.numpy(), note)


def measure(fitted: Fitted, plan: Plan, hierarchy: Hierarchy, held_out: Pairs) -> dict[str, Any]:
    """The run's numbers, each beside its control: points and codes shuffled among the nodes."""
    settings, c = plan.settings, plan.settings.curvature
    pairs = plan.pairs.positives.cpu().numpy()
    sample = None if len(hierarchy) <= EXACT_UP_TO else SAMPLE
    shuffled = fitted.points[torch.randperm(len(hierarchy), generator=torch.Generator().manual_seed(settings.seed))]
    decoded = fitted.quantizer.reconstruct(fitted.codes)

    def score(points: Tensor, of: Pairs, known: Pairs | None = None) -> float | None:
        value = mean_average_precision(points, of, c=c, known=known, sample=sample, seed=settings.seed)
        return round(value, 4) if np.isfinite(value) else None

    def errors(*, scaled: bool) -> list[float]:
        return _rounded(
            code_metrics.relative_errors(fitted.quantizer, fitted.points, fitted.codes, c=c, scaled=scaled), 6
        )

    likeness = prefix_similarity(fitted.codes, hierarchy, seed=settings.seed)
    return {
        "nodes": len(hierarchy),
        "pairs": len(pairs),
        # held-out ancestors are ancestors: among the training pairs they count neither as hits nor as misses
        "map": score(fitted.points, pairs, held_out),
        "map_shuffled": score(shuffled, pairs, held_out),
        "map_decoded": score(decoded, pairs, held_out),
        "map_held_out": score(fitted.points, held_out, pairs),
        "map_parents": precision_of_parents(fitted.points, hierarchy, plan),
        "map_parents_start": _parents_at_start(hierarchy, plan),
        "map_sample": sample,
        "unique": round(code_metrics.unique_share(fitted.codes), 4),
        "unique_nearest": round(code_metrics.unique_share(fitted.nearest), 4),
        "moved": round(float((fitted.codes != fitted.nearest).any(axis=1).mean()), 4),
        "unique_refused": fitted.note,
        "perplexity": _rounded(code_metrics.perplexities(fitted.codes, settings.sizes), 2),
        "used": code_metrics.used_codewords(fitted.codes),
        "relative_error": errors(scaled=False),
        "relative_error_scaled": errors(scaled=True),
        "radius": _rounded(code_metrics.radius_quantiles(fitted.points, c=c), 6),
        "wup": likeness,
    }


def _measure_little(fitted: Fitted, plan: Plan) -> dict[str, Any]:
    """What of `measure` takes seconds at any size."""
    c, codes = plan.settings.curvature, fitted.codes
    errors = code_metrics.relative_errors(fitted.quantizer, fitted.points, codes, c=c)
    return {
        "nodes": len(codes),
        "pairs": len(plan.pairs.positives),
        "map": None,
        "map_shuffled": None,
        "unique": round(code_metrics.unique_share(codes), 4),
        "unique_nearest": round(code_metrics.unique_share(codes), 4),
        "unique_refused": fitted.note,
        "perplexity": _rounded(code_metrics.perplexities(codes, plan.settings.sizes), 2),
        "used": code_metrics.used_codewords(codes),
        "relative_error": _rounded(errors, 6),
        "radius": _rounded(code_metrics.radius_quantiles(fitted.points, c=c), 6),
    }


def precision_of_parents(points: Tensor, hierarchy: Hierarchy, plan: Plan) -> float | None:
    """Mean average precision of direct parents among all nodes outside a node's own subtree; held-out ones count."""
    links = np.stack([hierarchy.parents.rows, hierarchy.parents.indices], axis=1)
    below = hierarchy.closure()[:, ::-1]
    settings, sample = plan.settings, None if len(hierarchy) <= EXACT_UP_TO else SAMPLE
    value = mean_average_precision(points, links, c=settings.curvature, known=below, sample=sample, seed=settings.seed)
    return round(value, 4) if np.isfinite(value) else None


def _parents_at_start(hierarchy: Hierarchy, plan: Plan) -> float | None:
    """The same for a start that was made of the hierarchy: what training added, and what it did not."""
    if plan.settings.start == "random":
        return None
    start = expmap0(start_vectors(hierarchy, plan.settings), c=plan.settings.curvature)
    return precision_of_parents(start, hierarchy, plan)


def _progress_of(state: TrainingState, plan: Plan) -> dict[str, Any]:
    return {
        "step": state.step,
        "steps": plan.steps,
        "seconds": round(state.seconds, 1),
        "device": str(state.table.vectors.device),
        "threads": torch.get_num_threads(),
        "processes": plan.group.size,
    }


def _rounded(values: list[float], digits: int) -> list[float]:
    return [round(value, digits) for value in values]
