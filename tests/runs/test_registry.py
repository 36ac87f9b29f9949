"""Runs are found by name; nothing outside the runs' folders is; a wrong name is answered with the nearest."""

from pathlib import Path

import pytest

from hrq.errors import UnknownNameError
from hrq.jobs.launch import JOB
from hrq.runs import find_run, list_runs, load_run


def test_own_and_bundled_runs_are_listed_with_their_state(tiny_run: Path) -> None:
    (tiny_run.parent / "empty").mkdir()
    (tiny_run.parent / "begun").mkdir()
    (tiny_run.parent / "begun" / "config.json").write_text((tiny_run / "config.json").read_text())
    (tiny_run.parent / "spoilt").mkdir()
    (tiny_run.parent / "spoilt" / "config.json").write_text("{")
    (tiny_run.parent / "launched").mkdir()
    (tiny_run.parent / "launched" / JOB).touch()
    (tiny_run.parent / ".hidden").mkdir()
    (tiny_run.parent / ".hidden" / "config.json").write_text("{")
    states = {run.name: run.state for run in list_runs() if not run.bundled}
    assert states == {"tiny": "finished", "begun": "unfinished", "spoilt": "broken", "launched": "unfinished"}
    names = [run.name for run in list_runs() if not run.bundled]
    assert names == sorted(names)
    assert [run.bundled for run in list_runs()] == sorted(run.bundled for run in list_runs())
    assert {run.name for run in list_runs() if run.bundled} >= {"mammals-2d-ghrq", "mammals-16d-rq"}


def test_a_wrong_name_is_answered_with_the_nearest(tiny_run: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"no run named 'tyni'\. Nearest: tiny.*python -m hrq runs"):
        load_run("tyni")


@pytest.mark.parametrize("name", ["../tiny", "/etc", ".", "", "tiny/../tiny"])
def test_find_run_takes_names_only_never_paths(tiny_run: Path, name: str) -> None:
    with pytest.raises(UnknownNameError):
        find_run(name)


def test_a_users_own_run_comes_before_a_bundled_one_of_the_same_name(tiny_run: Path) -> None:
    tiny_run.rename(tiny_run.parent / "mammals-2d-ghrq")
    assert not find_run("mammals-2d-ghrq").bundled
    assert len(load_run("mammals-2d-ghrq").names) == 31
