"""A training as a process of its own: found by its folder, dead when killed, resumed to the very same end."""

import json
import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from hrq.data.sources.by_name import load_hierarchy
from hrq.errors import HrqError, UsageError
from hrq.jobs.launch import activity, ask_to_stop
from hrq.jobs.places import runs_folder
from hrq.runs import find_run, load_run
from hrq.runs.arrays import write_tensors
from hrq.runs.own_runs import delete, free_name, note, rename, write_note
from hrq.train.app import trainings
from hrq.train.app.history import read_history
from hrq.train.app.trainings import _claimed, checkpoint_step, resume
from hrq.train.engine import snapshots
from hrq.train.hierarchy.training import train
from hrq.train.vectors.fitting import fit
from hrq.train.vectors.shelf import Source

GIVEN: dict[str, Any] = {
    "quantizer": "ghrq", "dimension": 2, "levels": 2, "codewords": 8, "epochs": 500, "unique": False, "batch": 16,
    "burn_in": 0.2,
}  # fmt: skip


def wait_for(true: Any, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_it_is_called_dead_and_resumed_it_ends_where_it_would_have_ended(toy_csv: Path, tmp_path: Path) -> None:
    """The one test that starts processes; stop, state and snapshots are looked at on the way."""
    given = GIVEN | {"hierarchy": str(toy_csv)}
    folder = trainings.start("mine", given)
    assert activity(folder).lives
    with pytest.raises(HrqError, match="is being trained and cannot be deleted now. Stop it first"):
        delete(find_run("mine"))
    wait_for(lambda: read_history(folder).steps)
    number = activity(folder).number
    assert number is not None
    os.kill(number, signal.SIGKILL)
    wait_for(lambda: activity(folder).state == "dead")
    assert find_run("mine").state == "unfinished"

    trainings.resume(folder)
    wait_for(lambda: activity(folder).state == "working" and read_history(folder).phase == "training")
    ask_to_stop(folder)
    asked = time.monotonic()
    wait_for(lambda: not activity(folder).lives)
    assert time.monotonic() - asked < 15  # 5 s on a machine with nothing else to do
    assert load_run("mine").state == "stopped"
    assert (trainings.checkpoint_step(folder) or 0) > 0

    trainings.resume(folder)
    wait_for(lambda: not activity(folder).lives)
    assert load_run("mine").state == "finished"
    train(given, tmp_path / "straight", device="cpu")
    torch.testing.assert_close(load_run("mine").points, load_run(tmp_path / "straight").points, rtol=1e-6, atol=1e-9)
    assert np.array_equal(load_run("mine").codes, load_run(tmp_path / "straight").codes)

    seen = snapshots.steps_seen(folder)
    last = snapshots.read(folder, seen[-1])
    assert last.step == last.steps == seen[-1]
    assert last.points.shape == (31, 2)
    assert last.usage.sum() == 31
    assert last.unique is not None
    assert trainings.given(folder) == given


FIT: dict[str, Any] = {"dimension": 3, "levels": 2, "codewords": 8, "epochs": 400, "batch": 16, "unique": False}


@pytest.fixture
def heaps(tmp_path: Path) -> Path:
    """120 vectors in six heaps."""
    noise = np.random.default_rng(0)
    heap = np.repeat(np.arange(6), 20)
    vectors = 4 * noise.normal(size=(6, 12))[heap] + noise.normal(size=(120, 12))
    np.save(tmp_path / "heaps.npy", vectors.astype(np.float32))
    return tmp_path / "heaps.npy"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_fit_killed_and_stopped_and_resumed_ends_where_it_would_have_ended(heaps: Path, tmp_path: Path) -> None:
    """The same for a fit, as a process of its own."""
    folder = trainings.start_fit("found", Source(str(heaps)), FIT)
    wait_for(lambda: read_history(folder).steps)
    number = activity(folder).number
    assert number is not None
    os.kill(number, signal.SIGKILL)
    wait_for(lambda: activity(folder).state == "dead")
    assert trainings.can_resume(folder)

    trainings.resume(folder)
    wait_for(lambda: activity(folder).state == "working" and read_history(folder).phase == "training")
    ask_to_stop(folder)
    wait_for(lambda: not activity(folder).lives)
    assert load_run("found").state == "stopped"
    trainings.resume(folder)
    wait_for(lambda: not activity(folder).lives)
    assert load_run("found").state == "finished"
    fit(str(heaps), tmp_path / "straight", FIT)
    torch.testing.assert_close(load_run("found").points, load_run(tmp_path / "straight").points, rtol=1e-4, atol=1e-5)
    assert np.array_equal(load_run("found").codes, load_run(tmp_path / "straight").codes)
    assert snapshots.steps_seen(folder)[-1] == 400 * 8


def test_a_fit_is_resumed_and_repeated_with_the_words_that_began_it(
    heaps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begun in the app, before and after it wrote anything; and begun on the command line."""
    launched: list[list[str]] = []

    def note_it(folder: Path, words: list[str], job: dict[str, Any]) -> None:
        launched.append(list(words))
        (folder / "job.json").write_text(json.dumps(job))

    monkeypatch.setattr(trainings, "launch", note_it)
    short = FIT | {"epochs": 1}
    folder = trainings.start_fit("found", Source(str(heaps)), short)
    assert trainings.is_fit(folder)
    assert launched[0][:3] == ["fit", "--points", str(heaps)]
    trainings.resume(folder)
    assert launched[1] == launched[0]
    fit(str(heaps), runs_folder() / "typed", short, threads=1)
    for name in ("config.json", "checkpoint.safetensors"):
        (folder / name).write_bytes((runs_folder() / "typed" / "config.json").read_bytes())
    trainings.resume(folder)
    assert launched[2][-1] == "--resume"
    assert "--negatives" not in launched[2]
    assert trainings.is_fit(runs_folder() / "typed")
    assert not trainings.can_resume(runs_folder() / "typed")
    assert short.items() <= trainings.given(runs_folder() / "typed").items()
    with pytest.raises(HrqError, match=r"none\.npy does not exist"):
        trainings.start_fit("other", Source("none.npy"), short)
    assert not (runs_folder() / "other").exists()


@pytest.mark.long
def test_a_failed_one_says_why(tmp_path: Path) -> None:
    """Started by hand: the page refuses such settings before they get here."""
    folder = trainings.start("broken", {"hierarchy": str(tmp_path / "none.csv")})
    wait_for(lambda: not activity(folder).lives)
    found = activity(folder)
    assert found.state == "failed"
    assert "none.csv" in found.told


def test_a_run_whose_hierarchy_is_gone_can_be_repeated(toy_csv: Path, tmp_path: Path) -> None:
    """Red when found: Duplicate led to a form that could not find the file, though the run still holds it."""
    gone = tmp_path / "mine.csv"
    gone.write_text(toy_csv.read_text())
    given = {"hierarchy": str(gone), "dimension": 2, "levels": 2, "codewords": 8, "epochs": 5}
    folder = runs_folder() / "first"
    train(given, folder, device="cpu")
    gone.unlink()
    again = trainings.to_repeat(folder)
    assert again["hierarchy"] == "mine:mine"
    assert load_hierarchy("mine:mine").content_hash == load_run("first").hierarchy.content_hash
    assert trainings.to_repeat(folder) == again
    (runs_folder() / ".hierarchies" / "mine.parquet").unlink()
    assert load_run("first").hierarchy.names == load_run("first").names


def test_names_notes_renaming_and_deleting(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = find_run("tiny")
    write_note(run, "what I <b>learnt</b>\n")
    assert note(run) == "what I <b>learnt</b>"
    assert free_name("tiny") == "tiny-2"
    for bad in ("", "../up", "a/b", ".hidden", "tiny", "TINY", "x" * 61, "a\nb", "a."):
        with pytest.raises(HrqError, match=r"name"):
            rename(run, bad)
    assert rename(run, " größer than ever ") == "größer than ever"
    again = find_run("größer than ever")
    assert (again.hash, note(again)) == (run.hash, "what I <b>learnt</b>")
    delete(again)
    with pytest.raises(HrqError, match="no run named"):
        find_run("größer than ever")
    (runs_folder() / "taken").mkdir()
    with pytest.raises(HrqError, match="There is a run named 'taken' already"):
        trainings.start("taken", {})
    monkeypatch.setenv("HRQ_MOST_RUNS", "0")
    with pytest.raises(HrqError, match="at most 0 are kept. Delete some on the Runs page"):
        trainings.start("one too many", {})


def test_a_name_is_claimed_once() -> None:
    """Two people may type the same name at the same moment."""
    folder = _claimed("mine")
    assert folder.is_dir()
    with pytest.raises(UsageError, match="a run named 'mine' already"):
        _claimed("mine")


def test_what_is_running_is_not_begun_again(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainings, "activity", lambda _: SimpleNamespace(lives=True))
    monkeypatch.setattr(trainings, "launch", lambda *_: pytest.fail("begun again"))
    with pytest.raises(HrqError, match="tiny is running already"):
        resume(tiny_run)


def test_the_step_of_a_checkpoint_is_in_its_header(tmp_path: Path) -> None:
    assert checkpoint_step(tmp_path) is None
    write_tensors(tmp_path / "checkpoint.safetensors", {"x": torch.zeros(3)}, {"facts": json.dumps({"step": 7})})
    assert checkpoint_step(tmp_path) == 7
    (tmp_path / "checkpoint.safetensors").write_bytes(b"cut")
    assert checkpoint_step(tmp_path) is None
