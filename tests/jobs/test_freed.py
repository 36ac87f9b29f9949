"""Memory is given back where that can be asked for, and nothing breaks where it cannot."""

import ctypes
import re
import sys
from pathlib import Path

import pytest
import torch

from hrq.jobs import freed


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
    freed.give_back()
    assert before - held() > 100
    assert len(kept) == 2000


def test_a_machine_without_glibc_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise OSError

    freed._trim.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", missing)
    freed.give_back()
    freed._trim.cache_clear()
