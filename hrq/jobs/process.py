"""Whether the process that wrote a mark still lives: by its number and, where the system tells, when it was born.

A number alone is not enough: a killed process's number is given to another one, and a child that died stays in the
list until its parent asks after it.
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

CHILDREN: list[subprocess.Popen[bytes]] = []  # what this process started; asked after, so that none stays as a zombie


def mark_of(number: int) -> str:
    """`number birth`: what to write into a file so that others can tell whether this process still lives."""
    return f"{number} {_birth(number) or ''}".strip()


def living(mark: str) -> int | None:
    """The number of the process of that mark if it lives, else None; also for a mark that is none."""
    for child in tuple(CHILDREN):  # other threads add theirs and look after them at the same time
        if child.poll() is not None:
            with suppress(ValueError):
                CHILDREN.remove(child)
    number, _, birth = mark.strip().partition(" ")
    if not number.isdecimal() or int(number) <= 0 or len(number) > 12:
        return None
    try:
        os.kill(int(number), 0)  # signal 0 only asks whether there is such a process
    except PermissionError:
        pass  # it lives, and belongs to somebody else
    except (OSError, OverflowError):
        return None
    now = _birth(int(number))
    return None if now == "" or (birth and now is not None and now != birth) else int(number)


def living_in(path: Path) -> int | None:
    """The number of the process whose mark is in a file, if it lives; None where there is no file."""
    try:
        return living(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _birth(number: int) -> str | None:
    """When a process began, in the system's own count; empty for a dead one, None where the system does not tell."""
    if not Path("/proc/self/stat").exists():
        return None
    try:
        told = Path(f"/proc/{number}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if told[0] in "ZX" else told[19]
