"""The rows of a tree in the disk: each hangs under the nearest row above it that is one level higher."""

import json
from typing import Any

import numpy as np
import pytest

from hrq.views.tree import in_the_disk
from hrq.views.tree.in_the_disk import drawn


def row(depth: int, text: str, **other: Any) -> dict[str, Any]:
    return {"kind": "open", "node": 0, "depth": depth, "marks": "", "text": text, "key": text} | other


ROWS = [row(0, "a"), row(1, "b"), row(2, "c", differs=True), row(1, "d", marks="selected"), row(2, "e"), row(0, "f")]


def test_rows_hang_under_the_row_above_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_the_disk, "pack", lambda content: content)
    in_the_disk._columns.clear()
    places, found = in_the_disk._columns(json.dumps(ROWS))
    in_the_disk._columns.clear()
    columns: Any = found
    links = np.frombuffer(columns["links"], dtype="<i4").reshape(2, -1).T.tolist()
    assert links == [[1, 0], [2, 1], [3, 0], [4, 3]]
    assert np.frombuffer(columns["colour"], dtype=np.uint8).tolist() == [1, 1, 0, 1, 1, 1]
    assert np.frombuffer(columns["weight"], dtype=np.uint8).tolist() == [180, 150, 120, 200, 120, 180]
    assert np.frombuffer(columns["depth"], dtype=np.uint8).tolist() == [0, 1, 2, 1, 2, 0]
    assert columns["names"].decode().split("\n") == list("abcdef")
    assert np.hypot(*np.array(places).T).max() < 1


def test_rows_that_move_a_window_are_no_nodes() -> None:
    rows = [row(0, "a"), row(1, "x", kind="earlier"), row(1, "b"), row(1, "y", kind="later")]
    assert [one["text"] for one in drawn({"rows": rows})] == ["a", "b"]


def test_a_match_is_told_and_a_closed_branch_counted() -> None:
    closed = row(0, "a", kind="closed", count="12", match={"name": "dog", "f1": "0.50"})
    assert in_the_disk._label(closed) == "a ▸12"
    assert in_the_disk._about(closed) == "best match dog, F1 0.50"
    assert in_the_disk._label(row(0, "a", count="12")) == "a"
