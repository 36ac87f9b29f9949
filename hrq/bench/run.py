"""The whole benchmark: all sections, one after another, with progress."""

import time
from dataclasses import dataclass
from typing import Any

from hrq.bench.growth import ROUNDS, growth_section
from hrq.bench.loading import loading_section
from hrq.bench.machine import machine
from hrq.bench.measure import Section
from hrq.bench.search import encode_section, search_section
from hrq.bench.sizes import Sizes
from hrq.bench.training import MOST_ROUNDS, training_section
from hrq.jobs.progress import Progress, Report, silent

PHASE = "bench"


@dataclass(frozen=True)
class Benchmark:
    """What was measured, and on what."""

    machine: dict[str, Any]
    sections: tuple[Section, ...]
    seconds: float

    @property
    def verdicts(self) -> dict[str, str]:
        """Every row that has a target or is missing, as `section: row` → met, missed or missing."""
        return {
            f"{section.name}: {one.name}": one.verdict
            for section in self.sections
            for one in section.judged
            if one.verdict
        }

    @property
    def failures(self) -> list[str]:
        """What `--strict` does not let pass."""
        return [f"{name} is {verdict}" for name, verdict in self.verdicts.items() if verdict != "met"]


def run_benchmark(sizes: Sizes, report: Report = silent) -> Benchmark:
    """Time everything, with as many threads as torch has now."""
    begun, done = time.monotonic(), 0
    total = 3 * (sizes.rounds + 1) + min(sizes.rounds, MOST_ROUNDS) + 1 + ROUNDS + 1

    def tick() -> None:
        nonlocal done
        done += 1
        report(Progress(PHASE, done, total, time.monotonic() - begun))

    parts = (search_section, encode_section, training_section, loading_section, growth_section)
    sections = tuple(part(sizes, tick) for part in parts)
    return Benchmark(machine(), sections, time.monotonic() - begun)
