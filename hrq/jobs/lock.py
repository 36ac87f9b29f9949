"""One at a time: a file that several processes change, and a folder that one process works in.

Both are locks of the operating system's on an empty file: a thread of the same process counts as another one, and a
process that is killed gives its locks back.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from hrq.errors import HrqError
from hrq.jobs.atomic import cannot_write, make_folder, write_text
from hrq.jobs.process import living_in, mark_of
from hrq.jobs.progress import HEARTBEAT

LOCK = "lock"  # in the folder of some work, as long as it is worked on
PATIENCE = 10.0  # seconds; what is done to a file under its lock takes milliseconds
LOOK_EVERY = 0.01  # seconds


@contextmanager
def locked(path: Path, *, wait: float = PATIENCE) -> Iterator[None]:
    """Read and change a file as the only one while the block runs; the lock is a hidden file beside it, which stays.

    Raises HrqError where others hold it for longer than `wait` seconds, CannotWriteError where there can be no lock.
    """
    make_folder(path.parent)
    lock = FileLock(path.with_name(f".{path.name}.lock"), poll_interval=LOOK_EVERY)
    if not _taken(lock, path, wait):
        raise HrqError(f"{path} was in use by another process for {wait:g} seconds. Nothing was changed: try again.")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def only_one(folder: Path, *, doing: str = "trained") -> Iterator[None]:
    """Hold a folder while the block runs, with a heartbeat in it that names this process.

    Raises HrqError where a living process holds it or was launched for it; dead ones do not count.
    """
    beat, lock = folder / HEARTBEAT, FileLock(folder / LOCK)
    if not _taken(lock, folder, 0):
        raise _held(folder, living_in(beat), doing)
    try:
        holder = living_in(beat)
        if holder not in (None, os.getpid()):  # a launcher has named the process that it began: that may be this one
            raise _held(folder, holder, doing)
        write_text(beat, mark_of(os.getpid()))
        try:
            yield
        finally:
            beat.unlink(missing_ok=True)
            with suppress(OSError):  # some systems do not delete what is open
                (folder / LOCK).unlink(missing_ok=True)
    finally:
        lock.release()


def _taken(lock: FileLock, path: Path, wait: float) -> bool:
    """Whether the lock came within `wait` seconds. Raises CannotWriteError where the disk has none to give."""
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        return False
    except OSError as error:
        raise cannot_write(path, error) from error
    return True


def _held(folder: Path, holder: int | None, doing: str) -> HrqError:
    number = "" if holder is None else f" (number {holder})"
    return HrqError(
        f"{folder} is being {doing} by another process{number}. Wait for it, or stop it with "
        f"`touch {folder / 'stop'}`, then try again."
    )
