"""What the sections on training and loading hold against each other, without a clock."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from hrq.bench import loading, training
from hrq.bench.measure import Contender
from hrq.bench.sizes import FULL, QUICK
from hrq.runs import list_runs
from hrq.runs.files import MODEL

TINY = replace(
    QUICK, hierarchy="wordnet:canine.n.02", batch=16, negatives=8, private_negatives=3, steps=3, few_steps=2, rounds=9
)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Contenders and the number of rounds of a section whose clock stands still."""
    found: dict[str, Any] = {}

    def compare(contenders: Sequence[Contender], rounds: int, tick: Any, *, unit: int) -> list[Any]:
        found.update({one.name: one for one in contenders}, rounds=rounds, unit=unit)
        return []

    for module in (training, loading):
        monkeypatch.setattr(module, "compare", compare)
    monkeypatch.setattr(training, "peer", lambda name: None)
    return found


def test_pairs_a_second_are_those_of_the_steps_that_are_timed(compared: dict[str, Any]) -> None:
    section = training.training_section(TINY, lambda: None)
    assert section.rate == "pairs a second"
    assert (compared.pop("rounds"), compared.pop("unit")) == (5, 1)
    amounts = {name: one.amount for name, one in compared.items() if one.run is not None}
    assert amounts == {
        "hrq, shared negatives": 48, "the same and quantization": 48, "plain autograd, private negatives": 32,
    }  # fmt: skip
    targets = {name: one.target and (one.target.sense, one.target.bound) for name, one in compared.items()}
    assert targets == {
        "hrq, shared negatives": None,
        "the same and quantization": ("at most", 2.5),
        "plain autograd, private negatives": ("at least", 5.0),
        "gensim, 3 negatives": ("at least", 500.0),
        "gensim, 10 negatives": None,
    }
    assert all(one.target.against == training.OURS for one in compared.values() if one.target)


@pytest.mark.parametrize(
    ("more", "negatives", "shared", "quantized"),
    [({}, 8, True, False), ({"private": True}, 3, False, False), ({"quantize": True}, 8, True, True)],
)
def test_a_call_trains_from_the_start_for_as_many_steps_as_said(
    more: dict[str, bool], negatives: int, shared: bool, quantized: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hrq.data.sources.by_name import load_hierarchy
    from hrq.train.engine.pairs import make_pairs

    told: list[tuple[int, Any, Any]] = []
    monkeypatch.setattr(
        training, "train_to_the_end", lambda state, plan, report, stop: told.append((state.step, state, plan))
    )
    hierarchy = load_hierarchy(TINY.hierarchy)
    pairs = make_pairs(hierarchy.closure(), hierarchy.closure(), len(hierarchy))
    run = training.steps(TINY, hierarchy, pairs, 3, **more)
    run()
    told[0][1].step = 7
    run()
    assert [step for step, _, _ in told] == [0, 0]
    _, state, plan = told[1]
    assert len(plan.pairs.positives) == 3 * TINY.batch
    assert (plan.settings.negatives, plan.settings.shared_negatives) == (negatives, shared)
    assert (state.quantizer is not None) is quantized


def test_the_largest_bundled_run_is_loaded(compared: dict[str, Any]) -> None:
    loading.loading_section(TINY, lambda: None)
    bundled = [one.folder for one in list_runs() if one.bundled and (one.folder / MODEL).is_file()]
    sizes = {folder.name: (folder / MODEL).stat().st_size for folder in bundled}
    nouns, run = (one for one in compared.values() if isinstance(one, Contender))
    assert sizes[run.name.removeprefix("the run ")] == max(sizes.values())
    assert (nouns.target.bound, run.target.bound) == (0.5, 1.0)
    assert compared["rounds"] == TINY.rounds


def test_a_little_of_everything_is_less_than_everything() -> None:
    for name in ("points", "few_points", "rounds", "steps", "few_steps", "gensim_pairs"):
        assert getattr(QUICK, name) < getattr(FULL, name)
    assert QUICK.growth == FULL.growth[:3]
    assert FULL.points == 82_115
