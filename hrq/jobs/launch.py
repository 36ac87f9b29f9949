"""Starting long work as a process of its own, which outlives the page, the session and the server that asked for it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from hrq.jobs.atomic import cannot_write, make_folder, write_text
from hrq.jobs.process import CHILDREN, living_in, mark_of
from hrq.jobs.progress import HEARTBEAT, PROGRESS, Progress, Recorder
from hrq.jobs.stopping import STOP
from hrq.jobs.turns import STARTING, WAITING

JOB, LOG = "job.json", "log.txt"
OWN_FILES = frozenset({JOB, LOG, HEARTBEAT, PROGRESS, STOP})  # what may lie in a folder before its work began
TAIL = 20_000  # bytes of a log that are looked at

State = Literal["waiting", "starting", "working", "dead", "failed", "idle"]


@dataclass(frozen=True)
class Activity:
    """What goes on in a folder: `idle` where nothing does; `told` is what a failed one said last."""

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
    command = [sys.executable, "-m", "hrq.jobs.turns", str(folder), sys.executable, "-m", "hrq", *words]
    try:
        with (folder / LOG).open("ab") as log:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=environment()
            )
    except OSError as error:
        raise cannot_write(folder / LOG, error) from error
    CHILDREN.append(child)
    write_text(folder / HEARTBEAT, mark_of(child.pid))


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
    return Activity("dead" if beat.is_file() else "idle")


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


def last_error(folder: Path) -> str:
    """The sentence that the work in a folder ended with, if it ended with an error; empty otherwise."""
    lines = [line for line in _tail(folder / LOG).splitlines() if line.strip()]
    return lines[-1].removeprefix("Error: ") if lines and lines[-1].startswith("Error: ") else ""


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, path.stat().st_size - TAIL))
            return stream.read().decode("utf-8", "replace")
    except OSError:
        return ""


def environment() -> dict[str, str]:
    """Of a process to start: hrq is found from any working folder, text is UTF-8."""
    here = str(Path(__file__).resolve().parents[2])
    paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
    begun = {"HRQ_BEGUN": str(time.time())}
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "COLUMNS": "200"} | begun
