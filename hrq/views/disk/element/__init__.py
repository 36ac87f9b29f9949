"""The element that draws a disk in the browser: plain JavaScript on a canvas, nothing fetched, no build step.

What is large travels once, as columns known by the hash of their content; what changes with a click is small.

`columns`, by name, each a `Column` (see `pack`):

    places    float64 (n, 2), in the unit disk, or anywhere where `plane` is set
    names     n lines; texts: n lines of label, tab, gloss
    links     int32: the children of all links, then their parents
    tree      of a constructed layout: float64 places of its inner nodes, then int32 parents (inner nodes, -1 for none)
              of all rows and of all inner nodes: drawn in place of the hierarchy's links
    codes     uint16 (n, levels); margins: float32 (n,); depth, weight: uint8 (n,), weight ranks the labels
    colour    uint8 (n,): the legend's entry of each row; legend: JSON {title, kind, labels, counts, other, unknown}
    marks     JSON {title, marks: [[x, y, label, text], …]}: codewords where they lead
    choices   JSON [[x, y] or null, …]: where each codeword of the level would lead after the selected node's prefix
    picked    n bits: a lasso, or a slice
    looks     JSON {light, dark}: colours

`view`, a small dictionary: n, run (what rows are rows of), plane, extent (of a plane), unit (length of a distance of 1
on the rings), levels, level, colour (its name), badge, meaning (of the badge's numbers), alt, source (a saved picture's
last line), file (its name), selected (a row), name, path (places from the middle to the node, station by station),
runners (one a level, or None), cells ({flat, scale}: how nearest codewords are told), focus [x, y], focusName, zoom,
solo (entries), address (whether the browser writes focus, zoom and filter to the address), and move: look from `focus`
when this changes.

What comes back is one small message an act, {act, of: view.run, …}: select {row}, lasso {mode, drawn, focus, half,
solo}, need {hashes}. Moving and zooming send nothing: the browser writes them to the address.
"""

import json
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import streamlit as st

from hrq.views.frame.once import Element, last_act
from hrq.views.js import join

FOLDER = Path(__file__).parent
__all__ = ["Column", "carry", "forget", "last_act", "pack", "show", "split"]
LASTING = (
    "n", "run", "plane", "extent", "unit", "levels", "badge", "meaning", "alt", "source", "file", "cells", "address",
)  # fmt: skip
SENT = "columns sent"  # in the session: hashes of the columns that this window holds

_element = Element(
    "disk",
    script=join(FOLDER / "element.js"),
    css=(FOLDER / "disk.css").read_text("utf-8"),
    html='<div class="hrq-disk"></div>',
)
_carry = st.components.v2.component("hrq_column", js=join(FOLDER / "carrier.js"), isolate_styles=False)


@dataclass(frozen=True)
class Column:
    """Bytes that the browser keeps, known by the hash of their content."""

    hash: str
    message: bytes


def pack(content: bytes) -> Column:
    """A column: 16 letters of hash, how the rest is packed, the rest."""
    name = blake2b(content, digest_size=8).hexdigest()
    small = zlib.compress(content, 6)
    body = b"z" + small if len(small) < 0.9 * len(content) else b"r" + content
    return Column(name, name.encode() + body)


def show(columns: Mapping[str, Column], view: Mapping[str, Any], *, key: str, on_act: Callable[[], None]) -> None:
    """Draw a disk; `on_act` is called after an act, which `last_act` then tells. See the module for both mappings."""
    show_with(_element, columns, view, LASTING, key=key, on_act=on_act)


def show_with(
    element: Element,
    columns: Mapping[str, Column],
    view: Mapping[str, Any],
    lasting: Collection[str],
    *,
    key: str,
    on_act: Callable[[], None],
) -> None:
    """Draw an element that reads columns: its code and each column travel once, what is `lasting` when it changes."""
    with st.container(key=f"{key} around", gap=None):
        whole, data = split(columns, view, lasting)
        element.mount(data, key=key, on_act=lambda: _acted(key, on_act))
        with st.container(key=f"{key} unseen", gap=None):
            element.carry_code(key=key)
            carry(whole.values(), key=key)


def split(
    columns: Mapping[str, Column], view: Mapping[str, Any], lasting: Collection[str]
) -> tuple[dict[str, Column], dict[str, Any]]:
    """The columns with one more, `about`, of what lasts beyond a click; and what is sent with each."""
    about = {name: value for name, value in view.items() if name in lasting}
    whole = {"about": pack(json.dumps(about).encode()), **columns}
    hashes = {name: column.hash for name, column in whole.items()}
    return whole, {**{name: value for name, value in view.items() if name not in lasting}, "columns": hashes}


def carry(columns: Iterable[Column], *, key: str) -> None:
    """Send columns that this window does not hold yet; inside a container whose key ends in `unseen`."""
    sent: set[str] = st.session_state.get(SENT, set())
    wanted = {one.hash: one for one in columns if one.hash not in sent}
    for column in wanted.values():
        _carry(key=f"{key} {column.hash}", data=column.message)
    st.session_state[SENT] = sent | wanted.keys()


def forget(hashes: Iterable[str]) -> None:
    """In a callback: columns that were cut off on their way are sent again."""
    st.session_state[SENT] = st.session_state.get(SENT, set()) - set(hashes)


def _acted(key: str, on_act: Callable[[], None]) -> None:
    act = last_act(key)
    if act.get("act") == "need":
        forget(act.get("value", ()))
    else:
        on_act()
