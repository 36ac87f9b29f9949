"""The first Ctrl-C asks, the second interrupts; a file named stop asks too."""

import os
import signal
from pathlib import Path

import pytest

from hrq.jobs import stopping
from hrq.jobs.stopping import stoppable


def test_the_first_interrupt_asks_and_the_second_interrupts() -> None:
    with stoppable() as stop:
        assert not stop
        os.kill(os.getpid(), signal.SIGINT)
        assert stop
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_a_request_to_terminate_asks_and_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stoppable() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop
    assert signal.getsignal(signal.SIGINT) is before


def test_a_file_named_stop_asks(tmp_path: Path) -> None:
    with stoppable(tmp_path) as stop:
        assert not stop
        (tmp_path / "stop").touch()
        assert stop


@pytest.mark.parametrize(("age", "stays"), [(-5, False), (5, True)])
def test_a_stop_that_was_meant_for_an_earlier_process_is_taken_away(tmp_path: Path, age: int, stays: bool) -> None:
    stop = tmp_path / "stop"
    stop.touch()
    os.utime(stop, (stopping.BEGUN + age, stopping.BEGUN + age))
    stopping.forget_stale(tmp_path)
    assert stop.exists() is stays
    stopping.forget_stale(tmp_path / "nowhere")


def test_both_signals_have_their_old_handlers_after_a_block_that_fails() -> None:
    before = [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)]
    with pytest.raises(ZeroDivisionError), stoppable():
        assert signal.getsignal(signal.SIGTERM) is signal.getsignal(signal.SIGINT) is not before[0]
        raise ZeroDivisionError
    assert [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_request_without_a_folder_looks_for_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stop").touch()
    assert not stopping.StopRequest()
    assert stopping.StopRequest(tmp_path)
