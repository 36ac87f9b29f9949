"""A user's own runs as folders under `HRQ_RUNS`: their names, how many there may be, notes, renaming, deleting."""

import os
import re
import shutil
import unicodedata
import uuid
from contextlib import suppress
from pathlib import Path

from hrq.errors import HrqError, SettingError, UsageError
from hrq.jobs.atomic import cannot_write, write_text
from hrq.jobs.launch import activity
from hrq.jobs.places import runs_folder
from hrq.runs.aside import find_aside, own_aside
from hrq.runs.registry import RunSummary, list_runs

NOTE, LONGEST_NOTE, LONGEST_NAME = "note.txt", 4000, 60
ALLOWED = "Letters, digits, spaces and . _ - are allowed, at most 60 of them, beginning with a letter or a digit."


def check_name(name: str) -> str:
    """A run's name, trimmed. Raises UsageError unless it can be a folder's name everywhere, and is still free."""
    name = unicodedata.normalize("NFC", name.strip())
    if not re.fullmatch(r"[^\W_][\w .\-]*", name) or len(name) > LONGEST_NAME or name.endswith("."):
        raise UsageError(f"A run cannot be named {name!r}. {ALLOWED}" if name else f"The run needs a name. {ALLOWED}")
    if name.casefold() in {one.casefold() for one in _taken()}:
        raise UsageError(f"There is a run named {name!r} already. Choose another name, such as {free_name(name)!r}.")
    return name


def free_name(stem: str) -> str:
    """The stem, or the stem with the first number that makes it free."""
    stem = re.sub(r"[^\w .\-]+", "-", stem).strip(" .-_")[: LONGEST_NAME - 5] or "run"
    taken = {one.casefold() for one in _taken()}
    root = re.sub(r"-\d+$", "", stem)
    numbered = (f"{root}-{number}" for number in range(2, 100_000))
    return stem if stem.casefold() not in taken else next(one for one in numbered if one.casefold() not in taken)


def most_runs() -> int:
    """How many runs of their own people may keep: `HRQ_MOST_RUNS`, 200 if it is not set."""
    given = os.environ.get("HRQ_MOST_RUNS", "200")
    if not given.isdecimal():
        raise SettingError("HRQ_MOST_RUNS", repr(given), "a whole number such as 200")
    return int(given)


def check_room() -> None:
    """Raise HrqError where no further run may be stored."""
    own = sum(not one.bundled for one in list_runs())
    if own >= most_runs():
        raise HrqError(
            f"There are {own:,} runs in {runs_folder()}, and at most {most_runs():,} are kept. Delete some on the Runs "
            "page, or set HRQ_MOST_RUNS to a higher limit."
        )


def note(summary: RunSummary) -> str:
    """What people wrote about a run; empty if nothing."""
    path = summary.folder / NOTE if not summary.bundled else find_aside(summary.hash, NOTE)
    try:
        return path.read_text("utf-8")[:LONGEST_NOTE] if path is not None else ""
    except (OSError, UnicodeDecodeError):
        return ""


def write_note(summary: RunSummary, text: str) -> None:
    """Keep a note about a run: in the folder of an own one, beside a bundled one."""
    folder = own_aside(summary.hash) if summary.bundled else summary.folder
    if not summary.bundled and not folder.is_dir():  # a note alone would be a folder without a run
        raise _gone(summary)
    write_text(folder / NOTE, text.strip()[:LONGEST_NOTE])


def rename(summary: RunSummary, name: str) -> str:
    """Give an own run another name. Raises UsageError or HrqError."""
    _check_at_rest(summary, "renamed")
    name = check_name(name)
    try:
        summary.folder.rename(summary.folder.with_name(name))
    except FileNotFoundError as error:
        raise _gone(summary) from error
    except OSError as error:
        raise cannot_write(summary.folder, error) from error
    return name


def delete(summary: RunSummary) -> None:
    """Delete an own run: gone from all lists at once, its files right after."""
    _check_at_rest(summary, "deleted")
    gone = summary.folder.with_name(f".gone-{uuid.uuid4().hex}")
    try:
        summary.folder.rename(gone)
    except FileNotFoundError as error:
        raise _gone(summary) from error
    except OSError as error:
        raise cannot_write(summary.folder, error) from error
    shutil.rmtree(gone, ignore_errors=True)


def _gone(summary: RunSummary) -> HrqError:
    return HrqError(f"There is no run named {summary.name!r} any more: somebody deleted or renamed it meanwhile.")


def size_on_disk(folder: Path) -> int:
    """Bytes of all files in a run's folder; what is deleted meanwhile counts nothing."""
    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            size += path.stat().st_size if path.is_file() and not path.is_symlink() else 0
    return size


def _taken() -> set[str]:
    place = runs_folder()
    folders = {path.name for path in place.iterdir()} if place.is_dir() else set()
    return folders | {one.name for one in list_runs()}


def _check_at_rest(summary: RunSummary, what: str) -> None:
    if not summary.bundled and not summary.folder.is_dir():
        raise _gone(summary)
    if summary.bundled:
        raise UsageError(f"{summary.name} came with hrq and cannot be {what}. Export and import it to have your own.")
    if activity(summary.folder).lives:
        raise HrqError(f"{summary.name} is being trained and cannot be {what} now. Stop it first.")
