"""Contenders take turns and are related; a missing one is missing, never slow."""

import pytest

from hrq.bench.measure import Contender, Target, compare


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
