"""The loop that every training runs: batches that resume, rates, reports, checkpoints, stops, revived codewords."""

import itertools
from pathlib import Path

import pytest
import torch
from torch import Tensor

from hrq.errors import DivergedError
from hrq.jobs.progress import Progress, silent
from hrq.jobs.stopping import StopRequest
from hrq.quantize import make_quantizer
from hrq.runs.config import make_settings
from hrq.train.engine import snapshots
from hrq.train.engine.plan import FitPlan
from hrq.train.engine.state import Learning, add_quantizer
from hrq.train.engine.steps import Work, at_rates, remaining_batches, revive, run_steps

CPU = torch.device("cpu")


class Counting(Work):
    """Learns nothing and writes down what it is asked for."""

    def __init__(self, state: Learning, plan: FitPlan) -> None:
        super().__init__(state, plan)
        self.batches: list[list[int]] = []
        self.saved: list[int] = []
        self.value = torch.zeros(1)

    def one_step(self, batch: Tensor) -> dict[str, Tensor]:
        self.batches.append(batch.tolist())
        return {"loss": torch.tensor(2.5)}

    def learnt(self) -> list[Tensor]:
        return [self.value]

    def points(self, most: int | None = None) -> Tensor:
        return torch.zeros(4, 2)

    def save(self) -> None:
        self.saved.append(self.shared_state.step)


def plan_in(folder: Path, **given: object) -> FitPlan:
    every = {"epochs": 10, "batch": 3, "dimension": 2, "levels": 2, "codewords": 3, "seed": 4, "decay_from": 0.5}
    return FitPlan(make_settings(**every | given), torch.zeros(10, 2), folder)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps that snapshots were taken after; none is written."""
    found: list[int] = []
    monkeypatch.setattr(snapshots, "take", lambda plan, state, encoded: found.append(state.step))
    return found


@pytest.mark.parametrize("step", [0, 1, 3, 4, 7, 39])
def test_the_batches_after_a_step_are_those_that_would_have_come(step: int, tmp_path: Path) -> None:
    plan = plan_in(tmp_path)
    every = [batch.tolist() for batch in remaining_batches(0, plan, CPU)]
    assert len(every) == plan.steps == 40
    assert [batch.tolist() for batch in remaining_batches(step, plan, CPU)] == every[step:]
    for epoch in range(10):
        assert sorted(itertools.chain(*every[4 * epoch : 4 * epoch + 4])) == list(range(10))
    assert every[:4] != every[4:8]


def test_all_steps_are_taken_and_told(tmp_path: Path, seen: list[int]) -> None:
    plan, told = plan_in(tmp_path), list[Progress]()
    work = Counting(Learning(), plan)
    assert run_steps(work, told.append, StopRequest())
    assert len(work.batches) == work.shared_state.step == 40
    assert [(one.phase, one.done, one.total) for one in told] == [("training", 25, 40), ("training", 40, 40)]
    assert told[-1].figures["loss"] == 2.5
    assert told[-1].figures["examples_a_second"] == pytest.approx(40 * 3 / told[-1].seconds, rel=0.5)
    assert seen[-1] == 40
    assert work.saved == []


def test_a_resumed_training_counts_on(tmp_path: Path, seen: list[int]) -> None:
    work = Counting(Learning(step=37, seconds=100.0), plan_in(tmp_path))
    assert run_steps(work, silent, StopRequest())
    assert len(work.batches) == 3
    assert 100 <= work.shared_state.seconds < 130


def test_it_stops_between_two_steps_when_asked(tmp_path: Path, seen: list[int]) -> None:
    work, asked = Counting(Learning(), plan_in(tmp_path)), StopRequest()
    one_step = work.one_step

    def asking(batch: Tensor) -> dict[str, Tensor]:
        asked.asked = work.shared_state.step == 6
        return one_step(batch)

    work.one_step = asking  # type: ignore[method-assign]
    assert not run_steps(work, silent, asked)
    assert work.shared_state.step == 7


def test_checkpoints_are_written_when_it_is_time(tmp_path: Path, seen: list[int]) -> None:
    plan = FitPlan(plan_in(tmp_path).settings, torch.zeros(10, 2), tmp_path, checkpoint_seconds=-1.0)
    work = Counting(Learning(step=36), plan)
    run_steps(work, silent, StopRequest())
    assert work.saved == [37, 38, 39, 40]


def test_what_is_no_number_is_never_saved(tmp_path: Path, seen: list[int]) -> None:
    plan = FitPlan(plan_in(tmp_path).settings, torch.zeros(10, 2), tmp_path, checkpoint_seconds=-1.0)
    work = Counting(Learning(), plan)
    work.value[0] = torch.nan
    with pytest.raises(DivergedError, match="There was no checkpoint yet"):
        run_steps(work, silent, StopRequest())
    assert work.saved == []


def with_quantizer(plan: FitPlan, step: int) -> Counting:
    state = Learning(step=step)
    books = [torch.full((3, 2), 0.1), torch.zeros(3, 2)]
    add_quantizer(state, make_quantizer("ghrq", books, c=1.0), plan.settings)
    return Counting(state, plan)


def test_a_codeword_that_is_no_number_is_found_too(tmp_path: Path, seen: list[int]) -> None:
    work = with_quantizer(plan_in(tmp_path), 30)
    assert work.shared_state.quantizer is not None
    work.shared_state.quantizer.codebooks[1].data[2, 0] = torch.inf
    with pytest.raises(DivergedError):
        run_steps(work, silent, StopRequest())


def test_the_use_of_codewords_is_told(tmp_path: Path, seen: list[int]) -> None:
    work, told = with_quantizer(plan_in(tmp_path), 30), list[Progress]()
    work.shared_state.usage = [torch.tensor([5, 5, 0]), torch.tensor([1, 1, 1])]
    run_steps(work, told.append, StopRequest())
    assert told[-1].figures["perplexity"] == [2.0, 3.0]
    assert told[-1].figures["dead"] == [1, 0]


def test_rates_fall_together_and_gradients_are_forgotten(tmp_path: Path) -> None:
    plan = plan_in(tmp_path, learning_rate=0.5, codebook_rate=0.25)
    own = torch.nn.Parameter(torch.zeros(2))
    table = torch.optim.SGD([own], lr=9.0)
    assert at_rates(Learning(step=0), plan, table) == [table]
    work = with_quantizer(plan, 30)
    assert work.shared_state.quantizer is not None
    book = work.shared_state.quantizer.codebooks[0]
    own.grad, book.grad = torch.ones(2), torch.ones(3, 2)
    found = at_rates(work.shared_state, plan, table)
    assert [one.param_groups[0]["lr"] for one in found] == [0.25, 0.125]
    assert own.grad is book.grad is None


@pytest.mark.parametrize(("step", "expected"), [(100, False), (200, True), (250, False), (300, True), (320, False)])
def test_dead_codewords_are_revived_after_the_burn_in_and_long_before_the_end(
    step: int, expected: bool, tmp_path: Path
) -> None:
    """400 steps, of which the quantizer joins at 100 and codewords are left to settle from 320 on."""
    work = with_quantizer(plan_in(tmp_path, epochs=100, burn_in=0.25), step)
    state = work.shared_state
    state.usage = [torch.tensor([4, 0, 2]), torch.tensor([1, 1, 1])]
    assert state.quantizer is not None
    before = [book.detach().clone() for book in state.quantizer.codebooks]
    revive(work, lambda: torch.full((5, 2), 0.3))
    changed = [(book != old).any(dim=1).tolist() for book, old in zip(state.quantizer.codebooks, before, strict=True)]
    assert changed == [[False, expected, False], [False] * 3]
    assert (state.usage[0].tolist() == [0, 0, 0]) == expected


def test_codewords_are_left_to_settle_at_the_end(tmp_path: Path) -> None:
    work = with_quantizer(plan_in(tmp_path, epochs=125, burn_in=0.0), 400)
    work.shared_state.usage = [torch.tensor([4, 0, 2]), torch.tensor([1, 1, 1])]
    revive(work, lambda: pytest.fail("500 steps: from 400 on nothing is revived"))
