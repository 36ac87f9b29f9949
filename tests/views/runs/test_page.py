"""The Runs page without a browser: the table, notes, renaming, deleting, and what came with hrq."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hrq.errors import HrqError
from hrq.jobs.places import assets_folder
from hrq.runs import find_run, list_runs
from hrq.runs.own_runs import delete, note, rename, size_on_disk, write_note

Open = Callable[..., AppTest]
PAGE = "pages/Runs.py"


def button(app: AppTest, key: str) -> object:
    return next(one for one in app.button if one.key == key)


def test_all_runs_are_listed_with_their_state_and_size(
    runs: Path, open_page: Open, words: Callable[[AppTest], str]
) -> None:
    (runs / "deep" / "manifest.json").unlink()
    (runs / "deep" / "heartbeat").write_text("1 1")
    app = open_page(PAGE)
    assert not app.exception
    table = app.dataframe[0].value
    assert dict(zip(table["name"], table["state"], strict=True)) == {
        "ball": "finished", "deep": "dead", "plane": "finished",
    }  # fmt: skip
    assert (table["size"] > 1000).all()
    assert "3 of your own" in words(app)


def test_ones_own_runs_come_first_the_newest_before_all(
    runs: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bundled ones have no date: their files' is the day of the installation."""
    monkeypatch.setattr("hrq.runs.registry.assets_folder", assets_folder)
    for day, name in enumerate(["plane", "ball", "deep"]):
        os.utime(runs / name / "manifest.json", (day * 86_400, day * 86_400))
    table = open_page(PAGE).dataframe[0].value
    assert list(table["name"])[:3] == ["deep", "ball", "plane"]
    assert table["date"][:3].notna().all()
    assert len(table) > 3
    assert table["date"][3:].isna().all()


def test_notes_names_and_deleting_with_a_question(runs: Path, open_page: Open) -> None:
    app = open_page(PAGE, {"run": "ball"})
    app.text_area[0].set_value("**not bold** <b>").run()
    assert note(find_run("ball")) == "**not bold** <b>"
    next(one for one in app.text_input if one.key == "new run name").set_value("../up")
    button(app, "do rename").click().run()  # type: ignore[attr-defined]
    assert "cannot be named" in app.error[0].value.replace("\\", "")
    next(one for one in app.text_input if one.key == "new run name").set_value("sphere")
    button(app, "do rename").click().run()  # type: ignore[attr-defined]
    assert {one.name for one in list_runs()} == {"sphere", "deep", "plane"}
    app = open_page(PAGE, {"run": "sphere"})
    button(app, "do delete").click().run()  # type: ignore[attr-defined]
    assert {one.name for one in list_runs()} == {"deep", "plane"}


def test_bundled_runs_are_neither_renamed_nor_deleted(open_page: Open) -> None:
    app = open_page(PAGE, {"run": "mammals-2d-ghrq"})
    assert not app.exception
    assert not {"do rename", "do delete"} & {one.key for one in app.button}


@pytest.mark.parametrize("name", ["nothing", "../x"])
def test_a_run_that_is_not_there_is_not_shown(runs: Path, open_page: Open, name: str) -> None:
    app = open_page(PAGE, {"run": name})
    assert not app.exception
    assert not app.text_area


def test_what_somebody_else_deleted_meanwhile_is_said(runs: Path, open_page: Open) -> None:
    """Red when found: the note came back as a folder without a run, and deleting asked for free space."""
    app = open_page(PAGE, {"run": "ball"})
    shutil.rmtree(runs / "ball")
    next(one for one in app.text_area if one.key == "note ball").set_value("mine").run()
    assert not app.exception
    assert "There is no run named 'ball' any more" in app.error[0].value.replace("\\", "")
    assert not (runs / "ball").exists()


def test_deleting_and_renaming_what_is_gone_is_said(tiny_run: Path) -> None:
    summary = find_run("tiny")
    shutil.rmtree(tiny_run)
    for act in (delete, lambda one: rename(one, "other"), lambda one: write_note(one, "x")):
        with pytest.raises(HrqError, match="no run named 'tiny' any more: somebody deleted or renamed it"):
            act(summary)
    assert size_on_disk(tiny_run) == 0
    assert not tiny_run.exists()


def test_a_note_that_somebody_else_wrote_meanwhile_is_shown_before_it_is_replaced(runs: Path, open_page: Open) -> None:
    """Red when found: the later of two people took the earlier one's note away unseen."""
    app = open_page(PAGE, {"run": "ball"})
    write_note(find_run("ball"), "theirs")
    app.text_area[0].set_value("mine").run()
    assert "Somebody else wrote a note about ball meanwhile" in app.error[0].value.replace("\\", "")
    assert note(find_run("ball")) == "theirs"
    assert app.text_area[0].value == "mine"
    app.text_area[0].set_value("theirs and mine").run()
    assert not app.error
    assert note(find_run("ball")) == "theirs and mine"
