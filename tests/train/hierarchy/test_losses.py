"""The losses of a batch against the plain formula, pair by pair, with shared and with private negatives."""

from pathlib import Path

import numpy as np
import pytest
import torch

from hrq.geometry.poincare import distance, expmap0
from hrq.quantize import make_quantizer
from hrq.runs.config import make_settings
from hrq.train.engine.pairs import make_pairs, private_negatives, shared_negatives, step_generator
from hrq.train.engine.plan import Plan
from hrq.train.engine.state import TrainingState, add_quantizer, new_state
from hrq.train.hierarchy.losses import batch_losses

LINKS = np.array([[1, 0], [2, 0], [3, 1], [3, 0], [4, 2], [4, 0], [5, 2], [5, 0]])
ABOVE = {0: set(), 1: {0}, 2: {0}, 3: {0, 1}, 4: {0, 2}, 5: {0, 2}}
BATCH = torch.tensor([[3, 0], [4, 2], [5, 0]])
CPU = torch.device("cpu")


def begun(**given: object) -> tuple[TrainingState, Plan, torch.Tensor]:
    every = {"dimension": 2, "levels": 2, "codewords": 3, "dtype": "float64", "curvature": 2.0, "seed": 3}
    settings = make_settings(**every | {"negatives": 5, "temperature": 0.5} | given)
    start = torch.randn(6, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) / 2
    state = new_state(start, settings, CPU)
    state.step = 7
    return state, Plan(settings, make_pairs(LINKS, LINKS, 6), Path("nowhere")), torch.full((6,), -1)


def expected(points: torch.Tensor, negatives: list[list[int]], *, self_term: bool) -> float:
    losses = []
    for (u, v), drawn in zip(BATCH.tolist(), negatives, strict=True):
        far = [w for w in drawn if w != u and w not in ABOVE[u]]
        mass = sum(torch.exp(-distance(points[u], points[w], c=2.0) / 0.5) for w in far) + (1.0 if self_term else 0.0)
        near = torch.exp(-distance(points[u], points[v], c=2.0) / 0.5)
        losses.append(-torch.log(near / (near + mass)))
    return float(torch.stack(losses).mean())


@pytest.mark.parametrize("self_term", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_a_node_is_drawn_to_its_ancestor_and_away_from_the_rest(shared: bool, self_term: bool) -> None:
    state, plan, place = begun(shared_negatives=shared, self_term=self_term)
    noise = step_generator(3, 7)
    if shared:
        negatives = [shared_negatives(plan.pairs, 5, noise).tolist()] * 3
    else:
        negatives = private_negatives(BATCH[:, 0], 5, plan.pairs, noise)[0].tolist()
    found = batch_losses(state, plan, BATCH, place)
    points = expmap0(state.table.vectors.detach(), c=2.0)
    assert float(found["contrastive"].detach()) == pytest.approx(expected(points, negatives, self_term=self_term))
    assert set(found) == {"contrastive"}


def test_every_node_of_a_batch_is_quantized_once_and_counted() -> None:
    """0 is an ancestor twice: it counts once among the five nodes."""
    state, plan, place = begun(quantizer_weight=0.25, commitment=0.5, straight_through="off")
    noise = torch.Generator().manual_seed(1)
    books = [torch.rand(3, 2, generator=noise, dtype=torch.float64) * 0.2 for _ in range(2)]
    quantizer = make_quantizer("ghrq", books, c=2.0)
    add_quantizer(state, quantizer, plan.settings)
    found = batch_losses(state, plan, BATCH, place)["quantizer"]
    points = expmap0(state.table.vectors.detach()[[0, 2, 3, 4, 5]], c=2.0)
    quantized = quantizer(points, straight_through="off")
    whole = quantized.losses["codebook"] + 0.5 * quantized.losses["commitment"]
    assert float(found.detach()) == pytest.approx(0.25 * float(whole.detach()))
    for level, counts in enumerate(state.usage):
        assert counts.tolist() == torch.bincount(quantized.codes[:, level], minlength=3).tolist()
