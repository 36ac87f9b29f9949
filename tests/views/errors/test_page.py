"""Errors in a session without a browser: kinds, cases, filters, notes, slices."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hrq.evaluate.mistakes.kinds import KINDS
from hrq.runs import load_run
from hrq.runs.notes import Note, read_notes
from hrq.runs.slices import read_slices, save_slice

Open = Callable[..., AppTest]
Words = Callable[[AppTest], str]
ERRORS = "pages/Errors.py"


def test_every_kind_opens_on_every_run(runs: Path, open_page: Open, words: Words) -> None:
    for run in ("ball", "plane", "deep"):
        for kind, about in KINDS.items():
            app = open_page(ERRORS, {"run": run, "kind": kind})
            assert not app.exception, (run, kind)
            assert about.definition in words(app).replace("\\", "")


def test_next_goes_to_the_next_case_and_selects_it_everywhere(
    runs: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hrq.evaluate.mistakes.in_points.HUNDREDTH", 0.5)
    app = open_page(ERRORS, {"run": "ball", "kind": "residual"})
    app.button("case j").click().run()
    assert not app.exception
    second = app.query_params["case"]
    assert second == app.query_params["node"]
    app.button("case k").click().run()
    assert app.query_params["case"] != second


def test_a_note_is_kept(runs: Path, open_page: Open) -> None:
    app = open_page(ERRORS, {"run": "ball", "kind": "residual"})
    area = app.text_area[0]
    area.input("a dog is no fish").run()
    assert not app.exception
    assert list(read_notes(load_run("ball").hash).values()) == [Note("", "a dog is no fish")]


def test_a_filter_and_a_slice_narrow_what_is_looked_at(runs: Path, open_page: Open, words: Words) -> None:
    save_slice(load_run("ball").hash, "cats", ["cat", "lion"], "by hand")
    app = open_page(ERRORS, {"run": "ball", "kind": "residual", "slice": "cats", "among": "depth=1-2"})
    assert not app.exception
    assert "slice cats" in words(app)
    assert "depth 1 to 2" in words(app)


def test_what_the_address_gets_wrong_is_said(runs: Path, open_page: Open) -> None:
    for query, said in (
        ({"slice": "nobody"}, "nobody"),
        ({"among": "subtree=catt"}, "catt"),
        ({"among": "prefix=a"}, "a"),
    ):
        app = open_page(ERRORS, {"run": "ball", **query})
        assert not app.exception
        assert [said in warning.value for warning in app.warning] == [True]


def test_saving_a_slice_leaves_the_address_as_it_is(runs: Path, open_page: Open) -> None:
    """Red when tried: saving that also chose the new slice."""
    app = open_page(ERRORS, {"run": "ball", "kind": "residual"})
    before = dict(app.query_params)
    app.text_input("slice name").input("first").run()
    next(one for one in app.button if one.label == "Save").click().run()
    assert not app.exception
    assert dict(app.query_params) == before
    assert list(read_slices(load_run("ball").hash)) == ["first"]
