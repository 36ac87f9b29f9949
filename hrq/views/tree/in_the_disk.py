"""The fourth form of a tree: hyperbolic, in the disk. What is opened is laid out by cones, and drawn on the canvas."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.figures.legend import Legend
from hrq.layouts.cones import tree_places
from hrq.views.disk import element
from hrq.views.disk.columns import looks
from hrq.views.disk.element import Column, pack
from hrq.views.frame.text import plain

Rows = list[dict[str, Any]]


def show(side: Mapping[str, Any], *, key: str, of: str, source: str, on_act: Callable[[], None]) -> None:
    """Draw one side, as the tree element would be sent it, in the disk; `of` says what its rows are rows of."""
    st.markdown(f"#### {plain(side['title'])}")
    lines = [" ".join(piece["text"] for piece in line) for line in side["detail"]]
    st.caption("  \n".join(plain(line) for line in [side["about"], *lines, side["note"]] if line))
    rows = drawn(side)
    places, columns = _columns(json.dumps(rows))
    aims = [i for i, row in enumerate(rows) if "aim" in row["marks"]] or [
        i for i, row in enumerate(rows) if row["marks"]
    ]
    at = aims[0] if aims else 0
    view = {
        "n": len(rows), "run": f"{of} {key}", "plane": False, "extent": 1.0, "unit": 1.0, "levels": 0, "level": 1,
        "colour": "form", "badge": f"a tree by cones: {len(rows)} nodes drawn, distances mean nothing but room",
        "alt": f"{side['title']} as a hyperbolic tree of {len(rows)} nodes.", "source": source, "file": f"{key}-disk",
        "selected": at, "name": _name(rows[at]) if rows else "", "focus": places[at] if rows else [0.0, 0.0],
        "focusName": None, "zoom": 1.0, "solo": [], "address": False, "move": _moves(key, rows, at),
    }  # fmt: skip
    element.show(columns, view, key=key, on_act=on_act)


def drawn(side: Mapping[str, Any]) -> Rows:
    """The rows of a side that are nodes: those that only move a window have no place in a disk."""
    return [row for row in side["rows"] if row["kind"] not in ("earlier", "later")]


def picked(side: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """The row that the reader chose just now; for use in `on_act`."""
    act, rows = element.last_act(key), drawn(side)
    row = act.get("row")
    return rows[row] if act.get("act") == "select" and isinstance(row, int) and 0 <= row < len(rows) else None


def _moves(key: str, rows: Rows, at: int) -> str:
    return f"{rows[at]['key']} {len(rows)}" if rows else key


def _name(row: Mapping[str, Any]) -> str:
    return " ".join(part for part in (row.get("code"), row.get("text")) if part)


@st.cache_resource(max_entries=128, show_spinner=False)
def _columns(rows: str) -> tuple[list[list[float]], dict[str, Column]]:
    """Places and columns of the nodes drawn: each under the nearest row above it that is one level higher."""
    nodes: Rows = json.loads(rows)
    links, way = [], dict[int, int]()
    for number, row in enumerate(nodes):
        if row["depth"] > 0 and row["depth"] - 1 in way:
            links.append((number, way[row["depth"] - 1]))
        way[row["depth"]] = number
    hierarchy = Hierarchy.from_indices([str(number) for number in range(len(nodes))], np.array(links, dtype=np.int64))
    places = tree_places(hierarchy).places
    differs = np.array([0 if row.get("differs") else 1 for row in nodes], dtype=np.uint8)
    legend = Legend("agreement", "category", ("disagrees", "common"), differs, other=True)
    weight = [200 if row["marks"] else max(20, 180 - 30 * int(row["depth"])) for row in nodes]
    texts = [f"{_label(row)}\t{_about(row)}" for row in nodes]
    pairs = np.array(links, dtype="<i4").reshape(-1, 2).T
    columns = {
        "looks": looks(),
        "places": pack(np.ascontiguousarray(places, dtype="<f8").tobytes()),
        "colour": pack(differs.tobytes()),
        "legend": pack(json.dumps(legend.to_json()).encode()),
        "names": pack("\n".join(_plain(_name(row)) for row in nodes).encode()),
        "texts": pack("\n".join(texts).encode()),
        "weight": pack(np.array(weight, dtype=np.uint8).tobytes()),
        "depth": pack(np.array([min(row["depth"], 255) for row in nodes], dtype=np.uint8).tobytes()),
        "links": pack(np.ascontiguousarray(pairs).tobytes()),
    }
    return places.tolist(), columns


def _label(row: Mapping[str, Any]) -> str:
    count = f" ▸{row['count']}" if row["kind"] in ("closed", "way") and row.get("count") else ""
    return _plain(f"{_name(row)}{count}")


def _about(row: Mapping[str, Any]) -> str:
    match = row.get("match")
    told = f"best match {match['name']}, F1 {match['f1']}" if match else row.get("tip", "")
    return _plain(told)


def _plain(text: str) -> str:
    return " ".join(text.split())
