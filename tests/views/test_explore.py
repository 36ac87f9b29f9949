"""Explore in a session without a browser: what it says, what it selects, what the address does."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from hrq.data.hierarchy import Hierarchy
from hrq.evaluate.one_node import residual_path
from hrq.models import load_run
from hrq.views import inspector, scene, tables

Open = Callable[..., AppTest]
Words = Callable[[AppTest], str]


def disk_view(app: AppTest) -> dict[str, Any]:
    """What the disk's element was last sent, without its columns."""
    found = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.component_name == "hrq_disk"]
    view: dict[str, Any] = found[-1]
    return view


def test_it_opens_on_an_example_with_its_code_and_its_meaning(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page()
    assert not app.exception
    assert app.title[0].value == "Explore"
    assert app.selectbox(key="choose run").options == ["ball", "deep", "plane"]
    run = load_run("ball")
    code = "-".join(str(token) for token in run.codes[inspector.example(run)].tolist())
    assert f"**Code {code}**" in words(app)
    assert disk_view(app)["badge"].startswith("native 2-D")
    assert disk_view(app)["selected"] == inspector.example(run)


def test_a_deep_link_opens_the_same_view(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page(query={"run": "deep", "node": "wolf", "level": "2", "colour": "depth", "layout": "tangent_pca"})
    assert app.subheader[0].value == "wolf"
    assert app.selectbox(key="choose run").value == "deep"
    assert app.segmented_control[0].value == 2
    assert app.selectbox(key="choose colour").value == "depth"
    assert not app.warning
    said = disk_view(app)["badge"]
    assert "projection from d = 4 by tangent PCA" in said
    assert "of each node's" in said


def test_what_is_chosen_is_in_the_address(runs: Path, open_page: Open) -> None:
    app = open_page(query={"run": "ball", "node": "wolf"})
    app.segmented_control[0].set_value(2).run()
    app.selectbox(key="choose colour").set_value("depth").run()
    app.button(key="path 0 canine").click().run()
    app.selectbox(key="choose run").set_value("plane").run()
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


def test_an_rq_run_lies_in_a_plane_without_a_rim(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page(query={"run": "plane"})
    assert "plane (c = 0)" in disk_view(app)["badge"]
    assert disk_view(app)["plane"]
    assert not scene.frame(load_run("plane")).rim
    assert scene.frame(load_run("ball")).rim


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
