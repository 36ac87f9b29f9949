"""A command in a process of its own: how it fares, what it said at its end, and that there is only one a folder."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hrq.jobs import launch
from hrq.jobs.launch import Activity, activity, begin
from hrq.jobs.process import CHILDREN, mark_of
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
    monkeypatch.setattr(launch, "AT_ONCE", ("-c", "import time; print('HoroPCA: 3 of 10', flush=True); time.sleep(60)"))
    begin(tmp_path, [])
    number = wait(tmp_path, lambda one: one.lives and "HoroPCA" in (tmp_path / launch.LOG).read_text()).number
    assert number is not None
    os.kill(number, signal.SIGKILL)
    assert wait(tmp_path, lambda one: not one.lives) == Activity("dead", told=launch.WITHOUT_A_WORD)


def test_two_who_ask_at_the_same_moment_begin_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def living_beat(folder: Path) -> None:
    (folder / HEARTBEAT).write_text(mark_of(os.getpid()))


@pytest.mark.parametrize(
    ("phases", "state"),
    [
        ([], "starting"),
        (["waiting"], "waiting"),
        (["waiting", "starting"], "starting"),
        (["starting", "epoch"], "working"),
    ],
)
def test_what_goes_on_is_told_by_the_newest_phase(tmp_path: Path, phases: list[str], state: str) -> None:
    living_beat(tmp_path)
    for phase in phases:
        Recorder(tmp_path)(Progress(phase, 0, 1))
    with (tmp_path / "progress.jsonl").open("a") as stream:
        stream.write('{"phase": "half')
    assert activity(tmp_path) == Activity(state, os.getpid())  # type: ignore[arg-type]
    assert activity(tmp_path).lives


def test_one_that_ended_says_its_error_or_is_dead_or_was_never_there(tmp_path: Path) -> None:
    (tmp_path / launch.LOG).write_text("3 of 10\nError: the disk is full\n\n")
    assert activity(tmp_path) == Activity("failed", told="the disk is full")
    (tmp_path / launch.LOG).write_text("Error: an old one\nAll is well\n")
    assert activity(tmp_path) == Activity("idle")
    (tmp_path / HEARTBEAT).write_text("1 1")
    assert activity(tmp_path) == Activity("dead", told=launch.WITHOUT_A_WORD)


def test_a_launch_forgets_what_was_and_writes_down_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(launch, "_in_background", lambda folder, words: begun.append(list(words)))
    folder = tmp_path / "deep" / "work"
    folder.mkdir(parents=True)
    (folder / "stop").touch()
    launch.launch(folder, ["train", "--epochs", "3"], {"given": {"name": "Björk"}})
    assert not (folder / "stop").exists()
    assert (folder / launch.JOB).read_text("utf-8") == '{\n  "given": {\n    "name": "Björk"\n  }\n}\n'
    assert launch.last_phase(folder) == "waiting"
    assert begun == [["-m", "hrq.jobs.turns", str(folder), sys.executable, "-m", "hrq", "train", "--epochs", "3"]]


def test_a_second_beginning_forgets_what_the_first_told_unless_it_still_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(launch, "_in_background", lambda folder, words: begun.append(list(words)))
    old = ("progress.jsonl", "stop", launch.LOG)
    for name in old:
        (tmp_path / name).touch()
    living_beat(tmp_path)
    begin(tmp_path, ["layout"])
    assert begun == []
    assert all((tmp_path / name).exists() for name in old)
    (tmp_path / HEARTBEAT).unlink()
    begin(tmp_path, ["layout"])
    assert begun == [[*launch.AT_ONCE, "layout"]]
    assert not any((tmp_path / name).exists() for name in old)


def test_a_started_process_lives_on_in_a_session_of_its_own_and_its_words_are_in_the_log(tmp_path: Path) -> None:
    script = "import os, sys; print(os.getsid(0) == os.getpid(), sys.flags.utf8_mode); print('noted', file=sys.stderr)"
    launch._in_background(tmp_path, ["-c", script])
    child = CHILDREN[-1]
    assert (tmp_path / HEARTBEAT).read_text().split(" ")[0] == str(child.pid)
    assert child.wait(30) == 0
    assert sorted((tmp_path / launch.LOG).read_text().split()) == ["1", "True", "noted"]
    with (tmp_path / "out").open("wb") as out:
        shared = launch.start(["-c", "import os; print(os.getsid(0) == os.getpid())"], out, out, outlives=False)
    assert shared.wait(30) == 0
    assert (tmp_path / "out").read_text() == "False\n"


def test_a_process_finds_hrq_first_and_is_told_when_it_was_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    before, found = time.time(), launch.environment()
    assert found["PYTHONPATH"] == os.pathsep.join([str(Path(launch.__file__).resolve().parents[2]), "elsewhere"])
    assert before <= float(found["HRQ_BEGUN"]) <= time.time()
    assert found["COLUMNS"] == "200"


def test_only_the_end_of_a_long_log_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / launch.LOG).write_text("Error: far above\n" + "x" * launch.TAIL)
    assert launch.last_error(tmp_path) == ""
    (tmp_path / launch.LOG).write_text("x" * launch.TAIL + "\nError: here\n")
    assert launch.last_error(tmp_path) == "here"
    assert launch.last_words(" \n\n") == ""


def test_the_time_of_a_phase_begins_with_its_first_report(tmp_path: Path) -> None:
    reports = [("read", 5.0), ("training", 10.0), ("training", 14.0)]
    lines = [{"phase": phase, "done": 1, "total": 3, "time": at} for phase, at in reports]
    (tmp_path / "progress.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert launch.newest(tmp_path) == Progress("training", 1, 3, 4.0)
