"""What a training finds in its folder, and what it takes away when it ends."""

import json
from pathlib import Path

import pytest

from hrq.errors import BrokenRunError, UsageError
from hrq.runs.config import make_settings, record
from hrq.runs.files import CHECKPOINT, CONFIG, MANIFEST, METRICS
from hrq.train.engine.folder import begun_in, check_same_settings, clear, finished_before, tidy


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    config = record(make_settings(epochs=7), hierarchy_hash="x")
    (tmp_path / CONFIG).write_text(config.to_json())
    return tmp_path


def test_only_a_training_of_the_same_kind_goes_on(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert begun_in(begun, "trained").epochs == 7
    with pytest.raises(UsageError, match=r"was trained, not fitted.*hrq train … --resume"):
        begun_in(begun, "fitted")
    empty = tmp_path_factory.mktemp("empty")
    with pytest.raises(UsageError, match="holds no training to resume"):
        begun_in(empty, "trained")
    with pytest.raises(UsageError, match="holds no fit to resume"):
        begun_in(empty, "fitted")


def test_settings_that_differ_are_all_named_and_no_others(begun: Path) -> None:
    config = begun_in(begun, "trained")
    now = config.model_dump() | {"epochs": 8, "batch": 3, "seed": 1}
    with pytest.raises(UsageError, match=r"--epochs 7 \(now 8\), --batch 512 \(now 3\)\. ") as told:
        check_same_settings(begun, config, now, ["epochs", "batch", "dimension"])
    assert "dimension" not in str(told.value)
    check_same_settings(begun, config, now, ["dimension", "levels"])


def test_what_was_finished_is_there_and_what_was_stopped_needs_its_checkpoint(begun: Path) -> None:
    (begun / METRICS).write_text(json.dumps({"state": "finished", "map": 0.5}))
    assert finished_before(begun) is None, "without a manifest there is no run"
    (begun / MANIFEST).write_text("{}")
    found = finished_before(begun)
    assert found is not None
    assert (found.finished, found.metrics["map"], found.folder) == (True, 0.5, begun)
    (begun / METRICS).write_text(json.dumps({"state": "stopped"}))
    with pytest.raises(BrokenRunError, match="cannot go on"):
        finished_before(begun)
    (begun / CHECKPOINT).touch()
    assert finished_before(begun) is None


def test_a_checkpoint_goes_when_the_training_is_finished_and_not_before(begun: Path) -> None:
    for name in ("stop", CHECKPOINT):
        (begun / name).touch()
    tidy(begun, finished=False)
    assert not (begun / "stop").exists()
    assert (begun / CHECKPOINT).exists()
    tidy(begun, finished=True)
    assert not (begun / CHECKPOINT).exists()
    assert (begun / CONFIG).exists()


@pytest.mark.parametrize("kept", [CHECKPOINT, MANIFEST, None])
def test_a_folder_is_cleared_unless_there_is_something_to_go_on_with(begun: Path, kept: str | None) -> None:
    if kept is not None:
        (begun / kept).touch()
    clear(begun)
    assert begun.exists() == (kept is not None)
