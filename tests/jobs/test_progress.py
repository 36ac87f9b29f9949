"""Reports reach the file as whole lines; time left is honest; a reader never meets half a line."""

import json
import math
import os
import time
from pathlib import Path

import pytest

from hrq.errors import CannotWriteError
from hrq.jobs.progress import Progress, Recorder, read_progress


def test_time_left_follows_the_pace_so_far() -> None:
    assert Progress("training", 25, 100, seconds=10).seconds_left == 30
    assert math.isnan(Progress("training", 0, 100, seconds=10).seconds_left)


def test_the_first_and_last_report_of_a_phase_are_recorded_and_all_are_passed_on(tmp_path: Path) -> None:
    seen: list[Progress] = []
    recorder = Recorder(tmp_path, seen.append, every=60)
    for done in range(1, 6):
        recorder(Progress("training", done, 5, figures={"loss": 1 / done}))
    recorder(Progress("fitting", 1, 2))
    lines = list(read_progress(tmp_path))
    assert [(line["phase"], line["done"]) for line in lines] == [("training", 1), ("training", 5), ("fitting", 1)]
    assert len(seen) == 6
    assert (tmp_path / "heartbeat").exists()


def test_a_loss_that_is_not_a_number_is_recorded_as_null(tmp_path: Path) -> None:
    Recorder(tmp_path)(Progress("training", 1, 2, figures={"loss": math.nan}))
    assert next(read_progress(tmp_path))["loss"] is None


def test_a_line_that_is_still_being_written_is_left_out(tmp_path: Path) -> None:
    line = {"phase": "a", "done": 1, "total": 2, "time": 0.5}
    (tmp_path / "progress.jsonl").write_text(json.dumps(line) + "\n" + json.dumps(line)[:-5])
    assert list(read_progress(tmp_path)) == [line]
    assert list(read_progress(tmp_path / "nowhere")) == []


def test_half_a_line_in_the_middle_is_left_out(tmp_path: Path) -> None:
    """Red when found: a line that a killed process left half-written broke the page of its training for good."""
    record = Recorder(tmp_path, every=0)
    record(Progress("a", 1, 3))
    with (tmp_path / "progress.jsonl").open("a") as stream:
        stream.write('{"phase": "a", "do')
    record(Progress("a", 2, 3))
    record(Progress("a", 3, 3))
    with (tmp_path / "progress.jsonl").open("ab") as stream:
        stream.write(b'5\n{"phase": "\xff\n')
    assert [line["done"] for line in read_progress(tmp_path)] == [1, 3]
    assert list(read_progress(tmp_path / "nowhere")) == []


def test_reports_of_one_phase_are_thinned_by_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    record = Recorder(tmp_path)
    for done, now in ((1, 100.0), (2, 100.49), (3, 100.5), (4, 100.9), (5, 101.0)):
        clock[0] = now
        record(Progress("training", done, 9))
    assert [line["done"] for line in read_progress(tmp_path)] == [1, 3, 5]


def test_a_line_holds_the_figures_and_the_time_and_the_heartbeat_beats(tmp_path: Path) -> None:
    beat = tmp_path / "heartbeat"
    beat.write_text("17 4")
    os.utime(beat, (0, 0))
    before = time.time()
    Recorder(tmp_path)(Progress("training", 3, 9, 1.5, {"loss": 0.25, "usage": [1, 2], "worst": -math.inf}))
    (line,) = read_progress(tmp_path)
    assert before - 0.01 <= line.pop("time") <= time.time() + 0.01
    assert line == {"phase": "training", "done": 3, "total": 9, "loss": 0.25, "usage": [1, 2], "worst": None}
    assert beat.stat().st_mtime >= before - 1
    assert beat.read_text() == "17 4"


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotWriteError):
        Recorder(tmp_path / "nowhere")(Progress("training", 1, 2))


def test_time_left_counts_what_is_still_to_be_done() -> None:
    assert Progress("training", 100, 100, seconds=10).seconds_left == 0
    assert Progress("training", 1, 4, seconds=2).seconds_left == 6
