"""Contenders take turns and are related; a missing one is missing, never slow."""

import pytest

from hrq.bench import measure
from hrq.bench.measure import Contender, Target, Timing, compare


def test_contenders_take_turns_and_the_first_round_is_not_counted() -> None:
    calls: list[str] = []
    pair = [Contender(name, "", lambda name=name: calls.append(name)) for name in ("a", "b")]  # type: ignore[misc]
    ticks: list[None] = []
    rows = compare(pair, 3, lambda: ticks.append(None), unit=1)
    assert calls == ["a", "b"] * 4
    assert len(ticks) == 4
    assert all(row.timing is not None and row.timing.rounds == 3 for row in rows)


def test_a_missing_peer_is_missing_and_so_is_what_is_measured_by_it() -> None:
    there = Contender("there", "", lambda: None, target=Target("gone", "at most", 1.0))
    gone = Contender("gone", "", None, target=Target("there", "at least", 0.0))
    rows = compare([there, gone], 1, lambda: None, unit=1)
    assert [row.verdict for row in rows] == ["missing", "missing"]
    assert rows[1].timing is None


@pytest.mark.parametrize(("sense", "bound", "met"), [("at most", 2.0, True), ("at least", 2.0, False)])
def test_a_target_looks_in_its_own_direction(sense: str, bound: float, met: bool) -> None:
    assert Target(None, sense, bound).met(1.5) is met  # type: ignore[arg-type]
    assert Target(None, sense, bound).met(2.0)


def test_times_are_scaled_to_the_unit_and_related_by_their_medians(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds of 9 (not counted), 4, 1, 2 seconds for ten pieces of work, and of 1 second for one."""
    seconds = iter([9.0, 1.0, 4.0, 1.0, 1.0, 1.0, 2.0, 1.0])
    monkeypatch.setattr(measure, "_time", lambda contender: next(seconds))
    many = Contender("many", "float32", lambda: None, 10, Target("one", "at most", 1.0), "a note")
    one = Contender("one", "float64", lambda: None, 1, Target(None, "at most", 0.5))
    first, second = compare([many, one], 3, lambda: None, unit=5)
    assert first.timing == Timing(1.0, 0.5, 2.0, 3)
    assert second.timing == Timing(5.0, 5.0, 5.0, 3)
    assert first.ratio == 0.2
    assert second.ratio == 5.0
    assert (first.verdict, second.verdict) == ("met", "missed")
    assert (first.dtype, first.note, second.name) == ("float32", "a note", "one")


def test_a_call_is_timed_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 12.5])
    monkeypatch.setattr(measure.time, "perf_counter", lambda: next(clock))
    calls: list[int] = []
    assert measure._time(Contender("a", "", lambda: calls.append(1))) == 2.5
    assert calls == [1]
