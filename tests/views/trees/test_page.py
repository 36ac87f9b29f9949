"""Trees in a session without a browser: what it says, what the address selects, what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from hrq.errors import TooLargeError
from hrq.runs.files import write_manifest

Open = Callable[..., AppTest]
TREES = "pages/Trees.py"


def trees(app: AppTest) -> dict[str, Any]:
    """What the page sent to the element."""
    assert not app.exception
    (element,) = (one for one in app.get("bidi_component") if one.proto.component_name == "hrq_trees")
    data: dict[str, Any] = json.loads(element.proto.json)
    return data


def marked(data: dict[str, Any], side: int) -> dict[str, str]:
    rows = data["sides"][side]["rows"]
    return {row.get("text") or row["code"]: row["marks"] for row in rows if row["marks"]}


def test_the_page_opens_on_every_run_with_both_trees(runs: Path, open_page: Open) -> None:
    for run in ("ball", "plane", "deep"):
        data = trees(open_page(TREES, {"run": run}))
        assert [side["title"] for side in data["sides"]] == ["Code tree", "animals"]
        assert [side["rows"][0]["count"] for side in data["sides"]] == ["10", "10"]
        assert not marked(data, 0)


def test_the_selected_node_is_marked_in_both_trees(runs: Path, open_page: Open) -> None:
    data = trees(open_page(TREES, {"run": "ball", "node": "lion"}))
    assert [marked(data, side)["lion"].split()[0] for side in (0, 1)] == ["selected", "selected"]


def test_a_prefix_in_the_address_is_selected(runs: Path, open_page: Open) -> None:
    plain = trees(open_page(TREES, {"run": "ball"}))
    prefix = next(row["code"] for row in plain["sides"][0]["rows"][1:] if row["kind"] == "closed")
    data = trees(open_page(TREES, {"run": "ball", "prefix": prefix}))
    assert marked(data, 0) == {prefix: "selected aim"}


def test_what_the_address_gets_wrong_is_said_once_and_ignored(runs: Path, open_page: Open) -> None:
    for query, words in ({"prefix": "99-9"}, "99"), ({"node": "unicorn"}, "unicorn"), ({"prefix": "<b>"}, "b"):
        app = open_page(TREES, {"run": "ball", **query})
        assert [words in warning.value for warning in app.warning] == [True]
        assert not marked(trees(app), 0)


def test_agreement_stands_beside_its_control(runs: Path, open_page: Open) -> None:
    """Red when tried: levels where no pair shares so many tokens, which have no number."""
    path = runs / "ball" / "metrics.json"
    one = {"tokens": 1, "pairs": 12, "wup": 0.71, "shuffled": 0.33, "shuffled_low": 0.3, "shuffled_high": 0.36}
    none = {"tokens": 2, "pairs": 0, "wup": None, "shuffled": None, "shuffled_low": None, "shuffled_high": None}
    path.write_text(json.dumps({**json.loads(path.read_text()), "wup": [one, none]}))
    write_manifest(runs / "ball")
    app = open_page(TREES, {"run": "ball"})
    (line,) = [text.value for text in app.caption if "Wu–Palmer" in text.value]
    assert line.endswith("**0.71** at 1 token (shuffled 0.33)")
    trees(app)


def test_a_run_without_such_numbers_shows_none(runs: Path, open_page: Open) -> None:
    app = open_page(TREES, {"run": "plane"})
    assert not [text.value for text in app.caption if "Wu–Palmer" in text.value]


def test_a_hierarchy_too_large_for_its_closure_says_so(
    runs: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hrq.data.hierarchy.hierarchy.ancestry", lambda *_: _refuse())
    app = open_page(TREES, {"run": "ball"})
    assert not app.exception
    assert ["at most" in note.value for note in app.info] == [True]
    assert [side["rows"][0]["count"] for side in trees(app)["sides"]] == ["10", "10"], (
        "the trees are there all the same"
    )


def _refuse() -> None:
    raise TooLargeError("The transitive closure of this hierarchy has too many pairs; at most 50,000,000 are held.")
