"""One process a folder: the heartbeat of a run names the process that writes to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hrq.errors import HrqError
from hrq.jobs.atomic import write_text
from hrq.jobs.process import living_in, mark_of
from hrq.jobs.progress import HEARTBEAT


@contextmanager
def only_one(folder: Path, *, doing: str = "trained") -> Iterator[None]:
    """Hold a folder while the block runs. Raises HrqError where a living process holds it; dead ones do not count."""
    path = folder / HEARTBEAT
    holder = living_in(path)
    if holder is not None and holder != os.getpid():
        raise HrqError(
            f"{folder} is being {doing} by another process (number {holder}). Wait for it, or stop it with "
            f"`touch {folder / 'stop'}`, then try again."
        )
    write_text(path, mark_of(os.getpid()))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
