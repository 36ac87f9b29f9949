"""The agreement report is measured once a run, seed and number of draws."""

import json
from pathlib import Path
from typing import Any

import pytest

from hrq.evaluate.agreement import report
from hrq.evaluate.agreement.report import NAME, agreement, kept_agreement
from hrq.runs import Run, find_run, load_run
from hrq.runs.aside import own_aside


@pytest.fixture
def run(tiny_run: Path) -> Run:
    return load_run(tiny_run)


def change(path: Path, **other: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"measures": []} | other))


def test_it_is_measured_once_and_read_with_or_without_the_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept_agreement(run) is None
    found = agreement(run, draws=2)
    monkeypatch.setattr(report, "measure_agreement", lambda *_, **__: pytest.fail("measured again"))
    assert agreement(run, draws=2) == found
    assert kept_agreement(run, draws=2) == found
    assert kept_agreement(find_run(run.name), draws=2) == found
    assert kept_agreement(run, draws=3) is None
    assert kept_agreement(run, seed=1, draws=2) is None


@pytest.mark.parametrize(
    "other", [{"hash": "ab12"}, {"hierarchy_hash": "cd34"}, {"format": 0}, {"samples": {}}], ids=str
)
def test_numbers_of_another_run_or_version_are_never_shown(run: Run, other: dict[str, Any]) -> None:
    found = agreement(run, draws=2)
    change(own_aside(run.hash) / NAME, **other)
    assert kept_agreement(run, draws=2) is None
    assert agreement(run, draws=2) == found
