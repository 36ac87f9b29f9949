"""Times that can be compared: contenders take turns, so that whatever else the machine does meets all of them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

Sense = Literal["at most", "at least"]


@dataclass(frozen=True)
class Timing:
    """Seconds for one piece of work: the median over the rounds, the fastest and the slowest."""

    median: float
    fastest: float
    slowest: float
    rounds: int


@dataclass(frozen=True)
class Target:
    """What a row's time, divided by that of the row named `against`, has to be; against nothing: its seconds."""

    against: str | None
    sense: Sense
    bound: float

    def met(self, ratio: float) -> bool:
        """Whether a ratio keeps it."""
        return ratio <= self.bound if self.sense == "at most" else ratio >= self.bound


@dataclass(frozen=True)
class Contender:
    """Something to be timed. `run` is None where its library is missing; `amount` is how much work one call does."""

    name: str
    dtype: str
    run: Callable[[], object] | None
    amount: int = 1
    target: Target | None = None
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A contender's result. Times are for the section's unit of work; `ratio` is what the target speaks of."""

    name: str
    dtype: str
    timing: Timing | None
    target: Target | None = None
    ratio: float | None = None
    note: str = ""
    gpu: Timing | None = None

    @property
    def verdict(self) -> str:
        """met, missed, or missing where a library was not there; empty without a target."""
        if self.timing is None:
            return "missing"
        if self.target is None:
            return ""
        return "missing" if self.ratio is None else "met" if self.target.met(self.ratio) else "missed"


@dataclass(frozen=True)
class Finding:
    """A number that is no time, with its target."""

    name: str
    value: float
    target: Target

    @property
    def verdict(self) -> str:
        """met or missed."""
        return "met" if self.target.met(self.value) else "missed"


@dataclass(frozen=True)
class Section:
    """One comparison: what a row's time is for, and the rows. `rate` names what is counted by the second instead."""

    name: str
    work: str
    rows: tuple[Row, ...]
    rate: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def judged(self) -> tuple[Row | Finding, ...]:
        """Everything that may have a verdict."""
        return self.rows + self.findings


def compare(contenders: Sequence[Contender], rounds: int, tick: Callable[[], None], *, unit: int) -> list[Row]:
    """Time all contenders in turns and relate them; times are scaled from a contender's `amount` to `unit`.

    The first call of each is not counted. `tick` is called after every round, that one included.
    """
    present = {one.name: one for one in contenders if one.run is not None}
    seconds: dict[str, list[float]] = {name: [] for name in present}
    for number in range(rounds + 1):
        for name, one in present.items():
            took = _time(one) * unit / one.amount
            if number > 0:
                seconds[name].append(took)
        tick()
    timings = {name: Timing(median(all_), min(all_), max(all_), rounds) for name, all_ in seconds.items()}
    rows = (Row(one.name, one.dtype, timings.get(one.name), one.target, note=one.note) for one in contenders)
    return [related(row, timings) for row in rows]


def related(row: Row, timings: dict[str, Timing]) -> Row:
    """The row with its ratio, where both times are known."""
    if row.target is None or row.timing is None:
        return row
    if row.target.against is None:
        return replace(row, ratio=row.timing.median)
    other = timings.get(row.target.against)
    return row if other is None else replace(row, ratio=row.timing.median / other.median)


def _time(contender: Contender) -> float:
    assert contender.run is not None
    begun = time.perf_counter()
    contender.run()
    return time.perf_counter() - begun
