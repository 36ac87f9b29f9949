"""Explore in a session without a browser: what it says, what it selects, what the address does."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from hrq.evaluate.one_node import residual_path
from hrq.models import load_run
from hrq.views import explore, inspector, scene, tables

Open = Callable[..., AppTest]
Words = Callable[[AppTest], str]


def test_it_opens_on_an_example_with_its_code_and_its_meaning(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page()
    assert not app.exception
    assert app.title[0].value == "Explore"
    assert app.selectbox[0].options == ["ball", "deep", "plane"]
    run = load_run("ball")
    code = "-".join(str(token) for token in run.codes[inspector.example(run)].tolist())
    assert f"**Code {code}**" in words(app)
    assert "native 2-D" in words(app)


def test_a_deep_link_opens_the_same_view(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page(query={"run": "deep", "node": "wolf", "level": "2", "colour": "depth", "layout": "tangent_pca"})
    assert app.subheader[0].value == "wolf"
    assert app.selectbox[0].value == "deep"
    assert [one.value for one in app.segmented_control] == [2, "depth"]
    assert not app.warning
    assert "projection from d = 4 by tangent PCA" in words(app)
    assert "64% of each node" in words(app)


def test_what_is_chosen_is_in_the_address(runs: Path, open_page: Open) -> None:
    app = open_page(query={"run": "ball", "node": "wolf"})
    app.segmented_control[0].set_value(2).run()
    app.segmented_control[1].set_value("depth").run()
    app.button(key="path 0 canine").click().run()
    app.selectbox[0].set_value("plane").run()
    assert dict(app.query_params) == {
        "run": "plane", "node": "canine", "level": "2", "colour": "depth",
    }  # fmt: skip
    assert app.subheader[0].value == "canine"


def test_unknown_values_are_ignored_with_one_notice_that_names_them(runs: Path, open_page: Open) -> None:
    """Red when tried: with the notice drawn once for each value."""
    app = open_page(query={"run": "bal", "node": "wolff", "level": "9", "kolour": "x"})
    assert not app.exception
    assert len(app.warning) == 1
    notice = app.warning[0].value
    assert "run \\= bal** (nearest: ball)" in notice or "run = bal** (nearest: ball)" in notice
    assert "wolff** (nearest: wolf" in notice
    assert "level" in notice
    assert "kolour" in notice
    assert "colour" in notice
    app.button[0].click().run()
    assert not app.warning
    assert not app.query_params


def test_search_lists_meanings_and_a_choice_selects(runs: Path, open_page: Open) -> None:
    app = open_page(query={"run": "ball"})
    app.text_input[0].set_value("wolf").run()
    app.button(key="found wolf").click().run()
    assert app.subheader[0].value == "wolf"
    assert app.query_params["node"] == "wolf"
    assert app.text_input[0].value == ""


def test_a_word_that_nothing_matches_offers_spellings(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page(query={"run": "ball"})
    app.text_input[0].set_value("hamstr").run()
    assert "No node matches “hamstr”" in words(app)
    app.button(key="spelling hamster").click().run()
    app.button(key="found hamster").click().run()
    assert app.subheader[0].value == "hamster"


def test_no_widget_holds_more_than_a_thousand_options(runs: Path, open_page: Open) -> None:
    app = open_page()
    assert all(len(one.options) <= 1000 for one in (*app.selectbox, *app.segmented_control))


def test_a_gloss_is_never_markup(runs: Path, open_page: Open) -> None:
    """Red when tried: without html.escape in the inspector's gloss and in the hover."""
    app = open_page(query={"run": "ball", "node": "dog"})
    bodies = [one.proto.body for one in app.get("html")]
    assert not any("<img" in body for body in bodies)
    assert any("&lt;img src=x" in body for body in bodies)
    run = load_run("ball")
    assert not any("<img" in text for trace in scene.full_figure(run, "code", dark=False, focus=None, above=[]).data
                   for text in (trace.text if trace.text is not None else []))  # fmt: skip
    app.text_input[0].set_value("dog").run()
    label = app.button(key="found dog").label
    assert "[link]" not in label
    assert ":red[" not in label


def test_the_table_of_the_path_says_what_the_library_computes(runs: Path, open_page: Open, words: Words) -> None:
    run = load_run("ball")
    row = run.names.index("goldfish")
    found = residual_path(run.quantizer, run.points[row], run.codes[row])
    said = words(open_page(query={"run": "ball", "node": "goldfish"}))
    for level in range(2):
        for cell in (f"{found.distances[level]:.3f}", f"{found.margins[level]:+.3f}", f"{found.errors[level]:.3f}"):
            assert f">{cell}</td>" in said
    rows = list(csv.DictReader(io.StringIO(tables.path_csv(run, row))))
    np.testing.assert_allclose([float(one["margin"]) for one in rows], found.margins)
    assert [int(one["codeword"]) for one in rows] == run.codes[row].tolist()


def test_a_moved_token_is_marked(runs: Path, open_page: Open, words: Words) -> None:
    run = load_run("ball")
    moved = run.names[int(run.moved.argmax())]
    assert "the last token was moved" in words(open_page(query={"run": "ball", "node": moved}))


def test_the_node_table_holds_codes_and_places(runs: Path) -> None:
    run = load_run("ball")
    rows = list(csv.DictReader(io.StringIO(tables.points_csv(run))))
    assert [one["name"] for one in rows] == list(run.names)
    np.testing.assert_allclose([[float(one["disk_x"]), float(one["disk_y"])] for one in rows], run.disk)
    assert [[int(one["level_1"]), int(one["level_2"])] for one in rows] == run.codes.tolist()


def test_another_node_can_be_put_in_the_middle(runs: Path, open_page: Open) -> None:
    app = open_page(query={"run": "ball", "node": "wolf"})
    next(one for one in app.button if one.label.startswith("Centre on")).click().run()
    assert app.query_params["focus"] == "wolf"
    run = load_run("ball")
    row = run.names.index("wolf")
    np.testing.assert_allclose(scene.seen(run, run.disk, row)[row], 0, atol=1e-12)
    next(one for one in app.button if one.label.startswith("Back to")).click().run()
    assert "focus" not in app.query_params
    assert not any(one.label.startswith("Centre on") for one in open_page(query={"run": "plane"}).button)


def test_an_rq_run_lies_in_a_plane_without_a_rim(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page(query={"run": "plane"})
    assert "plane (c \\= 0)" in words(app) or "plane (c = 0)" in words(app)
    assert not scene.frame(load_run("plane")).rim
    assert scene.frame(load_run("ball")).rim


@pytest.mark.parametrize(
    ("clicked", "last", "expected"),
    [
        (["wolf"], None, "wolf"),
        ([["wolf"]], None, "wolf"),  # Plotly wraps what hangs on a point in a list where it was a column of several
        (["dog", "wolf"], "dog", "wolf"),  # with Shift held, Plotly keeps the point before
        ([], "wolf", "wolf"),  # a second click on the same point reaches us as "nothing is selected"
        ([], None, None),
    ],
)
def test_a_click_selects_what_was_clicked(
    clicked: list[object], last: str | None, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = SimpleNamespace(selection=SimpleNamespace(points=[{"customdata": one} for one in clicked]))
    session = {explore.CHART: chosen} | ({explore.LAST: last} if last else {})
    selected: list[str] = []
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr(explore.state, "select", selected.append)
    explore._clicked()
    assert selected == ([expected] if expected else [])


def test_the_same_figure_is_sent_at_every_click(runs: Path, open_page: Open) -> None:
    """One changed byte would send it anew and lose the zoom. Red when tried: with the selection drawn in it."""
    app = open_page(query={"run": "ball", "node": "wolf"})
    before = app.get("plotly_chart")[0].proto.spec
    app.button(key="path 0 canine").click().run()
    assert app.subheader[0].value == "canine"
    assert app.get("plotly_chart")[0].proto.spec == before
