"""Stopping long work at a safe point: by Ctrl-C, by a request to terminate, or by a file named `stop`."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

STOP = "stop"
BEGUN = float(os.environ.get("HRQ_BEGUN") or time.time())  # when this process was launched


class StopRequest:
    """Whether somebody asked to stop; the work looks between two steps."""

    def __init__(self, folder: Path | None = None) -> None:
        self.asked = False
        self._file = folder / STOP if folder else None

    def __bool__(self) -> bool:
        return self.asked or (self._file is not None and self._file.exists())


def forget_stale(folder: Path) -> None:
    """Take away a `stop` that was meant for an earlier process; one for this process stays."""
    with suppress(OSError):
        if (folder / STOP).stat().st_mtime < BEGUN:
            (folder / STOP).unlink()


@contextmanager
def stoppable(folder: Path | None = None) -> Iterator[StopRequest]:
    """While the block runs, the first Ctrl-C (or SIGTERM) only asks to stop; a second one interrupts at once."""
    request = StopRequest(folder)
    before = {kind: signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)}

    def ask(kind: int, frame: FrameType | None) -> None:
        if request.asked:
            raise KeyboardInterrupt
        request.asked = True

    try:
        for kind in before:
            signal.signal(kind, ask)
        yield request
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
