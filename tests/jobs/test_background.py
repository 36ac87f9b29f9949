"""A command in a process of its own: how it fares, what it said at its end, and that there is only one."""

import time
from collections.abc import Callable
from pathlib import Path

from hrq.jobs import background
from hrq.jobs.progress import Progress, Recorder


def wait(folder: Path, until: Callable[[background.Background], bool]) -> background.Background:
    for _ in range(600):
        found = background.look(folder)
        if until(found):
            return found
        time.sleep(0.1)
    raise AssertionError(background.look(folder))


def test_nothing_was_begun(tmp_path: Path) -> None:
    assert background.look(tmp_path / "nowhere") == background.Background(False)
    assert not background.is_running(tmp_path / "nowhere")


def test_a_mistake_is_its_sentence_and_a_second_start_forgets_it(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    background.start(["layout", "no-such-run", "--method", "umap"], folder)
    begun = (folder / background.PID).read_text()
    background.start(["layout", "no-such-run", "--method", "umap"], folder)  # one runs: nothing happens
    assert (folder / background.PID).read_text() == begun
    found = wait(folder, lambda one: not one.running)
    assert found.problem.startswith("There is no run named 'no-such-run'.")
    background.start(["layout", "other-run", "--method", "umap"], folder)
    assert (folder / background.PID).read_text() != begun
    assert "other-run" in wait(folder, lambda one: not one.running).problem


def test_the_last_report_with_the_time_of_its_phase(tmp_path: Path) -> None:
    record = Recorder(tmp_path, every=0)
    record(Progress("first", 1, 1))
    record(Progress("second", 0, 10))
    time.sleep(0.2)
    record(Progress("second", 4, 10))
    progress = background.look(tmp_path).progress
    assert progress is not None
    assert (progress.phase, progress.done, progress.total) == ("second", 4, 10)
    assert 0.1 < progress.seconds < 5
    assert progress.seconds_left > progress.seconds


def test_a_stop_is_asked_for(tmp_path: Path) -> None:
    background.ask_to_stop(tmp_path)
    assert (tmp_path / "stop").exists()
