"""One step after another, with reports, snapshots, checkpoints, and a way to stop between two of them."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from hrq.errors import DivergedError
from hrq.jobs.progress import Progress, Report
from hrq.jobs.stopping import StopRequest
from hrq.quantize.codebook import perplexity, reseed_dead
from hrq.runs.files import CHECKPOINT
from hrq.train.engine import snapshots
from hrq.train.engine.optimizers import rate_share, set_rate
from hrq.train.engine.pairs import batches, epoch_order, step_generator
from hrq.train.engine.plan import Schedule
from hrq.train.engine.state import Learning

REVIVE_EVERY, REVIVE_UNTIL = 100, 0.8  # steps; share of training after which codewords are left to settle
REPORT_EVERY = 25  # steps between two reports, so that reading losses back stays cheap


class Work(ABC):
    """What one kind of training does; `run_steps` does what they have in common."""

    counted = "examples"  # what a batch is made of
    device = torch.device("cpu")  # where batches are wanted

    def __init__(self, state: Learning, plan: Schedule) -> None:
        self.shared_state, self.schedule = state, plan

    @abstractmethod
    def one_step(self, batch: Tensor) -> dict[str, Tensor]:
        """Learn from a batch, numbers of examples (b,); returns the losses by name."""

    @abstractmethod
    def learnt(self) -> Iterable[Tensor]:
        """What has to stay numbers, besides the codebooks."""

    @abstractmethod
    def points(self, most: int | None = None) -> Tensor:
        """Where the points lie now (n, d): all of them, or at most so many, evenly spread."""

    @abstractmethod
    def save(self) -> None:
        """Write a checkpoint."""


def run_steps(work: Work, report: Report, stop: StopRequest) -> bool:
    """Run all steps that are left. Returns whether training came to its end; False if it was asked to stop."""
    state, plan = work.shared_state, work.schedule
    begun, saved, looked = time.monotonic() - state.seconds, time.monotonic(), 0.0
    for batch in remaining_batches(state.step, plan, work.device):
        if plan.group.agrees(bool(stop)):
            break
        losses = work.one_step(batch)
        state.step += 1
        state.seconds = time.monotonic() - begun
        if state.step % REPORT_EVERY == 0 or state.step == plan.steps:
            _require_numbers(work)
            report(Progress("training", state.step, plan.steps, state.seconds, _figures(work, losses)))
        if plan.group.leads and snapshots.due(state.step, plan.steps, time.monotonic() - looked):
            snapshots.take(plan, state, work.points(snapshots.MOST_ENCODED))
            looked = time.monotonic()
        if time.monotonic() - saved > plan.checkpoint_seconds:
            _require_numbers(work)
            if plan.group.leads:
                work.save()
            saved = time.monotonic()
    _require_numbers(work)
    return state.step >= plan.steps


def remaining_batches(step: int, plan: Schedule, device: torch.device) -> Iterator[Tensor]:
    """The batches of examples that follow a step, up to the end of training."""
    per_epoch = plan.steps_an_epoch
    for epoch in range(step // per_epoch, plan.settings.epochs):
        order = epoch_order(plan.examples, plan.settings.seed, epoch).to(device)
        first = step % per_epoch if epoch == step // per_epoch else 0
        yield from batches(order, plan.settings.batch, first)


def at_rates(state: Learning, plan: Schedule, optimizer: Optimizer) -> list[Optimizer]:
    """The optimizers of a step, each at its rate, gradients forgotten."""
    share, settings = rate_share(state.step, plan.steps, plan.settings), plan.settings
    rates = [(optimizer, settings.learning_rate), (state.codebook_optimizer, settings.codebook_rate)]
    found = [(one, rate) for one, rate in rates if one is not None]
    for one, rate in found:
        set_rate(one, rate * share)
        one.zero_grad(set_to_none=True)
    return [one for one, _ in found]


def revive(work: Work, points: Callable[[], Tensor]) -> None:
    """Now and then give codewords that nobody chose a residual of their own level to stand on, one of `points`."""
    state, plan = work.shared_state, work.schedule
    if state.quantizer is None or state.step % REVIVE_EVERY:
        return
    if not plan.joins < state.step < REVIVE_UNTIL * plan.steps:
        return
    plan.group.add_up(state.usage)
    if any(bool((counts == 0).any()) for counts in state.usage):
        noise = step_generator(plan.settings.seed, state.step + plan.steps)
        reseed_dead(state.quantizer, points(), state.usage, generator=noise)
    for counts in state.usage:
        counts.zero_()


def _require_numbers(work: Work) -> None:
    """Raise DivergedError, before anything is saved, where a point or a codeword is no longer a number."""
    state, plan = work.shared_state, work.schedule
    learnt = [*work.learnt(), *(state.quantizer.codebooks if state.quantizer is not None else ())]
    if not all(bool(torch.isfinite(one.detach()).all()) for one in learnt):
        raise DivergedError(state.step, plan.settings.learning_rate, (plan.folder / CHECKPOINT).is_file())


def _figures(work: Work, losses: dict[str, Tensor]) -> dict[str, Any]:
    """What there is to show beside the bar."""
    state = work.shared_state
    figures: dict[str, Any] = {name: float(value.detach()) for name, value in losses.items()}
    done = state.step * work.schedule.settings.batch
    figures[f"{work.counted}_a_second"] = round(done / max(state.seconds, 1e-9))
    if state.quantizer is not None:
        figures["perplexity"] = [round(perplexity(counts), 1) for counts in state.usage]
        figures["dead"] = [int((counts == 0).sum()) for counts in state.usage]
    return figures
