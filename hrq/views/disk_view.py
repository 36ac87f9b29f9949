"""What the disk shows of one view: the small part of the element's contract, new at every click."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hrq.models import Run
from hrq.views import state
from hrq.views.disk_columns import columns, marks
from hrq.views.disk_element import Column
from hrq.views.disk_layouts import DiskLayout
from hrq.views.inspector import found_path
from hrq.views.text import code

MOVES = "disk moves"  # in the session: how often Python, not the reader, aimed the disk
Picture = tuple[dict[str, Column], dict[str, Any]]


def aim(name: str | None) -> None:
    """In a widget's callback: look from a node, or from the middle of the ball."""
    st.session_state[MOVES] = st.session_state.get(MOVES, 0) + 1
    state.put(focus=name, zoom=None if name is None else state.given(state.ZOOM))


def picture(run: Run, layout: DiskLayout, row: int, level: int, colour: str, rows: dict[str, int]) -> Picture:
    """The columns and the view of a run's disk with one node selected."""
    found = columns(run, layout, colour, level)
    if level > 1 and layout.prefix_places is not None:
        found["choices"] = _choices(run.hash, layout.name, tuple(run.codes[row, : level - 1].tolist()), run, layout)
    focus, name = _focus(layout, rows)
    view = {
        "n": len(run.names),
        "run": run.hash,
        "plane": layout.plane,
        "extent": layout.extent,
        "unit": layout.unit,
        "levels": run.config.levels,
        "level": level,
        "colour": colour,
        "badge": layout.badge,
        "alt": f"Disk with the {len(run.names):,} nodes of {run.config.hierarchy or run.name}.",
        "source": f"{run.name} · {run.hash[:8]} · {layout.badge}",
        "file": f"{run.name}-disk",
        "selected": row,
        "name": run.names[row],
        "focus": focus,
        "focusName": name,
        "zoom": state.zoom(),
        "solo": state.solo(),
        "move": st.session_state.get(MOVES, 0),
        **_path(run, layout, row),
    }
    if layout.cells is not None:
        view["cells"] = {"flat": layout.cells[0], "scale": layout.cells[1]}
    return found, view


def _focus(layout: DiskLayout, rows: dict[str, int]) -> tuple[list[float], str | None]:
    """The place in the middle, and the node that lies there if the address names one."""
    name, place = state.focus(rows), state.focus_place()
    if name is not None:
        return layout.places[rows[name]].tolist(), name
    if place is None or (not layout.plane and abs(place) >= 1):
        return [0.0, 0.0], None
    return [place.real, place.imag], None


def _path(run: Run, layout: DiskLayout, row: int) -> dict[str, Any]:
    """The residual path: from the middle over every prefix of the code to the node, and the runners-up beside it."""
    if layout.prefix_places is None:
        return {}
    tokens = run.codes[row].numpy()
    stations = np.concatenate([_place(layout, tokens[: k + 1]) for k in range(len(tokens))])
    path = [[0.0, 0.0], *_listed(stations), layout.places[row].tolist()]
    if not run.has_points:
        return {"path": [one for one in path if one]}
    rivals = found_path(run.hash, row, run).runners_up
    others = [_place(layout, np.append(tokens[:k], rival)) for k, rival in enumerate(rivals)]
    return {"path": [one for one in path if one], "runners": _listed(np.concatenate(others))}


def _place(layout: DiskLayout, prefix: NDArray[np.int64]) -> NDArray[np.float64]:
    return layout.prefix_places(prefix[None]) if layout.prefix_places else np.full((1, 2), np.nan)


def _listed(places: NDArray[np.float64]) -> list[list[float] | None]:
    return [place.tolist() if np.isfinite(place).all() else None for place in places]


@st.cache_resource(max_entries=256, show_spinner=False)
def _choices(sealed: str, name: str, prefix: tuple[int, ...], _run: Run, _layout: DiskLayout) -> Column:
    """The codewords that come into question after a prefix, where they would lead."""
    size = _run.config.sizes[len(prefix)]
    every = np.column_stack([np.tile(np.array(prefix), (size, 1)), np.arange(size)])
    texts = [f"codeword {number} after {code(list(prefix))}" for number in range(size)]
    title = f"the {size} codewords to choose from after {code(list(prefix))}"
    return marks(title, _layout, every, [str(number) for number in range(size)], texts)
