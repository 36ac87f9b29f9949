"""What one holds, nobody else has: in threads, in other processes, until the holder lets go or dies."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from hrq.errors import CannotWriteError, HrqError
from hrq.jobs.launch import environment
from hrq.jobs.lock import locked, only_one

HOLD_FILE = "from hrq.jobs.lock import locked as held"
HOLD_FOLDER = "from hrq.jobs.lock import only_one as held"


def holder(imported: str, path: Path) -> subprocess.Popen[str]:
    """Another process that holds a lock until it is killed; it says when it has it."""
    script = (
        f"{imported}\nfrom pathlib import Path\nwith held(Path({str(path)!r})):\n print('held', flush=True)\n input()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def end(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL)
    child.communicate()


def test_what_threads_add_up_under_a_lock_is_all_there(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "number"

    def add(_: int) -> None:
        with locked(path):
            path.write_text(str(int(path.read_text() if path.is_file() else 0) + 1))

    with ThreadPoolExecutor(8) as people:
        list(people.map(add, range(40)))
    assert path.read_text() == "40"


def test_a_file_that_another_process_holds_is_waited_for_and_its_death_sets_it_free(tmp_path: Path) -> None:
    child = holder(HOLD_FILE, tmp_path / "notes.json")
    path, sentence = tmp_path / "notes.json", r"notes\.json was in use by another process for 0\.1 seconds"
    with pytest.raises(HrqError, match=sentence), locked(path, wait=0.1):
        pytest.fail("two hold it")
    end(child)
    with locked(path, wait=0.1):
        pass


def test_a_block_that_fails_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "a"):
        raise ZeroDivisionError
    with locked(tmp_path / "a", wait=0):
        pass


def test_a_folder_has_one_worker_until_it_ends_or_dies(tmp_path: Path) -> None:
    child = holder(HOLD_FOLDER, tmp_path)
    sentence = rf"is being fitted by another process \(number {child.pid}\)\. Wait for it, or stop it with `touch "
    with pytest.raises(HrqError, match=sentence), only_one(tmp_path, doing="fitted"):
        pytest.fail("two work there")
    (tmp_path / "heartbeat").unlink()  # between the lock and the heartbeat: it holds all the same
    with pytest.raises(HrqError, match=r"is being trained by another process\. Wait"), only_one(tmp_path):
        pytest.fail("two work there")
    end(child)
    with only_one(tmp_path):
        assert (tmp_path / "heartbeat").read_text().startswith(f"{os.getpid()}")
    assert not list(tmp_path.iterdir())


def test_of_two_who_begin_at_the_same_moment_one_is_refused(tmp_path: Path) -> None:
    """The same process, so that the heartbeat alone refuses nobody. Red when found: it was checked, then written."""
    with only_one(tmp_path), pytest.raises(HrqError, match="by another process"), only_one(tmp_path):
        pytest.fail("two work there")


def test_a_launched_process_that_has_not_begun_keeps_others_out(tmp_path: Path) -> None:
    """Its launcher wrote the heartbeat, and no lock is held yet."""
    (tmp_path / "heartbeat").write_text(str(os.getppid()))
    with pytest.raises(HrqError, match=rf"\(number {os.getppid()}\)"), only_one(tmp_path):
        pytest.fail("two work there")
    assert (tmp_path / "heartbeat").exists()


@pytest.mark.parametrize(
    ("number", "sentence"), [(30, "the disk is read-only"), (37, "the disk there has no locks"), (13, "may not write")]
)
def test_a_disk_without_locks_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    """Red when tried: the system's own error, which no page shows as a sentence."""

    def refuse(self: FileLock, timeout: float | None = None) -> None:
        raise OSError(number, "Nope")

    monkeypatch.setattr(FileLock, "acquire", refuse)
    with pytest.raises(CannotWriteError, match=sentence), locked(tmp_path / "a"):
        pytest.fail("there is no lock")
    with pytest.raises(CannotWriteError, match=sentence), only_one(tmp_path):
        pytest.fail("there is no lock")
