"""Which nodes are picked: by a lasso in the disk, kept in the session, or by the slice in the address."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from hrq.data.hierarchy.links import Bools
from hrq.layouts.lasso import corners, in_lasso
from hrq.runs import Run
from hrq.runs.layouts import RunLayout
from hrq.views.disk import colourings
from hrq.views.disk.element import Column, pack
from hrq.views.frame import caches, slices, state

MODES = ("replace", "add", "remove", "clear")


def mask(run: Run) -> Bools | None:
    """Which rows are picked, or None where all count: the lasso's, else those of the slice."""
    names = slices.lassoed(run)
    if not names and (chosen := slices.chosen(run)) is not None:
        names = list(chosen[1].nodes)
    return _rows(run, names) if names else None


def column(chosen: Bools) -> Column:
    """The picked rows for the disk, a bit a row."""
    return pack(np.packbits(chosen).tobytes())


def take(run: Run, layout: RunLayout, act: Mapping[str, Any]) -> None:
    """Carry out a lasso: replace what was picked, add to it, take away from it, or drop it."""
    mode, before = act.get("mode"), _rows(run, slices.lassoed(run))
    if mode not in MODES:
        return
    if mode == "clear":
        st.session_state[slices.LASSO] = []
        return
    inside = _inside(run, layout, act)
    now = {"replace": inside, "add": before | inside, "remove": before & ~inside}[mode]
    st.session_state[slices.LASSO] = [run.names[row] for row in np.flatnonzero(now)]


def _inside(run: Run, layout: RunLayout, act: Mapping[str, Any]) -> Bools:
    half = float(act.get("half", 1))
    polygon = corners(str(act.get("drawn", "")), half)
    focus = np.asarray(act.get("focus", (0, 0)), dtype=np.float64)
    found = in_lasso(layout.places, polygon, focus, half=half, rim=layout.rim)
    shown = [int(entry) for entry in act.get("solo", ())]
    if shown:  # what the legend greys cannot be picked
        colours = colourings.possible(run, layout)
        colour = state.one_of(state.COLOUR, colours, colourings.CODE)
        found &= np.isin(colourings.legend(run, layout, colour, state.level(run.config.levels)).entry, shown)
    return found


def _rows(run: Run, names: list[str]) -> Bools:
    rows, found = caches.rows(run), np.zeros(len(run.names), dtype=bool)
    found[[rows[name] for name in names if name in rows]] = True
    return found
