"""The disk screen: every node, the codewords of a level, one node's residual path; beside it the inspector."""

import numpy as np
import streamlit as st

from hrq.data.hierarchy.links import Bools
from hrq.runs import Run
from hrq.runs.layouts import RunLayout
from hrq.views.disk import colourings, element, layouts
from hrq.views.disk import picture as disk_view
from hrq.views.explore import exports, inspector, picked
from hrq.views.frame import caches, downloads, glossary, search_box, shell, slices, state

DISK = "disk"
WHOLE = "explore whole"  # in the session: something changed that more than the disk and the inspector show
LEVEL, COLOUR = "choose level", "choose colour"


def page() -> None:
    """The screen of the run that the reader chose."""
    show(shell.choose_run())


def show(run: Run) -> None:
    """Draw a run's disk and the inspector of the selected node."""
    st.title("Explore", anchor=False)
    with st.container(key="explore-search"):
        search_box.show(run)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="explore-controls"):
        layout, level, colour = _controls(run)
    layouts.offer(run)
    chosen = picked.mask(run)
    _view(run, layout, level, colour, chosen)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="explore-take-away"):
        _take_away(run, layout, chosen)
        slices.bar(run, slices.pickable(run))
    _table(run, chosen)
    shell.close_page(run)
    search_box.prepare(run)


@st.fragment
def _view(run: Run, layout: RunLayout, level: int, colour: str, chosen: Bools | None) -> None:
    """The disk and the inspector: a click in either draws these two anew, and nothing else of the page."""
    if st.session_state.pop(WHOLE, False):
        st.rerun()
    row = inspector.selected(run)
    picture, side = st.columns([3, 2], gap="medium")
    with picture:
        columns, view = disk_view.picture(run, layout, row, level, colour, caches.rows(run))
        if chosen is not None:
            columns["picked"] = picked.column(chosen)
        element.show(columns, view, key=DISK, on_act=lambda: _act(run, layout))
    with side, st.container(key="explore-inspector"):
        inspector.show(run, row, level)


def _controls(run: Run) -> tuple[RunLayout, int, str]:
    layout = layouts.choose(run)
    level, colours = state.level(run.config.levels), colourings.possible(run, layout)
    colour = state.one_of(state.COLOUR, colours, colourings.CODE)
    st.session_state.update({LEVEL: level, COLOUR: colour})
    st.selectbox(
        "Colour by", colours, key=COLOUR, format_func=state.COLOURS.__getitem__, on_change=_take,
        args=(COLOUR, state.COLOUR), width=230,
    )  # fmt: skip
    st.segmented_control(
        "Level", range(1, run.config.levels + 1), key=LEVEL, required=True, on_change=_take, args=(LEVEL, state.LEVEL),
        help="Squares are the codewords of this level, drawn where they lead: at level 1, the coarsest, with their "
        "numbers; at the others small ones, one for each beginning that codes have."
        + glossary.more("Codeword", "Level", "Residual", "Margin"),
    )  # fmt: skip
    return layout, level, colour


def _take(key: str, parameter: str) -> None:
    state.put(**{parameter: st.session_state[key]})


def _act(run: Run, layout: RunLayout) -> None:
    """Carry out what the reader did with the disk."""
    act = element.last_act(DISK)
    row = act.get("row")
    if act.get("of") != run.hash:
        return  # an act on the disk of another run, overtaken by the change of runs
    if act.get("act") == "select" and isinstance(row, int) and 0 <= row < len(run.names):
        state.select(run.names[row])
    elif act.get("act") == "lasso":
        picked.take(run, layout, act)
        st.session_state[WHOLE] = True


def _take_away(run: Run, layout: RunLayout, chosen: Bools | None) -> None:
    rows = np.arange(len(run.names)) if chosen is None else np.flatnonzero(chosen)
    what = "all nodes" if chosen is None else f"{len(rows):,} picked"
    st.caption(f"Take away: {what}", width="content")
    downloads.buttons(run, "nodes", lambda: exports.nodes_table(run, layout, rows))


def _table(run: Run, chosen: Bools | None) -> None:
    many = len(run.names) if chosen is None else int(chosen.sum())
    words = f"All {many:,} nodes" if chosen is None else f"The {many:,} picked nodes"
    twin = st.expander(f"{words} as a table", key="points table", on_change="rerun")
    if twin.open:
        table = exports.points_table(run)
        twin.dataframe(table if chosen is None else table.filter(chosen), hide_index=True, height=360)
