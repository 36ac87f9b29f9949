"""When things happen in a training, counted in steps."""

from pathlib import Path

import numpy as np
import pytest
import torch

from hrq.runs.config import Settings, make_settings
from hrq.train.engine.pairs import make_pairs
from hrq.train.engine.plan import FitPlan, Plan

LINKS = np.array([[i, 0] for i in range(1, 11)])  # ten pairs


def plan(**given: object) -> Plan:
    settings: Settings = make_settings(**{"epochs": 6, "batch": 4, "burn_in": 0.5} | given)
    return Plan(settings, make_pairs(LINKS, LINKS, 11), Path("nowhere"))


@pytest.mark.parametrize(("batch", "expected"), [(1, 10), (4, 3), (5, 2), (9, 2), (10, 1), (11, 1)])
def test_a_batch_begun_is_a_step(batch: int, expected: int) -> None:
    assert plan(batch=batch).examples == 10
    assert plan(batch=batch).steps_an_epoch == expected
    assert plan(batch=batch).steps == 6 * expected


def test_the_quantizer_joins_after_the_burn_in_or_never() -> None:
    assert plan().joins == 9
    assert plan(burn_in=0.0).joins == 0
    assert plan(burn_in=0.3).joins == round(0.3 * 18)
    assert plan(quantizer_weight=0.0).joins == 18


def test_a_fit_counts_vectors_and_its_quantizer_always_joins() -> None:
    settings = make_settings(epochs=6, batch=4, burn_in=0.5, quantizer_weight=0.0)
    fit = FitPlan(settings, torch.zeros(9, 3), Path("nowhere"))
    assert (fit.examples, fit.steps_an_epoch, fit.steps, fit.joins) == (9, 3, 18, 9)
