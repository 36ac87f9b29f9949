"""A refusal of memory is a sentence; any other failure passes as it is."""

import pytest
import torch

from hrq.errors import TooLargeError
from hrq.jobs.memory import memory_told


def test_a_real_refusal_of_the_processor_is_told() -> None:
    with (
        pytest.raises(TooLargeError, match=r"not enough of memory to dream\. Wake up\."),
        memory_told("dream", "Wake up."),
    ):
        torch.empty(2**52, dtype=torch.uint8)


def test_a_refusal_of_the_gpu_is_told_as_one() -> None:
    with pytest.raises(TooLargeError, match="the GPU's memory to dream"), memory_told("dream", "Wake up."):
        raise torch.OutOfMemoryError


def test_other_failures_pass() -> None:
    """Red when tried: without the look at the text every failure of torch is a lack of memory."""
    with pytest.raises(RuntimeError, match="mat1 and mat2"), memory_told("dream", "Wake up."):
        torch.zeros(2, 3) @ torch.zeros(2, 3)
