"""Progress of long work: what is being done, how far it is, how long it will take; and its record in a file."""

import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hrq.jobs.atomic import cannot_write

PROGRESS, HEARTBEAT = "progress.jsonl", "heartbeat"


@dataclass(frozen=True)
class Progress:
    """One report. `seconds` counts from the start of the phase; `figures` are what there is to show beside the bar."""

    phase: str
    done: int
    total: int
    seconds: float = 0.0
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds_left(self) -> float:
        """At the pace so far; nan until something is done."""
        return self.seconds * (self.total - self.done) / self.done if self.done else math.nan


Report = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Report to nobody."""


class Recorder:
    """Writes reports to a run's `progress.jsonl`, a line each, and touches its `heartbeat`; passes them on."""

    def __init__(self, folder: Path, pass_on: Report = silent, *, every: float = 0.5) -> None:
        self.folder, self.pass_on, self.every = folder, pass_on, every
        self._last = ("", -math.inf)

    def __call__(self, progress: Progress) -> None:
        """Record at most one line in `every` seconds, and always the first and the last of a phase."""
        self.pass_on(progress)
        now = time.monotonic()
        if progress.phase == self._last[0] and now - self._last[1] < self.every and progress.done < progress.total:
            return
        self._last = (progress.phase, now)
        line = {"phase": progress.phase, "done": progress.done, "total": progress.total, "time": round(time.time(), 3)}
        try:
            with (self.folder / PROGRESS).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(line | _finite(progress.figures)) + "\n")
            (self.folder / HEARTBEAT).touch()
        except OSError as error:
            raise cannot_write(self.folder / PROGRESS, error) from error


def read_progress(folder: Path) -> Iterator[dict[str, Any]]:
    """The lines of `progress.jsonl`, oldest first. Half a line is left out: one that is still being written, or one
    that a killed process or a full disk left in the middle.
    """
    try:
        lines = (folder / PROGRESS).read_text("utf-8", errors="replace").split("\n")[:-1]
    except OSError:  # there is none, or it was deleted just now
        return
    for line in lines:
        with suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict) and {"phase", "done", "total", "time"} <= set(found):
                yield found


def _finite(figures: dict[str, Any]) -> dict[str, Any]:
    """JSON has no nan: a figure that is not finite is recorded as null."""
    return {name: None if isinstance(one, float) and not math.isfinite(one) else one for name, one in figures.items()}
