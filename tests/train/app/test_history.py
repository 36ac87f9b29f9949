"""What a training reported, as curves: resumed steps are not drawn twice, pauses are no work."""

import json
import math
from pathlib import Path

from hrq.train.app.history import read_history


def write(folder: Path, lines: list[tuple[str, int, float]]) -> Path:
    folder.mkdir(exist_ok=True)
    told = [
        {
            "phase": phase,
            "done": done,
            "total": 100,
            "time": at,
            "contrastive": 1.0 / max(done, 1),
            "perplexity": [2.0, done],
        }
        for phase, done, at in lines
    ]
    (folder / "progress.jsonl").write_text("".join(json.dumps(line) + "\n" for line in told) + '{"half')
    return folder


def test_nothing_is_said_of_nothing(tmp_path: Path) -> None:
    found = read_history(tmp_path)
    assert (found.phase, found.steps, found.newest) == ("", (), {})
    assert math.isnan(found.seconds_left)


def test_steps_that_were_repeated_after_a_crash_count_once(tmp_path: Path) -> None:
    lines = [("training", step, 1000 + step / 10) for step in (10, 20, 30, 40)]
    lines += [("training", step, 5000 + step / 10) for step in (30, 40, 50)]
    found = read_history(write(tmp_path, lines))
    assert found.steps == (10, 20, 30, 40, 50)
    assert found.pace == 10
    assert found.seconds_left == 5
    assert found.seconds == 5  # of 4,000 that passed
    assert found.series("perplexity", 1) == [10, 20, 30, 40, 50]
    assert found.series("none") == [None] * 5


def test_a_long_history_is_thinned_and_keeps_its_end(tmp_path: Path) -> None:
    found = read_history(write(tmp_path, [("training", step, step / 10) for step in range(1, 2000)]))
    assert len(found.steps) <= 600
    assert found.steps[-1] == 1999


def test_the_pace_is_that_of_the_last_quarter_of_a_minute(tmp_path: Path) -> None:
    """A hundred slow steps, then fast ones: what is left is told at the pace of late."""
    lines = [("training", step, float(step)) for step in range(1, 41)]
    lines += [("training", 40 + 2 * step, 40.0 + step) for step in range(1, 21)]
    found = read_history(write(tmp_path, lines))
    assert found.pace == 2
    assert found.seconds_left == (100 - 80) / 2
    assert found.seconds == 59


def test_what_comes_after_the_steps_has_no_time_left(tmp_path: Path) -> None:
    lines = [("training", step, step / 20) for step in (10, 20, 100)]
    found = read_history(write(tmp_path, [*lines, ("measuring", 1, 5.5)]))
    assert (found.phase, found.done, found.last, found.pace) == ("measuring", 1, 5.5, 20)
    assert math.isnan(found.seconds_left)
    assert found.newest["done"] == 100
    assert found.series("contrastive") == [1 / 10, 1 / 20, 1 / 100]
    assert found.series("perplexity", 2) == [None] * 3
