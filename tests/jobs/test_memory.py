"""A refusal of memory is a sentence, any other failure passes; and what was freed is given back where that can be."""

import ctypes
import re
import sys
from pathlib import Path

import pytest
import torch

from hrq.errors import TooLargeError
from hrq.jobs import memory
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
    with pytest.raises(RuntimeError, match="mat1 and mat2"), memory_told("dream", "Wake up."):
        torch.zeros(2, 3) @ torch.zeros(2, 3)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_gaps_are_given_back() -> None:
    """Red when tried: without the call, what was freed between kept tensors stays with the process."""

    def held() -> int:
        told = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
        assert told
        return int(told[1]) // 1024

    pieces = [torch.ones(100_000 // 4) for _ in range(4000)]  # below glibc's limit for memory of its own
    kept = pieces[::2]
    del pieces
    before = held()
    memory.give_back()
    assert before - held() > 100
    assert len(kept) == 2000


def test_a_machine_without_glibc_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise OSError

    memory._trim.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", missing)
    memory.give_back()
    memory._trim.cache_clear()
