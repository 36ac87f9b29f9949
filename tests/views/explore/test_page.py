"""Explore in a session without a browser: what it says, what it selects, what the address does."""

import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.evaluate.quantization.path_of_a_node import residual_path
from hrq.runs import load_run
from hrq.train.outcome.imported import import_codes
from hrq.views.disk import layouts
from hrq.views.explore import exports, inspector
from hrq.views.home import hero

Open = Callable[..., AppTest]
Words = Callable[[AppTest], str]


def act(app: AppTest, key: str, what: dict[str, Any]) -> AppTest:
    """What an element tells Python when the reader does something with it, and the page that follows."""
    element = next(one.proto for one in app.get("bidi_component") if one.proto.id.endswith(f"-{key}"))
    trigger = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{element.id}__events")
    trigger.json_trigger_value = json.dumps([{"event": "act", "value": what}])
    states = app._tree.get_widget_states()
    states.widgets.append(trigger)
    return app._run(states)


def sent(app: AppTest, element: str) -> dict[str, Any]:
    """What an element was last sent, without its columns."""
    found = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.component_name == element]
    data: dict[str, Any] = found[-1]
    return data


def disk_view(app: AppTest) -> dict[str, Any]:
    """What the disk shows: what came with the last click, and what lasts, from its column."""
    data = sent(app, "hrq_disk")
    messages = [one.proto.bytes for one in app.get("bidi_component") if one.proto.component_name == "hrq_column"]
    about = [one for one in messages if one[:16].decode() == data["columns"]["about"]]
    text = (zlib.decompress(about[0][17:]) if about[0][16:17] == b"z" else about[0][17:]) if about else b"{}"
    return data | dict(json.loads(text))


def said(app: AppTest) -> dict[str, Any]:
    """What the inspector says."""
    return sent(app, "hrq_inspector")


def test_it_opens_on_an_example_with_its_code_and_its_meaning(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page()
    assert not app.exception
    assert app.title[0].value == "Explore"
    assert app.selectbox(key="choose run").options == ["ball", "deep", "plane"]
    run = load_run("ball")
    code = "-".join(str(token) for token in run.codes[inspector.example(run)].tolist())
    assert said(app)["prefixes"][-1]["text"] == code
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
    act(
        app,
        "inspector",
        {"act": "select", "value": load_run("ball").names.index("canine"), "of": load_run("ball").hash},
    )
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


def test_a_name_as_long_as_names_may_be_is_selected_by_its_link(
    runs: Path, open_page: Open, words: Words, tmp_path: Path
) -> None:
    """Red when found: the address was cut at 200 characters, and whole paths as names were unknown to it."""
    long = "Ł" * 1_990
    (tmp_path / "codes.csv").write_text(f"name,level_1\n{long},0\nother,1\n")
    import_codes(tmp_path / "codes.csv", runs / "long")
    app = open_page(query={"run": "long", "node": long})
    assert long in words(app)
    assert not app.exception
    told = open_page(query={"run": "long", "node": long + "?"}).warning[0].value
    assert "ŁŁŁ … ŁŁŁ" in told
    assert len(told) < 1_000


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
    """Elements set texts as texts; what Streamlit itself draws has to be escaped."""
    app = open_page(query={"run": "ball", "node": "dog"})
    assert "<img src=x" in said(app)["gloss"]
    assert not any("<img" in one.proto.body for one in app.get("html"))
    app.text_input[0].set_value("dog").run()
    label = app.button(key="found dog").label
    assert "[link]" not in label
    assert ":red[" not in label


def test_the_inspector_says_what_the_library_computes_to_a_millionth(runs: Path, open_page: Open) -> None:
    run = load_run("ball")
    row = run.names.index("goldfish")
    found = residual_path(run.quantizer, run.points[row], run.codes[row])
    steps = said(open_page(query={"run": "ball", "node": "goldfish"}))["steps"]
    shown = {"distance": found.distances, "runnerUpDistance": found.runner_up_distances, "margin": found.margins,
             "residual": found.residuals, "error": found.errors}  # fmt: skip
    for name, values in shown.items():
        np.testing.assert_allclose(steps[name], values, atol=1e-6, rtol=0)
    assert steps["codeword"] == run.codes[row].tolist()
    assert steps["runnerUp"] == found.runners_up.tolist()


def test_a_moved_token_is_said(runs: Path, open_page: Open) -> None:
    run = load_run("ball")
    moved = run.names[int(run.moved.argmax())]
    assert "the last token was moved" in said(open_page(query={"run": "ball", "node": moved}))["moved"]


def test_the_table_to_take_away_holds_codes_and_places(runs: Path) -> None:
    run = load_run("ball")
    layout, rows = layouts.named(run, "native"), np.array([3, 1])
    table = exports.nodes_table(run, layout, rows).to_pydict()
    assert table["name"] == [run.names[3], run.names[1]]
    np.testing.assert_allclose(np.column_stack([table["native_x"], table["native_y"]]), run.disk[rows])
    assert [table["level_1"], table["level_2"]] == run.codes[rows].T.tolist()
    assert np.isfinite(table["error"]).all()


def test_an_rq_run_lies_in_a_plane_without_a_rim(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page(query={"run": "plane"})
    assert "plane (c = 0)" in disk_view(app)["badge"]
    assert disk_view(app)["plane"]
    assert not hero.frame(load_run("plane")).rim
    assert hero.frame(load_run("ball")).rim


def test_a_long_way_up_shows_its_two_ends(
    runs: Path, open_page: Open, words: Words, new_run: Callable[..., Hierarchy]
) -> None:
    """Red when found: a button a node, some thousand of them on a long chain."""
    table = runs.parent / "chain.csv"
    table.write_text("child,parent\n" + "".join(f"c{i},c{i - 1}\n" for i in range(1, 60)), encoding="utf-8")
    new_run(runs / "chain", table)
    app = open_page(query={"run": "chain", "node": "c59"})
    way = said(app)["paths"]["ways"][0]
    assert [load_run("chain").names[row] for row in way["nodes"]] == [f"c{i}" for i in (*range(6), *range(48, 60))]
    assert (way["left_out"], way["after"]) == (42, 6)
    way = said(open_page(query={"run": "chain", "node": "c20"}))["paths"]["ways"][0]
    assert (len(way["nodes"]), way["left_out"]) == (21, 0)


def test_a_click_on_the_disk_selects_and_one_on_another_run_s_does_not(runs: Path, open_page: Open) -> None:
    run = load_run("ball")
    app = open_page(query={"run": "ball", "node": "wolf"})
    act(app, "disk", {"act": "select", "row": run.names.index("lion"), "of": run.hash})
    assert app.query_params["node"] == "lion"
    for wrong in ({"row": 99, "of": run.hash}, {"row": 0, "of": "other"}, {"row": "x", "of": run.hash}, {}):
        act(app, "disk", {"act": "select", **wrong})
        assert not app.exception
        assert app.subheader[0].value == "lion"


def test_a_lasso_leaves_names_in_the_runs_order(runs: Path, open_page: Open) -> None:
    run = load_run("ball")
    app = open_page(query={"run": "ball"})
    lasso = {"act": "lasso", "of": run.hash, "focus": [0, 0], "half": 1.1, "solo": []}
    act(app, "disk", {**lasso, "mode": "replace", "drawn": "AAAA__AA____AA__"})  # from corner to corner
    assert app.session_state["lasso"] == list(run.names)
    act(app, "disk", {**lasso, "mode": "remove", "drawn": "gAAA__AA____gA__"})  # the right half
    assert app.session_state["lasso"] == [name for name, (x, _) in zip(run.names, run.disk, strict=True) if x < 0]
    act(app, "disk", {**lasso, "mode": "clear"})
    assert app.session_state["lasso"] == []


def test_the_runner_up_s_code_is_shown_when_asked_for(runs: Path, open_page: Open) -> None:
    run = load_run("ball")
    app = open_page(query={"run": "ball", "node": "wolf"})
    act(app, "inspector", {"act": "swap", "value": 1, "of": run.hash})
    swapped = said(app)["swapped"]
    row = run.names.index("wolf")
    path = residual_path(run.quantizer, run.points[row], run.codes[row])
    assert swapped["code"].split("-")[0] == str(path.runners_up[0])
    assert swapped["own"] == pytest.approx(path.errors[-1])


@pytest.mark.parametrize(
    "query",
    [
        {"focus": "nan"}, {"focus": "2+2i"}, {"focus": "0.3-0.2i", "zoom": "9e99"}, {"zoom": "-1"}, {"zoom": ""},
        {"filter": "code:99"}, {"filter": "code:"}, {"filter": "x" * 999}, {"level": "-1", "colour": "kept"},
        {"node": "wolf" * 99, "prefix": "9-9-9"}, {"run": "plane", "focus": "1e308+1e308i"}, {"layout": "umap"},
        {"slice": "none"}, {"node": "", "run": ""}, {"colour": "<b>", "layout": "../x"},
    ],
)  # fmt: skip
def test_no_address_breaks_the_page(runs: Path, open_page: Open, query: dict[str, str]) -> None:
    app = open_page(query=query)
    assert not app.exception
    assert app.title[0].value == "Explore"
    x, y = disk_view(app)["focus"]
    assert np.isfinite([x, y, disk_view(app)["zoom"]]).all()
    assert disk_view(app)["plane"] or np.hypot(x, y) < 1
