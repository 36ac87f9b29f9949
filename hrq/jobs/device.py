"""Which device to work on: CUDA where there is one, else the processor."""

import torch

from hrq.errors import UnknownNameError, UsageError

CHOICES = ("auto", "cpu", "cuda")


def choose_device(wanted: str = "auto") -> torch.device:
    """`auto` takes CUDA where there is one; `cuda` (or `cuda:1`) insists; `cpu` never leaves the processor."""
    kind = wanted.split(":")[0]
    if kind not in CHOICES:
        raise UnknownNameError("device", wanted, CHOICES)
    if kind == "cuda" and not torch.cuda.is_available():
        raise UsageError(
            f"The device {wanted!r} was asked for, but PyTorch sees no GPU here. Use --device auto or cpu."
        )
    if kind == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(wanted)
