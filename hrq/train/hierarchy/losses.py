"""What a step minimises: the contrastive loss of a batch of pairs, and the quantizer's losses on its nodes."""

import torch
from torch import Tensor

from hrq.geometry.poincare import distance, expmap0
from hrq.quantize.codebook import usage
from hrq.train.engine.pairs import false_negatives, private_negatives, shared_negatives, step_generator
from hrq.train.engine.plan import Plan
from hrq.train.engine.quantizer import quantizer_loss
from hrq.train.engine.state import TrainingState
from hrq.train.hierarchy.contrastive import contrastive_loss, private_mass, shared_mass


def batch_losses(state: TrainingState, plan: Plan, positives: Tensor, place: Tensor) -> dict[str, Tensor]:
    """The losses of a batch of pairs (b, 2), by name and weighted; codewords that were chosen are counted.

    `place` is the scratch vector of `false_negatives`.
    """
    draw = _shared if plan.settings.shared_negatives else _private
    tangents, mass = draw(state, plan, positives, place)
    points = expmap0(tangents, c=plan.settings.curvature)
    near = distance(points[: len(positives)], points[len(positives) :], c=plan.settings.curvature)
    loss = contrastive_loss(near, mass, temperature=plan.settings.temperature, self_term=plan.settings.self_term)
    losses = {"contrastive": loss}
    if state.quantizer is not None:
        losses["quantizer"] = plan.settings.quantizer_weight * _quantize(state, plan, positives, points)
    return losses


def _shared(state: TrainingState, plan: Plan, positives: Tensor, place: Tensor) -> tuple[Tensor, Tensor]:
    """Tangents (2b, d) of a batch's nodes, descendants first, and the mass (b,) of negatives that they share."""
    settings, b = plan.settings, len(positives)
    noise = step_generator(settings.seed, state.step)
    negatives = shared_negatives(plan.pairs, settings.negatives, noise)
    rows = state.table.tangents(torch.cat([positives.T.reshape(-1), negatives]))
    false = false_negatives(positives[:, 0], negatives, plan.pairs, place)
    mass = shared_mass(rows[:b], rows[2 * b :], false, c=settings.curvature, temperature=settings.temperature)
    return rows[: 2 * b], mass


def _private(state: TrainingState, plan: Plan, positives: Tensor, place: Tensor) -> tuple[Tensor, Tensor]:
    """Tangents of a batch's nodes, and the mass of negatives that each pair has of its own, as published."""
    settings, b, c = plan.settings, len(positives), plan.settings.curvature
    noise = step_generator(settings.seed, state.step)
    drawn, false = private_negatives(positives[:, 0], settings.negatives, plan.pairs, noise)
    rows = state.table.tangents(torch.cat([positives.T.reshape(-1), drawn.reshape(-1)]))
    apart = expmap0(rows[2 * b :], c=c).reshape(*drawn.shape, -1)
    mass = private_mass(expmap0(rows[:b], c=c), apart, false, c=c, temperature=settings.temperature)
    return rows[: 2 * b], mass


def _quantize(state: TrainingState, plan: Plan, positives: Tensor, points: Tensor) -> Tensor:
    """The quantizer's loss on the different nodes of a batch, so that a frequent ancestor counts once."""
    assert state.replica is not None
    nodes, where = torch.unique(positives.T.reshape(-1), return_inverse=True)
    first = torch.empty_like(nodes).scatter_(0, where, torch.arange(len(where), device=where.device))
    loss, codes = quantizer_loss(state.replica, points[first], plan.settings)
    for level, counts in enumerate(state.usage):
        counts.add_(usage(codes[:, level], len(counts)))
    return loss
