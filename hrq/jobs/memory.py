"""Memory, on the processor or on a GPU: running out of it is told in a sentence, and what was freed is given back."""

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import torch

from hrq.errors import TooLargeError

REFUSAL = "can't allocate memory"  # torch gives the processor's refusal no class of its own


@contextmanager
def memory_told(work: str, remedy: str) -> Iterator[None]:
    """Turn a refusal of memory inside the block into a TooLargeError: what was being done, what to do now."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:  # CUDA's refusal is a RuntimeError too
        if not isinstance(error, (MemoryError, torch.OutOfMemoryError)) and REFUSAL not in str(error):
            raise
        where = "the GPU's memory" if isinstance(error, torch.OutOfMemoryError) else "memory"
        raise TooLargeError(f"There was not enough of {where} to {work}. {remedy}") from error


def give_back() -> None:
    """Hand freed memory back, where the C library can be asked to (glibc); elsewhere nothing happens.

    Tensors whose sizes differ from step to step leave gaps that glibc keeps: training on ragged batches grew to nine
    gigabytes where it holds one. Asking takes milliseconds.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL("libc.so.6").malloc_trim
    except (OSError, AttributeError):
        return None  # musl has none, and keeps less
