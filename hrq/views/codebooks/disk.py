"""A level's codewords on the disk: where each leads after the prefix, and the nodes that the chosen one holds."""

import json
from typing import Any

import numpy as np
import streamlit as st

from hrq.data.prefix import write_prefix
from hrq.evaluate.quantization.codewords import members
from hrq.figures.legend import Legend
from hrq.runs import Run
from hrq.runs.layouts import RunLayout
from hrq.views.codebooks import tables
from hrq.views.codebooks.place import Place, go
from hrq.views.disk import colourings, element, picture
from hrq.views.disk.columns import MOST_CODEWORDS, marks
from hrq.views.disk.element import Column, pack
from hrq.views.frame import caches, state
from hrq.views.frame.text import count

DISK = "codebooks disk"
NOBODY = -1  # no node is selected


def show(run: Run, layout: RunLayout, at: Place) -> None:
    """Draw the disk; a click on a node goes to the codeword that it has at this level."""
    rows = caches.rows(run)
    name = state.node(rows)
    row = rows[name] if name is not None else NOBODY
    found, view = picture.picture(run, layout, max(row, 0), at.level, colourings.CODE, rows)
    found.pop("choices", None)
    if layout.name == "code_tree":
        found.pop("links", None)  # the true tree's links have no meaning where the code tree is laid out
    legend = _legend(run, at)
    found |= {"marks": _marks(run, layout, at)}
    found |= {"legend": pack(json.dumps(legend.to_json()).encode()), "colour": pack(legend.entry.tobytes())}
    view |= {"selected": row, "name": name or "", "path": _path(layout, at), "runners": []}
    # Looked at from the prefix, where its codewords spread out; the address says which, so the browser need not.
    view |= {
        "focus": _middle(layout, at),
        "focusName": None,
        "zoom": 1.0,
        "address": False,
        "move": write_prefix([*at.before]),
    }
    view["solo"] = []
    view["file"] = f"{run.name}-{run.hash[:8]}-codewords-{at.name}"
    view["alt"] = (
        f"Disk with the codewords of level {at.level} and the nodes that {at.name} holds; tables hold the same."
    )
    element.show(found, view, key=DISK, on_act=lambda: _act(run, at.level))
    if layout.prefixes is None:
        st.caption("Codewords have no place in this layout: the nodes that the chosen one holds stand out by colour.")


@caches.of_run(entries=128)
def _marks(run: Run, layout: RunLayout, at: Place) -> Column:
    """Every codeword of the level after the prefix, used or not, with its meaning and size; of too many the most."""
    table = tables.codewords(run, at.before)
    tokens = tables.most_used(table["nodes"].to_numpy().astype(np.int64), MOST_CODEWORDS)
    table, size = table.take(tokens), len(tokens)
    prefixes = np.column_stack([np.tile(np.array(at.before, np.int64), (size, 1)), tokens])
    means = table["means"].to_pylist() if "means" in table.column_names else [None] * size
    texts = [
        f"{prefix}{f' ≈ {mean}' if mean else ''}\n{count(nodes, 'node')}{f' · {status}' if status else ''}"
        for prefix, mean, nodes, status in zip(
            table["prefix"].to_pylist(), means, table["nodes"].to_pylist(), table["status"].to_pylist(), strict=True
        )
    ]
    after = f" after {write_prefix(at.before)}" if at.before else ""
    labels = [str(token) for token in tokens.tolist()]
    return marks(f"the {size:,} codewords of level {at.level}{after}", layout, prefixes, labels, texts)


def _legend(run: Run, at: Place) -> Legend:
    """What the chosen codeword holds, the rest of what its prefix holds, and all others."""
    labels = [
        f"held by {at.name}",
        *([f"others under {write_prefix(at.before)}"] if at.before else []),
        "all others",
    ]
    entry = np.full(len(run.names), len(labels) - 1, dtype=np.uint8)
    if at.before:
        entry[members(run, at.before)] = 1
    entry[members(run, at.prefix)] = 0
    return Legend("Nodes", "category", tuple(labels), entry, other=True)


def _middle(layout: RunLayout, at: Place) -> list[float]:
    """The place of the prefix before the level, where it has one; else the middle of the ball."""
    if not at.before or layout.prefixes is None:
        return [0.0, 0.0]
    place = layout.prefixes(np.array([at.before]))[0]
    return place.tolist() if np.isfinite(place).all() else [0.0, 0.0]


def _path(layout: RunLayout, at: Place) -> list[list[float]]:
    """From the middle over every prefix to the chosen codeword; the last twice, as nothing is left to explain."""
    if layout.prefixes is None:
        return []
    places = [layout.prefixes(np.array([at.prefix[: length + 1]]))[0] for length in range(at.level)]
    stations = [place.tolist() for place in places if np.isfinite(place).all()]
    return [[0.0, 0.0], *stations, stations[-1]] if stations else []


def _act(run: Run, level: int) -> None:
    act: Any = element.last_act(DISK)
    row = act.get("row")
    if act.get("of") != run.hash or act.get("act") != "select":
        return  # a lasso, or an act on the disk of another run
    if isinstance(row, int) and 0 <= row < len(run.names):
        go(tuple(run.codes[row, :level].tolist()))
        state.put(node=run.names[row])
