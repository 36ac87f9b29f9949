"""A fit to vectors: what changes while it runs, its checkpoint, and what one step is."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from hrq.geometry.poincare import logmap0
from hrq.quantize.codebook import usage
from hrq.train.engine.plan import FitPlan
from hrq.train.engine.quantizer import JOIN_ITERATIONS, fitted_quantizer
from hrq.train.engine.snapshots import spread
from hrq.train.engine.state import Learning, add_quantizer, checkpoint_of, restore, write_checkpoint
from hrq.train.engine.steps import Work, at_rates, revive
from hrq.train.vectors.encoder import Autoencoder

MODEL, OPTIMIZER = "model/", "networks"
REVIVED_FROM = 16_384  # points, evenly spread: to encode all of them would take longer than the steps between
PIECE = 8192  # vectors that are encoded at once


@dataclass
class FitState(Learning):
    """The two networks and their optimizer, beside what every training has."""

    model: Autoencoder
    optimizer: torch.optim.Optimizer


def new_fit_state(model: Autoencoder, plan: FitPlan) -> FitState:
    """The state before the first step."""
    return FitState(model, torch.optim.Adam(model.parameters(), lr=plan.settings.learning_rate))


def load_fit_state(model: Autoencoder, plan: FitPlan) -> FitState:
    """The state of the folder's checkpoint; raises BrokenRunError where it does not fit the settings."""
    with checkpoint_of(plan.folder) as stored:
        weights = {name: stored.tensors[MODEL + name] for name in model.state_dict()}
        model.load_state_dict(weights)
        state = new_fit_state(model, plan)
        restore(state, stored, {OPTIMIZER: state.optimizer}, plan.settings, torch.device("cpu"))
        return state


class Fitting(Work):
    """An encoder to the ball and a decoder, which learn alone at first, then through the codes as well."""

    counted = "vectors"

    def __init__(self, state: FitState, plan: FitPlan) -> None:
        super().__init__(state, plan)
        self.state, self.plan = state, plan

    def one_step(self, batch: Tensor) -> dict[str, Tensor]:
        """One step on a batch, rows of the vectors (b,); returns the losses by name."""
        state, plan = self.state, self.plan
        if state.quantizer is None and state.step >= plan.joins:
            self._join()
        optimizers = at_rates(state, plan, state.optimizer)
        losses = self._losses(plan.scaled[batch])
        torch.stack(list(losses.values())).sum().backward()
        for one in optimizers:
            one.step()
        revive(self, lambda: self.points(REVIVED_FROM))
        return losses

    def learnt(self) -> Iterable[Tensor]:
        """Both networks."""
        return self.state.model.parameters()

    @torch.no_grad()
    def points(self, most: int | None = None) -> Tensor:
        """What the encoder makes of the vectors now."""
        scaled = self.plan.scaled
        chosen = scaled if most is None or most >= len(scaled) else scaled[spread(len(scaled), most)]
        return torch.cat([self.state.model.encode(rows) for rows in chosen.split(PIECE)])

    def save(self) -> None:
        """Write a checkpoint."""
        weights = {MODEL + name: value for name, value in self.state.model.state_dict().items()}
        write_checkpoint(self.plan.folder, self.state, weights, {OPTIMIZER: self.state.optimizer})

    def _losses(self, vectors: Tensor) -> dict[str, Tensor]:
        """What the decoder misses of vectors (b, wide), of their points and of their codes."""
        state, settings = self.state, self.plan.settings
        points = state.model.encode(vectors)
        losses = {"reconstruction": (state.model.decode(points) - vectors).square().mean()}
        if state.quantizer is None:
            return losses
        quantized = state.quantizer(points, straight_through=settings.straight_through)
        through = (state.model.decode(quantized.reconstruction) - vectors).square().mean()
        own = quantized.losses["codebook"] + settings.commitment * quantized.losses["commitment"]
        for level, counts in enumerate(state.usage):
            counts.add_(usage(quantized.codes[:, level], len(counts)))
        return losses | {"through codes": through, "quantizer": settings.quantizer_weight * own}

    def _join(self) -> None:
        """Codebooks fitted to the encoder's points as they are now."""
        settings = self.plan.settings
        tangents = logmap0(self.points(), c=settings.curvature)
        joining = fitted_quantizer(tangents, settings, iterations=JOIN_ITERATIONS, seed=settings.seed)
        add_quantizer(self.state, joining, settings)
