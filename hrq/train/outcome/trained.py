"""From a training's last state to a run: codebooks, codes, places in the disk, and what they are worth."""

import time
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.errors import TooLargeError
from hrq.evaluate.distances.average_precision import Pairs
from hrq.geometry.poincare import expmap0
from hrq.jobs.progress import Progress, Report
from hrq.quantize import ResidualQuantizer
from hrq.quantize.unique import assign_unique
from hrq.runs import RunConfig, Settings, record
from hrq.train.engine.plan import Plan
from hrq.train.engine.quantizer import fitted_quantizer
from hrq.train.engine.state import TrainingState
from hrq.train.outcome.parts import EXACT_UP_TO, FEW, Learnt, Parts, keep

FIT_ITERATIONS = 25
STOPPED_EARLY = "It was stopped early: codes are the nearest ones, and only what takes seconds was measured."


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
    hurry = state.step < plan.steps and len(hierarchy) > EXACT_UP_TO
    fitted = fit_codes(state, plan, report, hurry=hurry)
    report(Progress("measuring", 0, 1))
    learnt = Learnt(plan.pairs.positives.cpu().numpy(), held_out, plan.settings)
    parts = Parts(
        hierarchy.names,
        fitted.codes,
        fitted.nearest,
        fitted.points,
        fitted.quantizer,
        hierarchy,
        refused=fitted.note,
        learnt=learnt,
    )
    config = record(plan.settings, hierarchy_hash=hierarchy.content_hash, scale=fitted.quantizer.scale)
    metrics = keep(plan.folder, config, parts, _progress_of(state, plan), hurry=hurry)
    report(Progress("measuring", 1, 1))
    return config, metrics.to_json()


def fit_codes(state: TrainingState, plan: Plan, report: Report, *, hurry: bool = False) -> Fitted:
    """Codebooks and codes for the table's points as they are now."""
    settings = plan.settings
    vectors = state.table.vectors.detach().cpu()
    if settings.stored == "half":  # rounded first, so that codes and numbers are those of what is stored
        vectors = vectors.half().to(vectors.dtype)
    points = expmap0(vectors, c=settings.curvature)
    return final_codes(points, vectors, state.quantizer, settings, report, hurry=hurry)


def final_codes(
    points: Tensor,
    tangents: Tensor,
    learnt: ResidualQuantizer | None,
    settings: Settings,
    report: Report,
    *,
    hurry: bool = False,
) -> Fitted:
    """Codebooks for points (n, d), the nearest codes, and unique ones where the settings ask for them.

    `tangents` are the same points in the tangent space at 0. A `hurry` takes the codebooks as training left them, or
    fits them to a few points, and makes no codes unique.
    """
    begun = time.monotonic()
    if hurry:
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


def _progress_of(state: TrainingState, plan: Plan) -> dict[str, Any]:
    return {
        "state": "finished" if state.step >= plan.steps else "stopped",
        "step": state.step,
        "steps": plan.steps,
        "seconds": round(state.seconds, 1),
        "device": str(state.table.vectors.device),
        "threads": torch.get_num_threads(),
        "processes": plan.group.size,
    }
