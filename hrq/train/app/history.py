"""What a training has reported so far, read from its folder: for curves, the time left and the words beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from hrq.jobs.progress import read_progress

PACE_OVER = 15.0  # seconds that the pace is taken from
GAP = 5.0  # seconds of silence that are no work: stopped, and resumed later
MOST = 600  # points of a curve
TRAINING = "training"


@dataclass(frozen=True)
class History:
    """The lines of `progress.jsonl` in order; those of steps that a resumed training repeated are left out."""

    phase: str
    done: int
    total: int
    last: float  # when the last line was written, in seconds since 1970
    steps: tuple[int, ...]
    figures: tuple[dict[str, Any], ...]  # aligned with steps
    pace: float  # steps a second, nan before there is one
    seconds: float  # at work so far

    @property
    def newest(self) -> dict[str, Any]:
        """The figures of the last report of a step."""
        return self.figures[-1] if self.figures else {}

    @property
    def seconds_left(self) -> float:
        """Of the steps, at the pace of late."""
        if self.phase != TRAINING or not self.pace > 0:
            return math.nan
        return (self.total - self.done) / self.pace

    def series(self, name: str, level: int | None = None) -> list[float | None]:
        """One figure over the steps, of one level where it is a list."""
        found = [figures.get(name) for figures in self.figures]
        if level is None:
            return [float(one) if isinstance(one, int | float) else None for one in found]
        return [float(one[level]) if isinstance(one, list) and len(one) > level else None for one in found]


def read_history(folder: Path) -> History:
    """All that was reported; empty where nothing was."""
    lines = list(read_progress(folder))
    kept: list[dict[str, Any]] = []
    for line in lines:
        if line["phase"] == TRAINING:
            while kept and kept[-1]["done"] >= line["done"]:
                kept.pop()
            kept.append(line)
    last: dict[str, Any] = lines[-1] if lines else {"phase": "", "done": 0, "total": 1, "time": 0.0}
    gaps = [max(0.0, b["time"] - a["time"]) for a, b in pairwise(lines)]
    thin = _thinned(kept)
    return History(
        phase=last["phase"],
        done=int(last["done"]),
        total=int(last["total"]),
        last=float(last["time"]),
        steps=tuple(int(line["done"]) for line in thin),
        figures=tuple(thin),
        pace=_pace(kept),
        seconds=sum(gap for gap in gaps if gap < GAP),
    )


def _pace(lines: Sequence[dict[str, Any]]) -> float:
    """Steps a second over the last seconds of the last stretch without a pause."""
    if len(lines) < 2:
        return math.nan
    first = last = len(lines) - 1
    while first > 0 and lines[last]["time"] - lines[first]["time"] < PACE_OVER:
        if lines[first]["time"] - lines[first - 1]["time"] > GAP:
            break
        first -= 1
    seconds = lines[last]["time"] - lines[first]["time"]
    return float((lines[last]["done"] - lines[first]["done"]) / seconds) if seconds > 0 else math.nan


def _thinned(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most so many lines, evenly spread, the last among them."""
    step = max(1, math.ceil(len(lines) / MOST))
    return list(lines[::-step])[::-1]
