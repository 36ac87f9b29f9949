"""How long a training would take and how much memory it needs, measured on a few of its own steps."""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from hrq.data.hierarchy import Hierarchy
from hrq.data.sources import load_hierarchy
from hrq.data.splits import split_pairs
from hrq.errors import HierarchyError
from hrq.evaluate.ranking import mean_average_precision
from hrq.jobs.device import choose_device, limited_threads
from hrq.models import Settings
from hrq.quantize import ResidualQuantizer
from hrq.train.finish import EXACT_UP_TO, FIT_ITERATIONS, SAMPLE
from hrq.train.loop import one_step, remaining_batches
from hrq.train.pairs import make_pairs
from hrq.train.plan import Plan
from hrq.train.presets import SMALL, with_preset
from hrq.train.quantization import fitted_quantizer
from hrq.train.state import TrainingState, add_quantizer, new_state
from hrq.train.table import start_vectors

WARM, TRIED = 3, 12  # steps before the clock starts; steps on the clock, without the quantizer and with it
RANKED = 40  # nodes whose ancestors are ranked
RANKINGS = 5  # how often the final measuring ranks them all
FITTED, FEW_ITERATIONS = 5_000, 2  # nodes that codebooks are fitted to, and Lloyd steps on the clock


@dataclass(frozen=True)
class Estimate:
    """What a training would cost on this machine as busy as it is now."""

    seconds: float
    memory: int  # bytes, at most
    nodes: int
    pairs: int
    steps: int
    device: str

    def to_json(self) -> dict[str, Any]:
        """As JSON for machines."""
        return asdict(self)


def estimate(given: dict[str, Any], *, device: str = "auto", threads: int | None = None) -> Estimate:
    """Take a few steps of the training that `given` settings describe, and what follows it, and extrapolate.

    Nothing is kept. Raises what the training would raise.
    """
    begun, where = time.monotonic(), choose_device(device)
    hierarchy = load_hierarchy(given.get("hierarchy", Settings().hierarchy))
    split = split_pairs(hierarchy, given.get("split", "none"), given.get("split_seed", 0))
    if len(split.train) == 0:
        raise HierarchyError(f"{hierarchy.title} has no pairs to learn: every node is a root.")
    settings = with_preset(given, len(split.train))
    pairs = make_pairs(split.train, split.train, len(hierarchy)).to(where)
    workers = int(len(split.train) < SMALL) if threads is None else threads
    with tempfile.TemporaryDirectory() as folder, limited_threads(workers):
        plan = Plan(settings, pairs, Path(folder))
        ready = time.monotonic() - begun
        seconds = ready + _training(plan, hierarchy, where)
    return Estimate(round(seconds, 1), _peak(), len(hierarchy), len(split.train), plan.steps, str(where))


def _training(plan: Plan, hierarchy: Hierarchy, device: torch.device) -> float:
    state = new_state(start_vectors(hierarchy, plan.settings), plan.settings, device)
    place = torch.full((plan.pairs.nodes,), -1, device=device)
    batches = _endless(plan)
    pace = [_pace(state, plan, batches, place)]
    vectors = state.table.vectors.detach().cpu()
    chosen = vectors[: min(len(vectors), FITTED)]
    quantizer, first = _timed_fit(chosen, plan.settings, 1)
    _, more = _timed_fit(chosen, plan.settings, 1 + FEW_ITERATIONS)
    fit = (first + (more - first) / FEW_ITERATIONS * FIT_ITERATIONS) * len(vectors) / len(chosen)
    if plan.joins < plan.steps:
        add_quantizer(state, quantizer.to(device), plan.settings)
        pace.append(_pace(state, plan, batches, place))
    begun = time.monotonic()
    mean_average_precision(state.table.points().cpu(), plan.pairs.positives.cpu().numpy(), c=1.0, sample=RANKED)
    ranked = len(hierarchy) if len(hierarchy) <= EXACT_UP_TO else SAMPLE
    measuring = (time.monotonic() - begun) * ranked / RANKED * RANKINGS
    return plan.joins * pace[0] + (plan.steps - plan.joins) * pace[-1] + fit + measuring


def _timed_fit(vectors: torch.Tensor, settings: Settings, iterations: int) -> tuple[ResidualQuantizer, float]:
    begun = time.monotonic()
    quantizer = fitted_quantizer(vectors, settings, iterations=iterations, seed=0)
    return quantizer, time.monotonic() - begun


def _pace(state: TrainingState, plan: Plan, batches: Iterator[torch.Tensor], place: torch.Tensor) -> float:
    """Seconds a step."""
    for _ in range(WARM):
        one_step(state, plan, next(batches), place)
    begun = time.monotonic()
    for _ in range(TRIED):
        one_step(state, plan, next(batches), place)
    return (time.monotonic() - begun) / TRIED


def _endless(plan: Plan) -> Iterator[torch.Tensor]:
    while True:
        yield from remaining_batches(0, plan)


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
