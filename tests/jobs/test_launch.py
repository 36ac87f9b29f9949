"""A command in a process of its own: how it fares, what it said at its end, and that there is only one a folder."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hrq.jobs import launch
from hrq.jobs.launch import Activity, activity, begin
from hrq.jobs.process import CHILDREN
from hrq.jobs.progress import HEARTBEAT, Progress, Recorder


def wait(folder: Path, until: Callable[[Activity], bool]) -> Activity:
    for _ in range(600):
        found = activity(folder)
        if until(found):
            return found
        time.sleep(0.1)
    raise AssertionError(activity(folder))


def test_nothing_was_begun(tmp_path: Path) -> None:
    assert activity(tmp_path / "nowhere") == Activity("idle")
    assert launch.newest(tmp_path / "nowhere") is None


@pytest.mark.long
def test_a_mistake_is_its_sentence_and_a_second_start_forgets_it(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    begin(folder, ["layout", "no-such-run", "--method", "umap"])
    begun = (folder / HEARTBEAT).read_text()
    begin(folder, ["layout", "no-such-run", "--method", "umap"])  # one works there: nothing happens
    assert (folder / HEARTBEAT).read_text() == begun
    found = wait(folder, lambda one: not one.lives)
    assert found.state == "failed"
    assert found.told.startswith("There is no run named 'no-such-run'.")
    begin(folder, ["layout", "other-run", "--method", "umap"])
    assert (folder / HEARTBEAT).read_text() != begun
    assert "other-run" in wait(folder, lambda one: not one.lives).told


def test_one_that_is_killed_is_dead_and_not_what_it_printed_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red when tried: the last line of the log, a report of progress, was shown as the reason."""
    monkeypatch.setattr(launch, "AT_ONCE", ("-c", "import time; print('HoroPCA: 3 of 10', flush=True); time.sleep(60)"))
    begin(tmp_path, [])
    number = wait(tmp_path, lambda one: one.lives and "HoroPCA" in (tmp_path / launch.LOG).read_text()).number
    assert number is not None
    os.kill(number, signal.SIGKILL)
    assert wait(tmp_path, lambda one: not one.lives) == Activity("dead", told=launch.WITHOUT_A_WORD)


def test_two_who_ask_at_the_same_moment_begin_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when tried: without the lock both found nobody at work."""
    monkeypatch.setattr(launch, "AT_ONCE", ("-c", "import time; time.sleep(60)"))
    before, together = len(CHILDREN), threading.Barrier(2)

    def ask() -> None:
        together.wait()
        begin(tmp_path, [])

    people = [threading.Thread(target=ask) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    begun = CHILDREN[before:]
    for child in begun:
        child.kill()
        child.wait()
    assert len(begun) == 1


def test_the_newest_report_with_the_time_of_its_phase(tmp_path: Path) -> None:
    record = Recorder(tmp_path, every=0)
    record(Progress("first", 1, 1))
    record(Progress("second", 0, 10))
    time.sleep(0.2)
    record(Progress("second", 4, 10))
    progress = launch.newest(tmp_path)
    assert progress is not None
    assert (progress.phase, progress.done, progress.total) == ("second", 4, 10)
    assert 0.1 < progress.seconds < 5
    assert progress.seconds_left > progress.seconds


def test_a_stop_is_asked_for(tmp_path: Path) -> None:
    launch.ask_to_stop(tmp_path)
    assert (tmp_path / "stop").exists()
