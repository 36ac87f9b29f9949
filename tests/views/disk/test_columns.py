"""A run as columns: marks where codewords lead, weights of labels, bytes that the browser reads."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hrq.runs import Run, load_run
from hrq.runs.layouts import RunLayout
from hrq.views.disk import columns
from hrq.views.disk.columns import marks

PLACES = np.array([[0.5, -0.25], [np.nan, np.nan], [0.0, 0.125]])


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns as their bytes."""
    monkeypatch.setattr(columns, "pack", lambda content: content)


def layout(**other: Any) -> RunLayout:
    return RunLayout("native", PLACES, True, {}, **other)


def test_marks_without_a_place_are_left_out(packed: None) -> None:
    found: Any = marks("m", layout(prefixes=lambda _: PLACES), np.zeros((3, 1), int), ["a", "b", "c"], ["x", "y", "z"])
    assert json.loads(found) == {"title": "m", "marks": [[0.5, -0.25, "a", "x"], [0.0, 0.125, "c", "z"]]}
    nothing: Any = marks("m", layout(), np.zeros((3, 1), int), ["a", "b", "c"], ["x", "y", "z"])
    assert json.loads(nothing)["marks"] == []


def test_the_commonest_prefixes_are_drawn_where_there_are_too_many(
    tiny_run: Path, packed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = load_run(tiny_run)
    places = layout(prefixes=lambda prefixes: np.tile([0.1, 0.2], (len(prefixes), 1)))
    prefixes, counts = np.unique(np.asarray(run.codes)[:, :2], axis=0, return_counts=True)
    every: Any = columns._marks(run, places, 2)
    assert len(json.loads(every)["marks"]) == len(prefixes)
    assert json.loads(every)["title"].startswith("level-2 codewords, one for each prefix in use")
    assert {mark[2] for mark in json.loads(every)["marks"]} == {""}
    columns._marks.clear()  # type: ignore[attr-defined]
    monkeypatch.setattr(columns, "MOST_CODEWORDS", 2)
    some: Any = columns._marks(run, places, 2)
    numbers = [int(mark[3].rpartition("\n")[2].split()[0]) for mark in json.loads(some)["marks"]]
    assert numbers == sorted(counts, reverse=True)[:2]
    columns._marks.clear()  # type: ignore[attr-defined]


def test_the_root_s_label_is_wanted_most_and_leaves_by_their_use(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    weights = columns._weights(run)
    below = [len(run.hierarchy.descendants(row)) for row in range(31)]
    assert weights.tolist() == [int(14 * np.log2(1 + number)) for number in below]


def test_what_every_picture_needs_is_in_the_run_s_order(tiny_run: Path, packed: None) -> None:
    run: Run = load_run(tiny_run)
    columns.base.clear()  # type: ignore[attr-defined]
    found: Any = columns.base(run)
    columns.base.clear()  # type: ignore[attr-defined]
    assert found["names"].decode().split("\n") == list(run.names)
    codes = np.frombuffer(found["codes"], dtype="<u2").reshape(31, 3)
    np.testing.assert_array_equal(codes, np.asarray(run.codes))
    links = np.frombuffer(found["links"], dtype="<i4").reshape(2, 30)
    names = run.names
    assert all(int(names[child][1:]) // 2 == int(names[parent][1:]) for child, parent in links.T)
    assert np.frombuffer(found["depth"], dtype=np.uint8).tolist() == run.hierarchy.depth.tolist()


def test_bytes_are_packed_for_the_browser() -> None:
    assert isinstance(base64.b64encode(b"x"), bytes)


def test_places_travel_with_all_their_digits(tiny_run: Path, packed: None) -> None:
    """Near the rim the last ones count."""
    sent: Any = columns._places(load_run(tiny_run), layout())
    assert np.array_equal(np.frombuffer(sent, dtype="<f8").reshape(3, 2), PLACES, equal_nan=True)
    columns._places.clear()  # type: ignore[attr-defined]
