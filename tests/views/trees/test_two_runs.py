"""Two runs side by side, and the agreement panel, in a session without a browser."""

import json
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from hrq.evaluate.agreement.report import agreement
from hrq.runs import load_run
from hrq.views.trees.agreement import cells, table

Open = Callable[..., AppTest]
Words = Callable[[AppTest], str]
TREES = "pages/Trees.py"


def test_two_runs_show_two_trees_and_two_disks(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page(TREES, {"run": "ball", "compare": "plane", "node": "lion"})
    assert not app.exception
    assert "only the first" in words(app)
    sent = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json]
    (trees,) = [one for one in sent if "sides" in one]
    assert [side["title"] for side in trees["sides"]] == ["ball", "plane"]
    for side in trees["sides"]:
        assert [row["text"] for row in side["rows"] if "selected" in row["marks"]] == ["lion"]


def test_a_run_that_cannot_be_compared_is_said(runs: Path, open_page: Open) -> None:
    app = open_page(TREES, {"run": "ball", "compare": "nobody"})
    assert not app.exception
    assert ["nobody" in warning.value for warning in app.warning] == [True]


def test_agreement_is_shown_with_its_control_once_it_was_measured(runs: Path, open_page: Open) -> None:
    run = load_run("ball")
    content = agreement(run)
    html = table(content["measures"])
    assert html.count("<tr>") == len(content["measures"]) + 1
    row = next(one for one in content["measures"] if one["name"] == "best_match_f1")
    assert f"{row['value']:.3f}" in cells(row)
    assert f"{row['shuffled']:.3f}" in cells(row)
    assert not open_page(TREES, {"run": "ball"}).exception
