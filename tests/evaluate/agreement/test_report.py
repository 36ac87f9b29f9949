"""The agreement report is measured once a run, seed and number of draws, and laid beside that of an `rq` run."""

import json
from pathlib import Path
from typing import Any

import pytest

from hrq.evaluate.agreement import report
from hrq.evaluate.agreement.report import (
    NAME,
    agreement,
    baseline_command,
    baseline_of,
    kept_agreement,
    with_baseline,
)
from hrq.runs import Run, RunSummary, find_run, load_run
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


def summary(name: str, config: Any, **other: Any) -> RunSummary:
    return RunSummary(
        name, Path(name), False, "finished", "ab12", config.model_copy(update={"quantizer": "rq", **other})
    )


def test_the_baseline_is_of_the_same_shape_and_if_there_is_one_of_the_same_seed(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = load_run(tiny_run)
    config = run.config
    others = [
        summary("a-dimension", config, dimension=3),
        summary("a-ghrq", config, quantizer="ghrq"),
        summary("a-levels", config, levels=2),
        summary("a-other", config, hierarchy_hash="other"),
        RunSummary("a-unsealed", Path("x"), False, "unfinished", "", config.model_copy(update={"quantizer": "rq"})),
        summary("b-seed", config, seed=config.seed + 1),
        summary("c-same", config),
        summary("d-same", config),
    ]
    monkeypatch.setattr(report, "list_runs", lambda: others)
    found = baseline_of(run)
    assert found is not None
    assert found.name == "c-same"
    monkeypatch.setattr(report, "list_runs", lambda: others[:6])
    found = baseline_of(run)
    assert found is not None
    assert found.name == "b-seed"
    monkeypatch.setattr(report, "list_runs", lambda: others[:5])
    assert baseline_of(run) is None


def test_without_one_the_command_that_makes_it_is_told(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    words = baseline_command(run).split()
    told = dict(zip(words[4::2], words[5::2], strict=True))
    assert told["--quantizer"] == "rq"
    assert told["--curvature"] == "0"
    assert (told["--dimension"], told["--levels"], told["--codewords"]) == ("2", "3", "4")
    assert told["--out"] == "runs/tiny-rq"
    content = agreement(run, draws=2)
    assert with_baseline(run, content)["baseline"] == {"run": None, "command": baseline_command(run)}
    assert content["levels"] == 3
    assert content["nodes"] == 31
    assert all(
        value is None or isinstance(value, int) or value == round(value, 6)
        for row in content["measures"]
        for value in row.values()
        if not isinstance(value, str)
    )
