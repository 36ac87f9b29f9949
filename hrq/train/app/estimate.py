"""How long a training would take and how much memory it needs, measured on a few of its own steps."""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from hrq.data.hierarchy.splits import split_pairs
from hrq.data.sources.by_name import load_hierarchy
from hrq.errors import HierarchyError
from hrq.evaluate.distances.average_precision import mean_average_precision
from hrq.evaluate.pictures.faithfulness import SAMPLE as NEIGHBOURS
from hrq.geometry.poincare import logmap0
from hrq.jobs.busy import Load, machine_load
from hrq.jobs.device import choose_device, limited_threads
from hrq.jobs.memory import memory_told
from hrq.quantize import ResidualQuantizer
from hrq.runs import Settings
from hrq.train.engine.pairs import make_pairs
from hrq.train.engine.plan import FitPlan, Plan
from hrq.train.engine.quantizer import JOIN_ITERATIONS, fitted_quantizer
from hrq.train.engine.state import add_quantizer, new_state
from hrq.train.engine.steps import Work, remaining_batches
from hrq.train.engine.table import start_vectors
from hrq.train.hierarchy.step import Training
from hrq.train.outcome.parts import EXACT_UP_TO, QUICK_SAMPLE, SAMPLE, placed_in_disk
from hrq.train.outcome.trained import FIT_ITERATIONS
from hrq.train.settings.fit_options import fit_settings
from hrq.train.settings.presets import SMALL, with_preset
from hrq.train.vectors.encoder import Autoencoder
from hrq.train.vectors.fitting import SHORT, threads_for
from hrq.train.vectors.source import read
from hrq.train.vectors.step import Fitting, new_fit_state

WARM, TRIED = 3, 12  # steps before the clock starts; steps on the clock, without the quantizer and with it
RANKED = 40  # nodes whose ancestors are ranked
RANKINGS = 5  # how often the final measuring ranks them all
FITTED, FEW_ITERATIONS = 5_000, 2  # nodes that codebooks are fitted to, and Lloyd steps on the clock


@dataclass(frozen=True)
class Cost:
    """What a training would cost on this machine as busy as it is now."""

    seconds: float
    memory: int  # bytes, at most
    steps: int
    device: str
    load: Load | None = field(default=None, kw_only=True)  # before it was measured

    def to_json(self) -> dict[str, Any]:
        """As JSON for machines."""
        return asdict(self)


@dataclass(frozen=True)
class Estimate(Cost):
    """Of a training on a hierarchy."""

    nodes: int
    pairs: int


@dataclass(frozen=True)
class FitEstimate(Cost):
    """Of a fit to vectors."""

    vectors: int
    width: int  # numbers of a vector


def estimate(given: dict[str, Any], *, device: str = "auto", threads: int | None = None) -> Estimate:
    """Take a few steps of the training that `given` settings describe, and what follows it, and extrapolate.

    Nothing is kept. Raises what the training would raise.
    """
    begun, where, load = time.monotonic(), choose_device(device), machine_load()
    hierarchy = load_hierarchy(given.get("hierarchy", Settings().hierarchy))
    split = split_pairs(hierarchy, given.get("split", "none"), given.get("split_seed", 0))
    if len(split.train) == 0:
        raise HierarchyError(f"{hierarchy.title} has no pairs to learn: every node is a root.")
    settings = with_preset(given, len(split.train))
    pairs = make_pairs(split.train, split.train, len(hierarchy)).to(where)
    workers = int(len(split.train) < SMALL) if threads is None else threads
    with tempfile.TemporaryDirectory() as folder, limited_threads(workers):
        plan = Plan(settings, pairs, Path(folder))
        work = Training(new_state(start_vectors(hierarchy, settings), settings, where), plan)
        ready = time.monotonic() - begun
        seconds = ready + _steps(work, len(hierarchy), where) + _ranking(work, len(hierarchy))
    return Estimate(round(seconds, 1), _peak(), plan.steps, str(where), len(hierarchy), len(split.train), load=load)


def estimate_fit(
    points: str,
    given: dict[str, Any],
    *,
    names: Path | None = None,
    hierarchy: str | None = None,
    threads: int | None = None,
) -> FitEstimate:
    """What a fit to vectors will take, by some steps of it. Raises what the fit would raise."""
    begun, settings, load = time.monotonic(), fit_settings(given), machine_load()
    with memory_told(*SHORT):
        found = read(points, names, hierarchy, seed=settings.seed)
    workers = threads_for(found, settings, threads)
    with memory_told(*SHORT), tempfile.TemporaryDirectory() as folder, limited_threads(workers):
        model = Autoencoder(found.vectors, settings)
        plan = FitPlan(settings, model.scaled(found.vectors), Path(folder))
        work = Fitting(new_fit_state(model, plan), plan)
        ready = time.monotonic() - begun
        seconds = ready + _steps(work, plan.examples, torch.device("cpu")) + _decoding(work)
    return FitEstimate(round(seconds, 1), _peak(), plan.steps, "cpu", *found.vectors.shape, load=load)


def _steps(work: Work, nodes: int, device: torch.device) -> float:
    """Seconds of all steps, and of the codebooks of so many points that are fitted before the quantizer joins and after
    the last step.
    """
    plan, batches = work.schedule, _endless(work)
    pace = [_pace(work, batches)]
    chosen = logmap0(work.points(FITTED).detach().cpu(), c=plan.settings.curvature)
    quantizer, first = _timed_fit(chosen, plan.settings, 1)
    _, more = _timed_fit(chosen, plan.settings, 1 + FEW_ITERATIONS)
    joins = plan.joins < plan.steps
    iterations = FIT_ITERATIONS + JOIN_ITERATIONS * joins
    fit = (first * (1 + joins) + (more - first) / FEW_ITERATIONS * iterations) * nodes / len(chosen)
    if joins:
        add_quantizer(work.shared_state, quantizer.to(device), plan.settings)
        pace.append(_pace(work, batches))
    return plan.joins * pace[0] + (plan.steps - plan.joins) * pace[-1] + fit


def _ranking(work: Training, nodes: int) -> float:
    """Seconds of the numbers that follow a training."""
    begun, pairs = time.monotonic(), work.plan.pairs.positives.cpu().numpy()
    mean_average_precision(work.points().cpu(), pairs, c=1.0, sample=RANKED)
    ranked = nodes if nodes <= EXACT_UP_TO else SAMPLE
    return (time.monotonic() - begun) * ranked / RANKED * RANKINGS


def _decoding(work: Fitting) -> float:
    """Seconds of the numbers that follow a fit: points and every level of the codes decoded, neighbours counted."""
    begun = time.monotonic()
    points = work.points()
    decoding = (time.monotonic() - begun) * (2 + work.plan.settings.levels)
    begun = time.monotonic()
    placed_in_disk(points, c=work.plan.settings.curvature, hurry=True)
    return decoding + (time.monotonic() - begun) * min(len(points), NEIGHBOURS) / QUICK_SAMPLE


def _timed_fit(vectors: torch.Tensor, settings: Settings, iterations: int) -> tuple[ResidualQuantizer, float]:
    begun = time.monotonic()
    quantizer = fitted_quantizer(vectors, settings, iterations=iterations, seed=0)
    return quantizer, time.monotonic() - begun


def _pace(work: Work, batches: Iterator[torch.Tensor]) -> float:
    """Seconds a step."""
    for _ in range(WARM):
        work.one_step(next(batches))
    begun = time.monotonic()
    for _ in range(TRIED):
        work.one_step(next(batches))
    return (time.monotonic() - begun) / TRIED


def _endless(work: Work) -> Iterator[torch.Tensor]:
    while True:
        yield from remaining_batches(0, work.schedule, work.device)


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
