"""Starting work as a process of its own, and asking after it: the one place where hrq begins another hrq.

`launch` begins a training, which waits for its turn; `begin` what a page asks for at once, such as a layout. Both
outlive the page, the session and the server that asked for them: their folder says how they fare, by its heartbeat,
`progress.jsonl` and `log.txt`. `start` is beneath both, and beneath the `errands` that a page waits for.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from hrq.jobs.atomic import cannot_write, make_folder, write_text
from hrq.jobs.lock import LOCK, locked
from hrq.jobs.places import clone_folder
from hrq.jobs.process import CHILDREN, living_in, mark_of
from hrq.jobs.progress import HEARTBEAT, PROGRESS, Progress, Recorder, read_progress
from hrq.jobs.stopping import STOP
from hrq.jobs.turns import STARTING, WAITING

JOB, LOG = "job.json", "log.txt"
ERROR = "Error: "  # how a command begins the sentence that it fails with
WITHOUT_A_WORD = "Its process ended without a word, killed or cut off."
OWN_FILES = frozenset({JOB, LOG, HEARTBEAT, LOCK, PROGRESS, STOP})  # what may lie in a folder before its work began
TAIL = 20_000  # bytes of a log that are looked at
AT_ONCE = ("-c", "import os, runpy; os.nice(10); runpy.run_module('hrq', run_name='__main__')")  # below the pages

State = Literal["waiting", "starting", "working", "dead", "failed", "idle"]


@dataclass(frozen=True)
class Activity:
    """What goes on in a folder: `idle` where nothing does; `told` is why a failed or a dead one ended."""

    state: State
    number: int | None = None
    told: str = ""

    @property
    def lives(self) -> bool:
        """Whether a process works here or waits to."""
        return self.number is not None


def launch(folder: Path, words: Sequence[str], job: dict[str, Any]) -> None:
    """Start `python -m hrq WORDS` for a folder: niced, in its own session, in its turn. `job` is kept beside."""
    make_folder(folder)
    (folder / STOP).unlink(missing_ok=True)
    write_text(folder / JOB, json.dumps(job, indent=2, ensure_ascii=False) + "\n")
    Recorder(folder)(Progress(WAITING, 0, 1))  # what an earlier process said last is over
    _in_background(folder, ["-m", "hrq.jobs.turns", str(folder), sys.executable, "-m", "hrq", *words])


def begin(folder: Path, words: Sequence[str]) -> None:
    """Start `python -m hrq WORDS` for a folder at once, niced, unless something works there; what was told is over."""
    with locked(folder):  # two people may ask at the same moment, and of two servers
        if activity(folder).lives:
            return
        make_folder(folder)
        for name in (PROGRESS, STOP, LOG):
            (folder / name).unlink(missing_ok=True)
        _in_background(folder, [*AT_ONCE, *words])


def _in_background(folder: Path, words: Sequence[str]) -> None:
    """Start Python with a folder's log and heartbeat, in a session of its own: it outlives whoever began it."""
    try:
        with (folder / LOG).open("ab") as log:
            child = start(words, log, log, outlives=True)
    except OSError as error:
        raise cannot_write(folder / LOG, error) from error
    CHILDREN.append(child)
    write_text(folder / HEARTBEAT, mark_of(child.pid))


def start(words: Sequence[str], out: IO[bytes], notes: IO[bytes], *, outlives: bool) -> subprocess.Popen[bytes]:
    """Start Python with these words; what it prints goes to `out`, what it remarks to `notes`."""
    return subprocess.Popen(
        [sys.executable, *words],
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=notes,
        start_new_session=outlives,
        env=environment(),
    )


def activity(folder: Path) -> Activity:
    """What goes on in a folder, by its heartbeat, whoever started it and whenever."""
    beat = folder / HEARTBEAT
    number = living_in(beat)
    if number is not None:
        phase = last_phase(folder)
        state: State = "waiting" if phase == WAITING else "starting" if phase in (STARTING, "") else "working"
        return Activity(state, number)
    if told := last_error(folder):
        return Activity("failed", told=told)
    return Activity("dead", told=WITHOUT_A_WORD) if beat.is_file() else Activity("idle")


def ask_to_stop(folder: Path) -> None:
    """Ask the work in a folder to stop at the next safe point."""
    write_text(folder / STOP, "")


def last_phase(folder: Path) -> str:
    """The phase of the newest line of `progress.jsonl`."""
    lines = _tail(folder / PROGRESS).splitlines()
    for line in reversed(lines):
        try:
            return str(json.loads(line)["phase"])
        except (ValueError, KeyError, TypeError):
            continue  # half a line
    return ""


def newest(folder: Path) -> Progress | None:
    """The newest report of the work in a folder, with the seconds since its phase began; None before the first."""
    lines = list(read_progress(folder))
    if not lines:
        return None
    last = lines[-1]
    first = next(one for one in lines if one["phase"] == last["phase"])
    return Progress(last["phase"], last["done"], last["total"], last["time"] - first["time"])


def last_error(folder: Path) -> str:
    """The sentence that the work in a folder ended with, if it ended with an error; empty otherwise."""
    told = last_words(_tail(folder / LOG))
    return told.removeprefix(ERROR) if told.startswith(ERROR) else ""


def last_words(said: str) -> str:
    """The last line of what a command said; empty where it said nothing."""
    return next((line for line in reversed(said.splitlines()) if line.strip()), "")


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, path.stat().st_size - TAIL))
            return stream.read().decode("utf-8", "replace")
    except OSError:
        return ""


def environment() -> dict[str, str]:
    """Of a process to start: hrq is found from any working folder, text is UTF-8."""
    clone = clone_folder()  # what was installed is found without
    paths = [str(clone)] if clone else []
    paths += filter(None, [os.environ.get("PYTHONPATH")])
    begun = {"HRQ_BEGUN": str(time.time())}
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "COLUMNS": "200"} | begun
