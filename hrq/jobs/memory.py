"""Running out of memory, on the processor or on a GPU, told in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

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
