"""A device that is not there is a sentence; auto always finds one."""

import os

import pytest
import torch

from hrq.errors import UnknownNameError, UsageError
from hrq.jobs.device import choose_device, limited_threads


def test_auto_takes_a_gpu_only_where_there_is_one() -> None:
    assert choose_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert choose_device("cpu") == torch.device("cpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a GPU")
def test_cuda_without_a_gpu_says_what_to_do() -> None:
    with pytest.raises(UsageError, match="--device auto or cpu"):
        choose_device("cuda")


def test_an_unknown_device_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="Nearest: .*cuda"):
        choose_device("cudaa")


@pytest.mark.parametrize("name", ["cpu:foo", "auto:3", "cuda:x", "cuda:"])
def test_a_number_belongs_to_cuda_alone(name: str) -> None:
    with pytest.raises(UnknownNameError, match="no device named"):
        choose_device(name)


def test_threads_are_given_back() -> None:
    before = torch.get_num_threads()
    with limited_threads(1) as now:
        assert now == torch.get_num_threads() == 1
    assert torch.get_num_threads() == before
    with limited_threads(0) as now:
        assert now == os.cpu_count()


@pytest.mark.parametrize(
    ("wanted", "taken"), [("auto", "cuda"), ("cuda", "cuda"), ("cuda:1", "cuda:1"), ("cpu", "cpu")]
)
def test_with_two_gpus_auto_takes_one_and_numbers_count_from_zero(
    wanted: str, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device(wanted) == torch.device(taken)
    with pytest.raises(UsageError, match=r"There are 2 GPUs, counted from 0, got 'cuda:2'"):
        choose_device("cuda:2")


def test_threads_are_given_back_after_a_block_that_fails() -> None:
    before = torch.get_num_threads()
    with pytest.raises(ZeroDivisionError), limited_threads(before + 1) as now:
        assert now == torch.get_num_threads() == before + 1
        raise ZeroDivisionError
    assert torch.get_num_threads() == before
