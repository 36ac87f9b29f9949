"""Small commands that a page waits for without blocking anybody: `python -m hrq … --json` in a niced process.

    answer = errand(("train", …, "--estimate", "--json"))   # None until it is there; ask again a moment later

One runs at a time, the others wait their turn; one that nobody has asked after for a while is stopped.
"""

import json
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from hrq.jobs.launch import AT_ONCE, ERROR, WITHOUT_A_WORD, last_words, start

FORGOTTEN = 8.0  # seconds without a question
MOST = 64  # answers kept


@dataclass(frozen=True)
class Answer:
    """What a command printed as JSON, or the sentence that it failed with."""

    content: dict[str, Any]
    problem: str = ""


@dataclass
class _Errand:
    asked: float
    process: subprocess.Popen[bytes] | None = None
    out: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    notes: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    answer: Answer | None = None


_LOCK, _ERRANDS = threading.Lock(), dict[tuple[str, ...], _Errand]()


def errand(words: Sequence[str]) -> Answer | None:
    """The answer of `python -m hrq WORDS`; None while there is none yet."""
    key, now = tuple(words), time.monotonic()
    with _LOCK:
        mine = _ERRANDS.pop(key, None) or _Errand(now)
        _ERRANDS[key] = mine
        mine.asked = now
        _look_after(now)
        while len(_ERRANDS) > MOST:
            _forget(next(iter(_ERRANDS)))
        return mine.answer


def _look_after(now: float) -> None:
    for key, one in list(_ERRANDS.items()):
        if one.process is not None and one.process.poll() is not None:
            one.answer, one.process = _read(one), None
        elif one.answer is None and now - one.asked > FORGOTTEN:
            _forget(key)
    if any(one.process is not None for one in _ERRANDS.values()):
        return
    waiting = next(((key, one) for key, one in _ERRANDS.items() if one.answer is None), None)
    if waiting is not None:
        key, one = waiting
        one.process = start([*AT_ONCE, *key], one.out, one.notes, outlives=False)


def _forget(key: tuple[str, ...]) -> None:
    """Let go of an errand; one that runs is stopped first, or it would run on beside the next."""
    one = _ERRANDS.pop(key)
    if one.process is not None:
        one.process.kill()
        one.process.wait()
    one.out.close()
    one.notes.close()


def _read(one: _Errand) -> Answer:
    for stream in (one.out, one.notes):
        stream.seek(0)
    said, notes = one.out.read().decode("utf-8", "replace"), one.notes.read().decode("utf-8", "replace")
    one.out.close()
    one.notes.close()
    try:
        return Answer(json.loads(said))
    except ValueError:
        return Answer({}, last_words(notes).removeprefix(ERROR) or WITHOUT_A_WORD)
