"""One node: what it means, how its code spells it level by level, where it hangs, what lies near it.

All of it travels as one small message to an element (`inspector_element`), whose clicks come back as acts.
"""

from itertools import islice
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hrq.data.prefix import write_prefix
from hrq.figures.theme import DARK, LIGHT
from hrq.runs import Run
from hrq.views.disk import columns as disk_columns
from hrq.views.disk.element import Column, pack
from hrq.views.explore import element, neighbours
from hrq.views.frame import caches, state
from hrq.views.frame.text import plain

INSPECTOR = "inspector"
SWAPPED = "runner-up at level"  # in the session: (run's hash, row, level) of the question that was asked
MOST_PATHS = 8
MOST_CRUMBS, FIRST, LAST = 24, 6, 12  # a longer way up shows its first and last nodes; WordNet's have at most 20
DIGITS = 8  # decimals that the page is sent
SHARERS = 4  # named nodes of a prefix
HELP = (
    "At each level the residual takes its nearest codeword; the margin is how much farther the runner-up is. "
    "Distances, margins and residuals are measured where the quantizer works{scale}{plane}; the error is the distance "
    "from the reconstruction so far to the node."
)


def show(run: Run, row: int, level: int) -> None:
    """Draw the inspector of one node, and answer its clicks."""
    st.subheader(plain(run.names[row]), anchor=False)
    columns = {"texts": disk_columns.base(run)["texts"]}
    if run.has_points and run.has_codebooks:
        columns["books"] = _books(run)
    element.show(columns, about(run, row, level), key=INSPECTOR, on_act=lambda: _act(run, row))


def about(run: Run, row: int, level: int) -> dict[str, Any]:
    """Everything that the inspector says, as plain data. Nodes are rows: the page holds their labels and glosses."""
    items = run.items
    said: dict[str, Any] = {
        "run": run.hash,
        "accents": {"light": LIGHT.accent, "dark": DARK.accent},
        "sizes": list(run.config.sizes),
        "name": run.names[row],
        "words": items.lemmas[row],
        "gloss": items.descriptions[row],
        "level": level,
        "prefixes": _prefixes(run, row),
        "neighbours": neighbours.groups(run, row),
        "paths": _paths(run, row),
    }
    if run.has_points and run.has_codebooks:
        said |= {"steps": steps(run, row), "help": _help(run)}
    if run.moved[row]:
        said["moved"] = (
            f"Its nearest code is {write_prefix(run.nearest_codes[row])}, which another node has: the last token "
            "was moved so that every node has a code of its own. That margin is negative."
        )
    asked = st.session_state.get(SWAPPED)
    if asked is not None and asked[:2] == (run.hash, row):
        said["swapped"] = neighbours.swapped(run, row, asked[2])
    return said


def steps(run: Run, row: int) -> dict[str, Any]:
    """The residual path as numbers, a list a level; places are seen along the picture's two directions."""
    found = caches.found_path(run, row)
    left = (found.left @ run.directions.double().T).numpy()
    return {
        "start": _number(found.start),
        "codeword": found.codes.tolist(),
        "distance": _numbers(found.distances),
        "runnerUp": found.runners_up.tolist(),
        "runnerUpDistance": _numbers(found.runner_up_distances),
        "margin": _numbers(found.margins),
        "residual": _numbers(found.residuals),
        "error": _numbers(found.errors),
        "places": np.round(left[:-1], 5).tolist(),
    }


def _number(value: float) -> float:
    return round(value, DIGITS)


def _numbers(values: NDArray[np.float64]) -> list[float]:
    return [_number(value) for value in values.tolist()]


@caches.of_run()
def _books(run: Run) -> Column:
    """All codewords along the picture's two directions, level after level."""
    directions = run.directions.double().T
    books = [(book.detach().double() @ directions).numpy() for book in run.quantizer.codebooks]
    return pack(np.concatenate(books).astype("<f4").tobytes())


def _prefixes(run: Run, row: int) -> list[dict[str, Any]]:
    """Every beginning of the node's code: what it means, how many share it, the most usual of them."""
    codes, meanings = run.codes, caches.meanings(run) if run.has_hierarchy else {}
    same = np.ones(len(run.names), dtype=bool)
    found = []
    for level in range(1, run.config.levels + 1):
        same = same & (codes[:, level - 1] == codes[row, level - 1])
        rows = np.flatnonzero(same)
        text = write_prefix(codes[row, :level].tolist())
        usual = rows[np.argsort(-run.items.frequencies[rows], kind="stable")]
        others = [node for node in usual.tolist() if node != row][:SHARERS]
        found.append({"text": text, "meaning": meanings.get(text, ""), "count": len(rows), "nodes": others})
    return found


def _paths(run: Run, row: int) -> dict[str, Any]:
    """The ways up to the roots; of a long one only its ends, with how many are left out between them."""
    if not run.has_hierarchy:
        return {"ways": [], "more": False}
    paths = list(islice(run.items.paths_to_root(row), MOST_PATHS + 1))
    ways = []
    for nodes in paths[:MOST_PATHS]:
        way = nodes[::-1]
        long = len(way) > MOST_CRUMBS
        shown = [*way[:FIRST], *way[-LAST:]] if long else way
        ways.append({"nodes": shown, "left_out": len(way) - len(shown), "after": FIRST if long else 0})
    return {"ways": ways, "more": len(paths) > MOST_PATHS}


def _help(run: Run) -> str:
    scale = f", on points scaled by {run.config.scale:.3g}" if run.config.scale != 1 else ""
    plane = "" if run.config.curvature > 0 else " (at c = 0 the ball's distance is twice the Euclidean one)"
    return HELP.format(scale=scale, plane=plane)


def _act(run: Run, row: int) -> None:
    """Carry out a click in the inspector."""
    act = element.last_act(INSPECTOR)
    if act.get("of") != run.hash:
        return  # a click on what was said of another run
    kind, value = act.get("act"), act.get("value")
    if kind == "select" and isinstance(value, int) and 0 <= value < len(run.names):
        state.select(run.names[value])
    elif kind == "prefix" and isinstance(value, str):
        state.select_prefix(value)
    elif kind == "swap" and value in range(run.config.levels + 1):
        st.session_state[SWAPPED] = (run.hash, row, value) if value else None


def example(run: Run) -> int:
    """A node to begin with: the most usual word that has a gloss and is not a root."""
    frequencies = run.items.frequencies.copy()
    frequencies[run.items.depth < 2] = -1
    return int(frequencies.argmax())


def selected(run: Run) -> int:
    """The row of the selected node, or of the example where nothing is selected."""
    rows = caches.rows(run)
    name = state.node(rows)
    return rows[name] if name is not None else example(run)
