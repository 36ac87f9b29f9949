"""Training on the pairs of a hierarchy: what one step is."""

from collections.abc import Iterable

import torch
from torch import Tensor

from hrq.geometry.poincare import expmap0
from hrq.jobs.progress import Report
from hrq.jobs.stopping import StopRequest
from hrq.quantize import ResidualQuantizer
from hrq.train.engine.plan import Plan
from hrq.train.engine.quantizer import JOIN_ITERATIONS, fitted_quantizer, random_quantizer
from hrq.train.engine.snapshots import spread
from hrq.train.engine.state import TrainingState, add_quantizer, save_checkpoint
from hrq.train.engine.steps import Work, at_rates, revive, run_steps
from hrq.train.hierarchy.losses import batch_losses


def train_to_the_end(state: TrainingState, plan: Plan, report: Report, stop: StopRequest) -> bool:
    """Run all steps that are left. Returns whether training came to its end; False if it was asked to stop."""
    return run_steps(Training(state, plan), report, stop)


class Training(Work):
    """A table of points that learns from pairs, alone or in a group."""

    counted = "pairs"

    def __init__(self, state: TrainingState, plan: Plan) -> None:
        super().__init__(state, plan)
        self.state, self.plan = state, plan
        self.device = plan.pairs.positives.device
        self._place = torch.full((plan.pairs.nodes,), -1, device=plan.pairs.starts.device)

    def one_step(self, batch: Tensor) -> dict[str, Tensor]:
        """Move points and codewords once, by the losses of a batch, which are returned by name."""
        state, plan = self.state, self.plan
        if state.quantizer is None and state.step >= plan.joins:
            add_quantizer(state, _first_quantizer(state, plan), plan.settings, plan.group)
        optimizers = at_rates(state, plan, state.table_optimizer)
        own, weight = plan.group.share(batch)
        losses = batch_losses(state, plan, plan.pairs.positives[own], self._place)
        torch.stack(list(losses.values())).sum().mul(weight).backward()
        plan.group.gather_rows(state.table.vectors)
        for one in optimizers:
            one.step()
        state.table.cap()
        revive(self, self.points)
        return losses

    def learnt(self) -> Iterable[Tensor]:
        """The table."""
        return (self.state.table.vectors,)

    def points(self, most: int | None = None) -> Tensor:
        """The table's points."""
        table = self.state.table
        if most is None:
            return table.points()
        rows = spread(len(table.vectors), most).to(table.vectors.device)
        return expmap0(table.vectors.detach()[rows], c=table.c)

    def save(self) -> None:
        """Write a checkpoint."""
        save_checkpoint(self.plan.folder, self.state)


def _first_quantizer(state: TrainingState, plan: Plan) -> ResidualQuantizer:
    vectors, settings = state.table.vectors.detach(), plan.settings
    if settings.preset == "paper":
        return random_quantizer(vectors, settings).to(vectors.device)
    return fitted_quantizer(vectors, settings, iterations=JOIN_ITERATIONS, seed=settings.seed).to(vectors.device)
