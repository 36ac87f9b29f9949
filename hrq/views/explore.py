"""The disk screen: every node, the codewords of a level, one node's residual path; beside it the inspector."""

from collections.abc import Callable

import streamlit as st

from hrq.models import Run
from hrq.models.layouts import RunLayout
from hrq.views import (
    caches,
    colourings,
    disk_element,
    disk_view,
    inspector,
    layouts,
    search_box,
    shell,
    state,
    tables,
)

DISK = "disk"
LEVEL, COLOUR = "choose level", "choose colour"


def page() -> None:
    """The screen of the run that the reader chose."""
    run = shell.choose_run()
    shell.or_stop(lambda: (run.points, run.quantizer))  # codes from elsewhere may have neither
    show(run)


def show(run: Run) -> None:
    """Draw a run's disk and the inspector of the selected node."""
    dark = st.context.theme.type == "dark"
    row = inspector.selected(run)
    st.title("Explore", anchor=False)
    search_box.show(run)
    picture, side = st.columns([3, 2], gap="medium")
    with picture:
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            layout, level, colour = _controls(run)
        layouts.offer(run)
        columns, view = disk_view.picture(run, layout, row, level, colour, caches.rows(run))
        disk_element.show(columns, view, key=DISK, on_act=lambda: _act(run))
        with st.container(horizontal=True, gap="small"):
            _csv_buttons(run, row)
        _table(run)
    with side:
        inspector.show(run, row, level, dark=dark)
    shell.close_page(run)


def _controls(run: Run) -> tuple[RunLayout, int, str]:
    layout = layouts.choose(run)
    level, colours = state.level(run.config.levels), colourings.possible(run, layout)
    colour = state.one_of(state.COLOUR, colours, colourings.CODE)
    st.session_state.update({LEVEL: level, COLOUR: colour})
    st.selectbox(
        "Colour by", colours, key=COLOUR, format_func=state.COLOURS.__getitem__, on_change=_take,
        args=(COLOUR, state.COLOUR), width=220,
    )  # fmt: skip
    st.segmented_control(
        "Level", range(1, run.config.levels + 1), key=LEVEL, required=True, on_change=_take, args=(LEVEL, state.LEVEL),
        help="Squares are the codewords of this level, drawn where they lead: at level 1, the coarsest, with their "
        "numbers; at the others small ones, one for each beginning that codes have.",
    )  # fmt: skip
    return layout, level, colour


def _take(key: str, parameter: str) -> None:
    state.put(**{parameter: st.session_state[key]})


def _act(run: Run) -> None:
    """Carry out what the reader did with the disk."""
    act = disk_element.last_act(DISK)
    row = act.get("row")
    if act.get("of") != run.hash:
        return  # an act on the disk of another run, overtaken by the change of runs
    if act.get("act") == "select" and isinstance(row, int) and 0 <= row < len(run.names):
        state.select(run.names[row])


def _table(run: Run) -> None:
    twin = st.expander(f"All {len(run.names):,} nodes as a table", key="points table", on_change="rerun")
    if twin.open:
        twin.dataframe(tables.points_table(run), hide_index=True, height=360)


def _csv_buttons(run: Run, row: int) -> None:
    name = f"{run.name}-{run.names[row]}-path.csv"
    _csv_button("Residual path (CSV)", lambda: tables.path_csv(run, row), name)
    _csv_button("All nodes (CSV)", lambda: tables.points_csv(run), f"{run.name}-nodes.csv")


def _csv_button(label: str, make: Callable[[], str], file_name: str) -> None:
    st.download_button(label, make, file_name, "text/csv", on_click="ignore", icon=":material/download:")
