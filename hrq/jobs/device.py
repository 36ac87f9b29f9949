"""Which device to work on: CUDA where there is one, else the processor."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from hrq.errors import UnknownNameError, UsageError

CHOICES = ("auto", "cpu", "cuda")


def choose_device(wanted: str = "auto") -> torch.device:
    """`auto` takes CUDA where there is one; `cuda` (or `cuda:1`) insists; `cpu` never leaves the processor."""
    kind, _, number = wanted.partition(":")
    if kind not in CHOICES or (":" in wanted and not (kind == "cuda" and number.isdecimal())):
        raise UnknownNameError("device", wanted, CHOICES)
    if kind == "cuda" and torch.cuda.is_available() and int(number or 0) >= torch.cuda.device_count():
        raise UsageError(f"There are {torch.cuda.device_count()} GPUs, counted from 0, got {wanted!r}.")
    if kind == "cuda" and not torch.cuda.is_available():
        raise UsageError(
            f"The device {wanted!r} was asked for, but PyTorch sees no GPU here. Use --device auto or cpu."
        )
    if kind == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(wanted)


@contextmanager
def limited_threads(wanted: int) -> Iterator[int]:
    """Let torch work with that many threads while the block runs; 0 takes every core. Yields the number."""
    before = torch.get_num_threads()
    torch.set_num_threads(wanted or os.cpu_count() or 1)
    try:
        yield torch.get_num_threads()
    finally:
        torch.set_num_threads(before)
