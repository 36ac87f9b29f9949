"""A page's question to another process: an answer or the reason, one at a time, and none left running unseen."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from hrq.jobs import errands, launch
from hrq.jobs.errands import Answer, errand

SLOW = ("-c", "import time; time.sleep(60)")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """What errands start, in order; no errand of another test is there."""
    found: list[subprocess.Popen[bytes]] = []

    def start(*given: object, **more: object) -> subprocess.Popen[bytes]:
        found.append(launch.start(*given, **more))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(errands, "start", start)
    monkeypatch.setattr(errands, "_ERRANDS", {})
    yield found
    for key in tuple(errands._ERRANDS):
        errands._forget(key)
    for one in found:
        one.kill()
        one.wait()


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("print('{\"a\": 1}')", Answer({"a": 1})),
        ("import sys; sys.exit('noise\\nError: no room')", Answer({}, "no room")),
        ("pass", Answer({}, launch.WITHOUT_A_WORD)),
    ],
)
def test_an_errand_answers_or_says_why_not(script: str, expected: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hrq.jobs.errands.AT_ONCE", ("-c", script))
    for _ in range(600):
        if (answer := errand((script, sys.executable))) is not None:
            assert answer == expected
            return
        time.sleep(0.05)
    raise AssertionError("no answer")


def test_one_runs_at_a_time_also_where_more_wait_than_are_kept(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red when found: the eldest was forgotten while it ran, nobody stopped it, and the next ran beside it."""
    monkeypatch.setattr(errands, "AT_ONCE", SLOW)
    monkeypatch.setattr(errands, "MOST", 3)
    for number in range(6):
        assert errand((str(number),)) is None
    assert errand(("5",)) is None
    assert len(started) > 1
    assert sum(one.poll() is None for one in started) == 1


def test_one_that_nobody_asks_after_is_stopped(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "AT_ONCE", SLOW)
    assert errand(("first",)) is None
    monkeypatch.setattr(errands, "FORGOTTEN", 0.05)
    time.sleep(0.1)
    assert errand(("second",)) is None
    assert [one.poll() is None for one in started] == [False, True]


def test_one_that_is_asked_after_now_and_then_runs_on(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "AT_ONCE", SLOW)
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    for clock[0] in (0.0, 7.0, 14.0, 21.0):
        assert errand(("slow",)) is None
    assert len(started) == 1
    assert started[0].poll() is None
