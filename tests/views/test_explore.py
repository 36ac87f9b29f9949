"""Explore in a session without a browser: what it says, what it selects, what the address does."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from hrq.data.hierarchy import Hierarchy
from hrq.evaluate.one_node import residual_path
from hrq.models import Run, load_run
from hrq.views import caches, explore, inspector, scene, tables

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


def test_a_long_way_up_shows_its_two_ends(
    runs: Path, open_page: Open, words: Words, new_run: Callable[..., Hierarchy]
) -> None:
    """Red when found: a button a node, some thousand of them on a long chain."""
    table = runs.parent / "chain.csv"
    table.write_text("child,parent\n" + "".join(f"c{i},c{i - 1}\n" for i in range(1, 60)), encoding="utf-8")
    new_run(runs / "chain", table)
    app = open_page(query={"run": "chain", "node": "c59"})
    shown = [one.label for one in app.button if str(one.key).startswith("path 0")]
    assert shown == [f"c{i}" for i in (*range(6), *range(48, 60))]
    assert "… 42 more …" in words(app)
    app = open_page(query={"run": "chain", "node": "c20"})
    assert len([one for one in app.button if str(one.key).startswith("path 0")]) == 21
    assert "more …" not in words(app)


def test_every_level_of_every_bundled_run_shows_its_codewords() -> None:
    """Red when found: above 400 prefixes they were left out without a word."""
    bundled = [one.name for one in caches.summaries() if one.bundled]
    assert bundled
    for name in bundled:
        run = load_run(name)
        for level in range(1, run.config.levels + 1):
            layer = scene.codewords(run.hash, level, False, None, run)
            prefixes = {tuple(code[:level]) for code in run.codes.tolist()}
            shown = min(len(prefixes), scene.MOST_CODEWORDS)
            assert len(layer.marks) == shown
            assert [bool(mark.label) for mark in layer.marks] == [level == 1] * shown
            assert f"level-{level} codewords" in layer.title
            assert f"{len(prefixes):,}" in layer.title
            assert len(json.dumps(layer.to_json())) < 120_000


def test_where_there_are_too_many_codewords_the_commonest_are_shown_and_it_is_said(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene, "MOST_CODEWORDS", 2)
    run = load_run("ball")
    counts = np.unique(run.codes[:, :2].numpy(), axis=0, return_counts=True)[1]
    layer = scene.codewords(run.hash, 2, False, None, run)
    assert len(layer.marks) == 2
    assert f"the 2 commonest of {len(counts)}" in layer.title
    assert sorted(int(mark.text.split("\n")[1].split()[0]) for mark in layer.marks) == sorted(counts)[-2:]


def test_the_nodes_of_a_codeword_that_the_legend_leaves_grey_are_drawn_in_the_accent() -> None:
    """Red when found: of 32 codewords seven had a colour, and the selected node's was most often not among them."""
    run = load_run("mammals-16d-ghrq")
    tokens = run.codes[:, 0].numpy()
    values, counts = np.unique(tokens, return_counts=True)
    rare, common = values[counts.argmin()], values[counts.argmax()]
    layer = scene.family(run, int((tokens == rare).argmax()), "code", dark=False, focus=None)
    assert layer is not None
    assert len(layer.marks) == counts.min()
    assert f"codeword {rare} ≈" in layer.title
    assert scene.family(run, int((tokens == common).argmax()), "code", dark=False, focus=None) is None
    assert scene.family(run, int((tokens == rare).argmax()), "depth", dark=False, focus=None) is None


def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let lion and cat lie some pixels above wolf, and all others apart, in every run that is opened."""

    def moved(name: str) -> Run:
        run = load_run(name)
        places = np.linspace([-0.9, 0.0], [0.9, 0.0], len(run.names))
        wolf, lion, cat = (run.names.index(one) for one in ("wolf", "lion", "cat"))
        places[lion], places[cat] = places[wolf] + [0, 0.01], places[wolf] + [0, 0.02]
        assert run.own_layout is not None
        return replace(run, own_layout=replace(run.own_layout, disk=places))

    monkeypatch.setattr(caches, "load_run", moved)


def test_all_nodes_below_a_click_can_be_chosen(
    runs: Path, open_page: Open, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list stays while one tries its nodes. Red when tried: only for the clicked node itself."""
    crowded(monkeypatch)
    app = open_page(query={"run": "ball", "node": "wolf"})
    assert "nodes here" not in words(app)  # nobody clicked
    app.session_state[explore.LAST] = "wolf"
    app.run()
    for name in ("wolf", "lion", "cat"):
        assert "3 nodes here" in words(app)
        here = [one for one in app.button if str(one.key).startswith("here ")]
        assert [(one.label, one.disabled) for one in here] == [(n, n == name) for n in ("wolf", "lion", "cat")]
        here[(here.index(next(one for one in here if one.disabled)) + 1) % 3].click().run()
    app.button(key="path 0 animal").click().run()
    assert app.subheader[0].value == "animal"
    assert "nodes here" not in words(app)


def test_of_a_large_crowd_the_nearest_are_offered_and_the_rest_is_counted(
    runs: Path, open_page: Open, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowded(monkeypatch)
    monkeypatch.setattr(inspector, "MOST_HERE", 1)
    app = open_page(query={"run": "ball", "node": "wolf"})
    app.session_state[explore.LAST] = "wolf"
    app.run()
    assert [one.label for one in app.button if str(one.key).startswith("here ")] == ["wolf", "lion"]
    assert "3 nodes here" in words(app)
    assert "and 1 more" in words(app)


def test_the_same_figure_is_sent_at_every_click(runs: Path, open_page: Open) -> None:
    """One changed byte would send it anew and lose the zoom. Red when tried: with the selection drawn in it."""
    app = open_page(query={"run": "ball", "node": "wolf"})
    before = app.get("plotly_chart")[0].proto.spec
    app.button(key="path 0 canine").click().run()
    assert app.subheader[0].value == "canine"
    assert app.get("plotly_chart")[0].proto.spec == before
