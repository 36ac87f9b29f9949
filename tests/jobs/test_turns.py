"""Places for long work: taken in the order of coming, given back by the system, never by a dead process's leave."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hrq.jobs import turns
from hrq.jobs.launch import activity, ask_to_stop, launch
from hrq.jobs.process import living, living_in, mark_of
from hrq.jobs.progress import HEARTBEAT, read_progress

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


@pytest.mark.parametrize(
    ("given", "cards", "expected"), [("", 0, 1), ("", 3, 3), ("2", 3, 2), ("0", 3, 1), ("x", 2, 2)]
)
def test_there_is_a_place_a_gpu_and_at_least_one(
    given: str, cards: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRQ_PLACES", given)
    monkeypatch.setattr(turns, "device_files", lambda: [f"nvidia{number}" for number in range(cards)])
    assert turns.places() == expected


def test_tickets_of_the_living_are_kept_in_the_order_of_coming_and_the_dead_ones_thrown_away(tmp_path: Path) -> None:
    line = turns.queue_folder()
    line.mkdir(parents=True)
    mine = mark_of(os.getpid())
    for name, text in (("00000000000000000200-1", f"{mine}\nlate"), ("00000000000000000100-2", f"{mine}\nearly")):
        (line / name).write_text(text)
    (line / "00000000000000000001-3").write_text(f"{os.getpid()} 1\ndead")
    (line / "place-0").touch()
    assert turns.waiting() == ["early", "late"]
    assert not (line / "00000000000000000001-3").exists()
    assert (line / "place-0").exists()


def test_places_are_taken_from_the_first_and_no_more_than_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRQ_PLACES", "2")
    opened, real = list[int](), os.open
    monkeypatch.setattr(os, "open", lambda *given: opened.append(real(*given)) or opened[-1])
    assert [turns._free_place(tmp_path) for _ in range(3)] == [0, 1, None]
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["place-0", "place-1"]
    first, _, second, *_ = opened  # whoever takes the second place has asked for the first one, too
    held = [handle for handle in set(opened) if Path(f"/proc/self/fd/{handle}").exists()]
    assert sorted(held) == sorted([first, second])
    for handle in held:
        assert os.get_inheritable(handle)  # the command that follows keeps it
        os.close(handle)


def test_one_that_waits_beats_its_heart_and_leaves_no_ticket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody came first; after two looks this one is asked to stop."""
    line, folder, looks = turns.queue_folder(), tmp_path / "work", []
    line.mkdir(parents=True)
    folder.mkdir()
    (line / "00000000000000000001-1").write_text(f"{mark_of(os.getpid())}\nfirst")

    def sleep(seconds: float) -> None:
        looks.append((seconds, (folder / HEARTBEAT).exists(), turns.waiting()))
        if len(looks) == 2:
            (folder / "stop").touch()

    monkeypatch.setattr(time, "sleep", sleep)
    assert turns.wait(folder) is None
    assert looks == [(0.5, True, ["first", "work"])] * 2
    assert turns.waiting() == ["first"]


@pytest.mark.parametrize(("cards", "visible"), [(2, "1"), (1, None)])
def test_whoever_has_a_place_becomes_its_command_niced_and_on_its_own_gpu(
    cards: int, visible: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(turns, "device_files", lambda: ["nvidia"] * cards)
    monkeypatch.setattr(turns, "wait", lambda folder: 1)
    monkeypatch.setattr(os, "nice", lambda by: done.append(by))
    monkeypatch.setattr(os, "execv", lambda path, words: done.append((path, words)))
    monkeypatch.setattr(sys, "argv", ["turns", str(tmp_path), "python", "-m", "hrq"])
    turns.main()
    assert done == [19, ("python", ["python", "-m", "hrq"])]
    assert os.environ.pop("CUDA_VISIBLE_DEVICES", None) == visible
    assert [line["phase"] for line in read_progress(tmp_path)] == ["starting"]
