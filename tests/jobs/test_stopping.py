"""The first Ctrl-C asks, the second interrupts; a file named stop asks too."""

import os
import signal
from pathlib import Path

import pytest

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
