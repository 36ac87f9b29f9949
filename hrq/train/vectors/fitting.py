"""Codes for given vectors, without any hierarchy: an encoder to the ball, a quantizer on it, and the way back.

The loss is the squared error of the decoded reconstruction, through the codes by the straight-through gradient, and
the quantizer's own losses. First the encoder learns alone; then codebooks are fitted to its points and join. Whether
the tree that the codes spell is a hierarchy that somebody knows is asked only afterwards.
"""

from pathlib import Path
from typing import Any

import torch

from hrq.errors import CannotWriteError, TooLargeError, UsageError
from hrq.geometry.poincare import logmap0
from hrq.jobs.atomic import write_text
from hrq.jobs.device import limited_threads
from hrq.jobs.lock import only_one
from hrq.jobs.memory import memory_told
from hrq.jobs.progress import Progress, Recorder, Report, silent
from hrq.jobs.stopping import forget_stale, stoppable
from hrq.runs import RunConfig, Settings, files, make_config
from hrq.runs.config import disk_layout
from hrq.train.engine.folder import Outcome, begun_in, check_same_settings, clear, finished_before, tidy
from hrq.train.engine.plan import FitPlan
from hrq.train.engine.snapshots import spread
from hrq.train.engine.steps import run_steps
from hrq.train.outcome.parts import EXACT_UP_TO, FEW, Parts, keep
from hrq.train.outcome.trained import Fitted, final_codes
from hrq.train.settings.fit_options import TAKEN, fit_settings
from hrq.train.vectors.encoder import Autoencoder
from hrq.train.vectors.source import Vectors, read
from hrq.train.vectors.step import PIECE, Fitting, load_fit_state, new_fit_state

SMALL = 500_000  # numbers of a batch
SHORT = (  # what memory may be short for, and what to do then
    "fit these vectors",
    "Take fewer vectors or a machine with more; --resume goes on from the last checkpoint where there is one.",
)


def fit(
    points: str,
    out: Path,
    given: dict[str, Any],
    *,
    names: Path | None = None,
    hierarchy: str | None = None,
    resume: bool = False,
    threads: int | None = None,
    checkpoint_seconds: float = 60.0,
    report: Report = silent,
) -> Outcome:
    """Fit an encoder and a quantizer to vectors, and leave a run in `out`.

    Ctrl-C, SIGTERM or a file named `stop` in the folder end it between two steps; what was reached is a run of state
    `stopped`, beside a checkpoint from which `resume` goes on, with the same vectors and settings, to the same end.
    `threads` as `threads_for` says; the same seed gives the same codes with the same number.
    """
    settings = fit_settings(given)
    if resume:
        check_same_settings(out, begun_in(out, "fitted"), settings.model_dump(), TAKEN)
    with memory_told(*SHORT):
        found = read(points, names, hierarchy, seed=settings.seed)
    config = _config(settings, found)
    if resume:
        _check_same_vectors(out, config)
        if done := finished_before(out):
            return done
    fresh, workers = not resume and not out.exists(), threads_for(found, settings, threads)
    folder = out if resume else files.new_folder(out)
    try:
        with memory_told(*SHORT), only_one(folder, doing="fitted"), limited_threads(workers):
            return _fit(folder, found, config, settings, checkpoint_seconds, report, resume=resume)
    except (CannotWriteError, TooLargeError):
        if fresh:
            clear(folder)
        raise


def threads_for(found: Vectors, settings: Settings, wanted: int | None) -> int:
    """One for small batches, where more only wait for each other, else every core (0), if nobody wants another number.

    On a machine that is busy anyway two threads took fourteen times as long for 512 vectors of 128 numbers as one.
    """
    return int(settings.batch * found.vectors.shape[1] < SMALL) if wanted is None else wanted


def _fit(
    folder: Path,
    found: Vectors,
    config: RunConfig,
    settings: Settings,
    checkpoint_seconds: float,
    report: Report,
    *,
    resume: bool,
) -> Outcome:
    forget_stale(folder)
    if not (folder / files.MANIFEST).exists():  # a run that loads already is left alone
        write_text(folder / files.CONFIG, config.to_json())
    model = Autoencoder(found.vectors, settings)
    plan = FitPlan(settings, model.scaled(found.vectors), folder, checkpoint_seconds)
    goes_on = resume and (folder / files.CHECKPOINT).is_file()
    state = load_fit_state(model, plan) if goes_on else new_fit_state(model, plan)
    work, recorder = Fitting(state, plan), Recorder(folder, report)
    with stoppable(folder) as stop:
        finished = run_steps(work, recorder, stop)
        work.save()  # whatever happens from here on, no step is lost
        metrics = _finish(work, found, config, recorder)
    tidy(folder, finished=finished)
    return Outcome(folder, metrics, finished)


def _config(settings: Settings, found: Vectors) -> RunConfig:
    kept = settings.model_dump() | {
        "origin": "fitted",
        "hierarchy": found.hierarchy_source,
        "hierarchy_hash": found.hierarchy.content_hash if found.hierarchy is not None else "",
        "vectors": found.source,
        "vectors_names": found.names_source,
        "vectors_hash": found.content_hash,
        "disk_layout": disk_layout(settings.dimension),
    }
    return make_config(**kept)


def _check_same_vectors(folder: Path, now: RunConfig) -> None:
    """Raise UsageError where something else was read than when the fit was begun."""
    begun = begun_in(folder, "fitted")
    for field, what in (("vectors_hash", "vectors or names"), ("hierarchy_hash", "hierarchy")):
        if getattr(begun, field) != getattr(now, field):
            before = begun.vectors if field == "vectors_hash" else begun.hierarchy or "none"
            raise UsageError(
                f"{folder} was begun with other {what} ({before}). Give the same as then, or use another --out."
            )


@torch.no_grad()
def _finish(work: Fitting, found: Vectors, config: RunConfig, report: Report) -> dict[str, Any]:
    """Final codebooks and codes, what they lose, and the run. A large fit that was stopped is measured in a hurry."""
    state, plan, points = work.state, work.plan, work.points()
    finished = state.step >= plan.steps
    hurry = not finished and len(points) > EXACT_UP_TO
    tangents = logmap0(points, c=config.curvature)
    fitted = final_codes(points, tangents, state.quantizer, plan.settings, report, hurry=hurry)
    errors = _errors(work, fitted, report, hurry=hurry)
    facts: dict[str, Any] = {
        "state": "finished" if finished else "stopped",
        "step": state.step,
        "steps": plan.steps,
        "seconds": round(state.seconds, 1),
        "vectors_error": errors[0],
        "vectors_error_by_level": errors[1:],
    }
    parts = Parts(
        found.names, fitted.codes, fitted.nearest, points, fitted.quantizer, found.hierarchy, refused=fitted.note
    )
    kept = config.model_copy(update={"scale": fitted.quantizer.scale})
    metrics = keep(plan.folder, kept, parts, facts, hurry=hurry)
    report(Progress("measuring", 1, 1))
    return metrics.to_json()


def _errors(work: Fitting, fitted: Fitted, report: Report, *, hurry: bool) -> list[float]:
    """Mean squared errors of the vectors decoded from points and after each level of codes, in units of their spread.

    A `hurry` takes a few vectors, evenly spread.
    """
    rows = spread(len(fitted.codes), FEW if hurry else len(fitted.codes))
    pieces, total = rows.split(PIECE), torch.zeros(fitted.quantizer.levels + 1, dtype=torch.float64)
    for done, some in enumerate(pieces):
        report(Progress("measuring", done, len(pieces) + 1))
        wanted = work.plan.scaled[some]
        levels = fitted.quantizer.partial_reconstructions(fitted.codes[some])
        for place, points in enumerate((fitted.points[some], *levels)):
            total[place] += (work.state.model.decode(points) - wanted).square().sum(dtype=torch.float64)
    report(Progress("measuring", len(pieces), len(pieces) + 1))
    numbers = len(rows) * work.plan.scaled.shape[1]
    return [round(float(one) / numbers, 4) for one in total]
