"""A command in a process of its own, begun from a page: it outlives the page, and its folder says how it fares.

The command writes `progress.jsonl` there (see `progress.Recorder`), and what it prints goes to `log.txt`. Whether it
still runs is asked of the operating system, so that a server that was started anew finds it too.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from hrq.jobs.atomic import cannot_write, make_folder, write_text
from hrq.jobs.progress import PROGRESS, Progress, read_progress
from hrq.jobs.stopping import STOP

LOG, PID = "log.txt", "pid"
_STARTED: dict[Path, subprocess.Popen[bytes]] = {}  # ours: they stay zombies until somebody asks for their end


@dataclass(frozen=True)
class Background:
    """How a command fares: still running, its last report, and what it said at its end if it failed."""

    running: bool
    progress: Progress | None = None
    problem: str = ""


def start(arguments: list[str], folder: Path) -> None:
    """Begin `python -m hrq …` unless one runs in that folder already. Returns at once."""
    if is_running(folder):
        return
    make_folder(folder)
    for name in (PROGRESS, STOP, LOG):
        (folder / name).unlink(missing_ok=True)
    command = [sys.executable, "-m", "hrq", *arguments]
    try:
        with (folder / LOG).open("wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=Path.cwd(), start_new_session=True
            )
    except OSError as error:
        raise cannot_write(folder / LOG, error) from error
    _STARTED[folder.resolve()] = process
    write_text(folder / PID, str(process.pid))


def ask_to_stop(folder: Path) -> None:
    """Ask the command in a folder to stop at its next report."""
    write_text(folder / STOP, "")


def is_running(folder: Path) -> bool:
    """Whether the command that was begun in a folder is at work."""
    own = _STARTED.get(folder.resolve())
    if own is not None:
        return own.poll() is None
    try:
        os.kill(int((folder / PID).read_text("utf-8")), 0)  # signal 0 only asks whether there is such a process
    except (OSError, ValueError, OverflowError):
        return False
    return True


def look(folder: Path) -> Background:
    """How the command in a folder fares; nothing at all where none was begun, or where it ended well and tidied up."""
    running = is_running(folder)
    lines = list(read_progress(folder))
    progress = None
    if lines:
        last = lines[-1]
        first = next(one for one in lines if one["phase"] == last["phase"])
        progress = Progress(last["phase"], last["done"], last["total"], last["time"] - first["time"])
    problem = "" if running else _last_words(folder / LOG)
    return Background(running, progress, problem)


def _last_words(log: Path) -> str:
    """The last line of what a command said: for a user's mistake the sentence, whatever it is."""
    if not log.is_file():
        return ""
    lines = log.read_text("utf-8", errors="replace").strip().splitlines()
    return lines[-1].removeprefix("Error: ") if lines else "It ended without a word."
