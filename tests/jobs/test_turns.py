"""Places for long work: taken in the order of coming, given back by the system, never by a dead process's leave."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from hrq.jobs import turns
from hrq.jobs.launch import activity, ask_to_stop, launch
from hrq.jobs.process import living, living_in, mark_of
from hrq.jobs.progress import HEARTBEAT

SLEEP = "import time; time.sleep(60)"


def until(true: object, seconds: float = 20.0) -> bool:
    """Wait until a call is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def stand_in_line(folder: Path) -> subprocess.Popen[bytes]:
    """A process that waits for its turn, and then sleeps."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "hrq.jobs.turns", str(folder), sys.executable, "-c", SLEEP]
    return subprocess.Popen(command)


def test_a_process_is_known_by_its_number_and_its_birth() -> None:
    """Red when tried: a zombie counted as alive."""
    child = subprocess.Popen([sys.executable, "-c", SLEEP])
    mark = mark_of(child.pid)
    assert living(mark) == child.pid
    assert living(f"{child.pid} 1") is None  # another process had that number
    child.kill()
    assert until(lambda: living(mark) is None)  # though nobody has asked after it yet
    child.wait()
    for nothing in ("", "x", "-1", "0", "99999999999999"):
        assert living(nothing) is None


def test_one_place_is_given_in_the_order_of_coming_and_comes_back_from_the_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRQ_RUNS", str(tmp_path))
    monkeypatch.setenv("HRQ_PLACES", "1")
    started = []
    try:
        for name in ("a", "b", "c"):
            started.append(stand_in_line(tmp_path / name))
            wanted = [] if name == "a" else ["b", "c"][: len(started) - 1]
            assert until(lambda wanted=wanted: turns.waiting() == wanted and (tmp_path / ".queue").exists())
            time.sleep(0.7 if name == "a" else 0)
        assert turns.waiting() == ["b", "c"]
        started[1].kill()  # one that waits dies: nobody waits for it
        started[1].wait()
        assert turns.waiting() == ["c"]
        started[0].kill()  # the one at work dies without giving anything back
        started[0].wait()
        assert until(lambda: turns.waiting() == [])
        assert started[2].poll() is None
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_one_that_waits_stops_when_asked_and_one_that_is_launched_is_found_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRQ_RUNS", str(tmp_path))
    monkeypatch.setenv("HRQ_PLACES", "1")
    first = stand_in_line(tmp_path / "first")
    try:
        assert until(lambda: (tmp_path / ".queue" / "place-0").exists() and turns.waiting() == [])
        folder = tmp_path / "second"
        launch(folder, ["doctor"], {"given": {}})
        assert living_in(folder / HEARTBEAT) is not None
        assert until(lambda: activity(folder).state == "waiting")
        ask_to_stop(folder)
        assert until(lambda: activity(folder).state == "idle")
        assert not (folder / "stop").exists()
    finally:
        first.kill()
        first.wait()
