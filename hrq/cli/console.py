"""What every command shares: results on standard output, everything else on standard error; a bar with time left."""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from hrq.jobs import progress as jobs

NOTES = Console(stderr=True, highlight=False)
COUNTED = ("pairs", "vectors")  # what trainings go through
RESULTS = Console(highlight=False, width=None if sys.stdout.isatty() else 160)  # a file has no edge to break lines at


def say(sentence: str) -> None:
    """A sentence for a person, on standard error."""
    NOTES.print(escape(sentence), soft_wrap=True)


def print_json(content: Any) -> None:
    """A result for a machine, on standard output."""
    sys.stdout.write(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = "") -> None:
    """A result for a person, on standard output."""
    table = Table(title=title or None, title_justify="left")
    for column in columns:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    RESULTS.print(table)


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[jobs.Report]:
    """A reporter that draws a bar with the time left; on no terminal, a line for every tenth; nothing if `quiet`."""
    if quiet:
        yield jobs.silent
    elif not NOTES.is_terminal:
        yield _Lines()
    else:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
        )
        with Progress(*columns, console=NOTES) as drawn:
            yield _Bars(drawn)


class _Bars:
    def __init__(self, drawn: Progress) -> None:
        self.drawn, self.tasks = drawn, dict[str, TaskID]()

    def __call__(self, progress: jobs.Progress) -> None:
        if progress.phase not in self.tasks:
            self.tasks[progress.phase] = self.drawn.add_task(progress.phase, total=progress.total, note="")
        self.drawn.update(self.tasks[progress.phase], completed=progress.done, note=escape(note(progress)))


class _Lines:
    def __init__(self) -> None:
        self.last = ("", -1)

    def __call__(self, progress: jobs.Progress) -> None:
        tenth = (progress.phase, 10 * progress.done // max(1, progress.total))
        if tenth != self.last:
            self.last = tenth
            left = "" if math.isnan(progress.seconds_left) else f", {progress.seconds_left:.0f} s left"
            say(f"{progress.phase}: {progress.done:,} of {progress.total:,}{left}  {note(progress)}".rstrip())


def note(progress: jobs.Progress) -> str:
    """The figures of a report in a few words: losses, pace, and how the codebooks are used."""
    parts = [f"{name} {value:.3g}" for name, value in progress.figures.items() if isinstance(value, float)]
    parts += [f"{pace:,} {one}/s" for one in COUNTED if (pace := progress.figures.get(f"{one}_a_second"))]
    if usage := progress.figures.get("perplexity"):
        parts.append("codewords in use " + "·".join(f"{one:.0f}" for one in usage))
    return "  ".join(parts)
