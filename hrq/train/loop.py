"""The loop: one step after another, with reports, checkpoints, and a way to stop between two of them."""

import time
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from hrq.errors import DivergedError
from hrq.jobs.progress import Progress, Report
from hrq.jobs.stopping import StopRequest
from hrq.models.files import CHECKPOINT
from hrq.quantize import ResidualQuantizer
from hrq.quantize.codebook import perplexity, reseed_dead
from hrq.train import snapshots
from hrq.train.objective import batch_losses
from hrq.train.optimizers import rate_share, set_rate
from hrq.train.pairs import batches, epoch_order, step_generator
from hrq.train.plan import Plan
from hrq.train.quantization import fitted_quantizer, random_quantizer
from hrq.train.state import TrainingState, add_quantizer, save_checkpoint

REVIVE_EVERY, REVIVE_UNTIL = 100, 0.8  # steps; share of training after which codewords are left to settle
REPORT_EVERY = 25  # steps between two reports, so that reading losses back stays cheap


def train_to_the_end(state: TrainingState, plan: Plan, report: Report, stop: StopRequest) -> bool:
    """Run all steps that are left. Returns whether training came to its end; False if it was asked to stop."""
    place = torch.full((plan.pairs.nodes,), -1, device=plan.pairs.starts.device)
    begun, saved, looked = time.monotonic() - state.seconds, time.monotonic(), 0.0
    for batch in remaining_batches(state.step, plan):
        if plan.group.agrees(bool(stop)):
            break
        losses = one_step(state, plan, batch, place)
        state.step += 1
        state.seconds = time.monotonic() - begun
        if state.step % REPORT_EVERY == 0 or state.step == plan.steps:
            _require_numbers(state, plan)
            report(Progress("training", state.step, plan.steps, state.seconds, _figures(state, plan, losses)))
        if plan.group.leads and snapshots.due(state.step, plan, time.monotonic() - looked):
            snapshots.take(state, plan)
            looked = time.monotonic()
        if time.monotonic() - saved > plan.checkpoint_seconds:
            _require_numbers(state, plan)
            if plan.group.leads:
                save_checkpoint(plan.folder, state)
            saved = time.monotonic()
    _require_numbers(state, plan)
    return state.step >= plan.steps


def _require_numbers(state: TrainingState, plan: Plan) -> None:
    """Raise DivergedError, before anything is saved, where a point or a codeword is no longer a number."""
    learnt = [state.table.vectors, *(state.quantizer.codebooks if state.quantizer is not None else ())]
    if not all(bool(one.detach().isfinite().all()) for one in learnt):
        raise DivergedError(state.step, plan.settings.learning_rate, (plan.folder / CHECKPOINT).is_file())


def remaining_batches(step: int, plan: Plan) -> Iterator[Tensor]:
    """The batches of pairs that follow a step, up to the end of training."""
    per_epoch = plan.steps_an_epoch
    for epoch in range(step // per_epoch, plan.settings.epochs):
        order = epoch_order(len(plan.pairs.positives), plan.settings.seed, epoch).to(plan.pairs.positives.device)
        first = step % per_epoch if epoch == step // per_epoch else 0
        yield from batches(order, plan.settings.batch, first)


def one_step(state: TrainingState, plan: Plan, batch: Tensor, place: Tensor) -> dict[str, Tensor]:
    """Move points and codewords once, by the losses of a batch, which are returned by name."""
    settings = plan.settings
    if state.quantizer is None and state.step >= plan.joins:
        add_quantizer(state, _first_quantizer(state, plan), settings, plan.group)
    share = rate_share(state.step, plan.steps, settings)
    for optimizer, rate in (
        (state.table_optimizer, settings.learning_rate),
        (state.codebook_optimizer, settings.codebook_rate),
    ):
        if optimizer is not None:
            set_rate(optimizer, rate * share)
            optimizer.zero_grad(set_to_none=True)
    own, weight = plan.group.share(batch)
    losses = batch_losses(state, plan, plan.pairs.positives[own], place)
    torch.stack(list(losses.values())).sum().mul(weight).backward()
    plan.group.gather_rows(state.table.vectors)
    state.table_optimizer.step()
    state.table.cap()
    if state.codebook_optimizer is not None:
        state.codebook_optimizer.step()
        _revive(state, plan)
    return losses


def _revive(state: TrainingState, plan: Plan) -> None:
    """Now and then give codewords that nobody chose a residual of their own level to stand on."""
    assert state.quantizer is not None
    if state.step % REVIVE_EVERY or not plan.joins < state.step < REVIVE_UNTIL * plan.steps:
        return
    plan.group.add_up(state.usage)
    noise = step_generator(plan.settings.seed, state.step + plan.steps)
    reseed_dead(state.quantizer, state.table.points(), state.usage, generator=noise)
    for counts in state.usage:
        counts.zero_()


def _figures(state: TrainingState, plan: Plan, losses: dict[str, Tensor]) -> dict[str, Any]:
    """What there is to show beside the bar."""
    figures: dict[str, Any] = {name: float(value.detach()) for name, value in losses.items()}
    figures["pairs_a_second"] = round(state.step * plan.settings.batch / max(state.seconds, 1e-9))
    if state.quantizer is not None:
        figures["perplexity"] = [round(perplexity(counts), 1) for counts in state.usage]
        figures["dead"] = [int((counts == 0).sum()) for counts in state.usage]
    return figures


def _first_quantizer(state: TrainingState, plan: Plan) -> ResidualQuantizer:
    vectors, settings = state.table.vectors.detach(), plan.settings
    if settings.preset == "paper":
        return random_quantizer(vectors, settings).to(vectors.device)
    return fitted_quantizer(vectors, settings, iterations=10, seed=settings.seed).to(vectors.device)
