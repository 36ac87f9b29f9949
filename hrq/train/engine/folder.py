"""What a training finds in its run's folder when it goes on, and what it leaves there when it ends."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hrq.errors import BrokenRunError, UsageError
from hrq.jobs.stopping import STOP
from hrq.runs import RunConfig, files
from hrq.runs.config import read_config
from hrq.runs.files import CHECKPOINT

COMMANDS = {"trained": "train", "fitted": "fit"}


@dataclass(frozen=True)
class Outcome:
    """What a training left: the run's folder, its metrics (empty in all but a group's first process), its end."""

    folder: Path
    metrics: dict[str, Any]
    finished: bool


def begun_in(folder: Path, origin: str) -> RunConfig:
    """What was begun in a folder. Raises UsageError where there is nothing to resume, or nothing of that kind."""
    if not (folder / files.CONFIG).is_file():
        what = "training" if origin == "trained" else "fit"
        raise UsageError(f"{folder} holds no {what} to resume. Leave out --resume to start one there.")
    begun = read_config(folder / files.CONFIG)
    if begun.origin != origin:
        command = COMMANDS.get(begun.origin)
        way_out = f"Go on with `python -m hrq {command} … --resume`." if command else "There is nothing to go on with."
        raise UsageError(f"{folder} holds a run that was {begun.origin}, not {origin}. {way_out}")
    return begun


def check_same_settings(folder: Path, begun: RunConfig, now: Mapping[str, Any], names: Iterable[str]) -> None:
    """Raise UsageError, which names them all, where settings differ from those that a training was begun with."""
    before = begun.model_dump()
    differing = [name for name in names if now[name] != before[name]]
    if differing:
        told = ", ".join(f"--{name.replace('_', '-')} {before[name]} (now {now[name]})" for name in differing)
        raise UsageError(f"{folder} was begun with other settings: {told}. Use those, or another --out.")


def finished_before(folder: Path) -> Outcome | None:
    """What is there already where a training came to its end. Raises BrokenRunError where one cannot go on."""
    if not (folder / files.MANIFEST).is_file():
        return None
    metrics = files.read_json(folder / files.METRICS)
    if metrics.get("state") == "finished":
        return Outcome(folder, metrics, finished=True)
    if not (folder / CHECKPOINT).is_file():
        raise BrokenRunError(folder / CHECKPOINT, "is missing, so the stopped training cannot go on")
    return None


def tidy(folder: Path, *, finished: bool) -> None:
    """Take away what was only needed on the way."""
    for name in (STOP, *((CHECKPOINT,) if finished else ())):
        (folder / name).unlink(missing_ok=True)


def clear(folder: Path) -> None:
    """Take away what a training that could not write left, unless there is something to go on with."""
    if not (folder / CHECKPOINT).exists() and not (folder / files.MANIFEST).exists():
        shutil.rmtree(folder, ignore_errors=True)
