"""Reports reach the file as whole lines; time left is honest; a reader never meets half a line."""

import json
import math
from pathlib import Path

from hrq.jobs.progress import Progress, Recorder, read_progress


def test_time_left_follows_the_pace_so_far() -> None:
    assert Progress("training", 25, 100, seconds=10).seconds_left == 30
    assert math.isnan(Progress("training", 0, 100, seconds=10).seconds_left)


def test_the_first_and_last_report_of_a_phase_are_recorded_and_all_are_passed_on(tmp_path: Path) -> None:
    """Red when tried: dropping `done < total` loses the end of the curve."""
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
    (tmp_path / "progress.jsonl").write_text(json.dumps({"done": 1}) + "\n" + '{"done": 2')
    assert list(read_progress(tmp_path)) == [{"done": 1}]
    assert list(read_progress(tmp_path / "nowhere")) == []
