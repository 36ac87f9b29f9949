"""The disk screen: points, links, codewords of a level, and one node's residual path."""

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from hrq.evaluate.one_node import within
from hrq.figures.disk import literal
from hrq.figures.layers import Layer
from hrq.figures.theme import theme
from hrq.models import Run
from hrq.views import badge, caches, inspector, overlay, scene, search_box, shell, state, tables
from hrq.views.text import plain

CHART, HOLDER, LAST = "disk_chart", "disk", "last clicked node"
LEVEL, COLOUR, CAMERA = "choose level", "choose colour", "camera format"
ON_IT, RADIUS = 6, 270  # pixels: so near two points look like one, where the disk is drawn so large
MODEBAR = ["select2d", "lasso2d", "autoScale2d"]


def page() -> None:
    """The screen of the run that the reader chose."""
    run = shell.choose_run()
    shell.or_stop(lambda: (run.points, run.quantizer))  # codes from elsewhere may have neither
    show(run)


def show(run: Run) -> None:
    """Draw a run's disk and the inspector of the selected node."""
    dark = st.context.theme.type == "dark"
    row = inspector.selected(run)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title("Explore", anchor=False, width="content")
        badge.show(run)
    search_box.show(run)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        level, colour = _controls(run)
        focus = _focus(run, row)
    picture, side = st.columns([3, 2], gap="medium")
    with picture:
        above = _layers(run, row, level, colour, dark=dark, focus=focus)
        _disk(run, colour, dark=dark, focus=focus)
        _key(list(above.values()), dark=dark)
        overlay.show(HOLDER, above)
        with st.container(horizontal=True, gap="small"):
            if st.button("Picture to save …", icon=":material/photo_camera:"):
                _picture(run, colour, list(above.values()), dark, focus)
            _csv_buttons(run, row)
        _table(run)
    with side:
        inspector.show(run, row, level, crowd(run, row, focus), dark=dark)
    shell.close_page(run)


def _controls(run: Run) -> tuple[int, str]:
    level, colour = state.level(run.config.levels), state.colour()
    st.session_state[LEVEL], st.session_state[COLOUR] = level, colour
    st.segmented_control(
        "Codewords of level",
        range(1, run.config.levels + 1),
        key=LEVEL,
        required=True,
        on_change=_take,
        args=(LEVEL, state.LEVEL),
        help="Squares are the codewords of this level, drawn where they lead: at level 1, the coarsest, with their "
        "numbers; at the others small ones, one for each beginning that codes have.",
    )
    st.segmented_control(
        "Colour by",
        list(state.COLOURS),
        key=COLOUR,
        required=True,
        format_func=lambda key: state.COLOURS[key],
        on_change=_take,
        args=(COLOUR, state.COLOUR),
    )
    return level, colour


def _focus(run: Run, row: int) -> int | None:
    """The row in the middle of the disk, or None, and the buttons that change it; a plane is moved by dragging."""
    if run.config.curvature == 0:
        return None
    rows = caches.rows(run)
    now, selected = state.focus(rows), run.names[row]
    st.button(
        f"Centre on {plain(selected)}",
        icon=":material/center_focus_strong:",
        disabled=now == selected,
        on_click=state.put,
        kwargs={"focus": selected},
        help="Look at the same ball from this node: no distance changes, and the crowd around it spreads out.",
    )
    if now is not None:
        st.button("Back to the ball's centre", icon=":material/undo:", on_click=state.put, kwargs={"focus": None})
    return rows[now] if now is not None else None


def _take(key: str, parameter: str) -> None:
    state.put(**{parameter: st.session_state[key]})


def _layers(run: Run, row: int, level: int, colour: str, *, dark: bool, focus: int | None) -> dict[str, Layer]:
    family = scene.family(run, row, colour, dark=dark, focus=focus)
    every = scene.codewords(run.hash, level, dark, focus, run)
    own = scene.choices(run, row, level, dark=dark, focus=focus)
    path = scene.path(run, row, inspector.found_path(run.hash, row, run), level, dark=dark, focus=focus)
    named = {"family": family, "codewords": every, "choices": own, "path": path}
    return {name: layer for name, layer in named.items() if layer is not None}


def _disk(run: Run, colour: str, *, dark: bool, focus: int | None) -> None:
    camera = {"format": "png", "filename": f"{run.name}-disk", "scale": 3}
    with st.container(key=HOLDER):
        st.plotly_chart(
            scene.base_figure(run.hash, colour, dark, focus, run),
            key=CHART,
            theme=None,
            height="stretch",
            on_select=_clicked,
            selection_mode="points",
            config={
                "scrollZoom": True,
                "displaylogo": False,
                "modeBarButtonsToRemove": MODEBAR,
                "toImageButtonOptions": camera,
            },
            alt=f"Disk with the {len(run.names)} nodes of {run.config.hierarchy}; the table below holds the same.",
        )


def _clicked() -> None:
    """Select what was clicked. Plotly calls a second click on its own last point a deselection: we select it again."""
    chosen: Any = st.session_state[CHART].selection
    names = [point["customdata"] for point in chosen.points if "customdata" in point]
    names = [str(name[0] if isinstance(name, list) else name) for name in names]
    last = st.session_state.get(LAST)
    fresh = [name for name in names if name != last] or names or ([last] if last else [])
    if fresh:
        st.session_state[LAST] = fresh[0]
        state.select(fresh[0])


def crowd(run: Run, row: int, focus: int | None) -> list[int]:
    """The node that was clicked and all that lie on it in the picture, nearest first, if the selected row is of them.

    How far the picture is zoomed in only the browser knows: then some of these lie apart, and can be clicked.
    """
    clicked = caches.rows(run).get(st.session_state.get(LAST, ""))
    if clicked is None:
        return []
    reach = ON_IT / RADIUS * scene.frame(run).extent
    found = [clicked, *within(scene.seen(run, run.disk, focus), clicked, reach).tolist()]
    return found if row in found and len(found) > 1 else []


def _key(above: list[Layer], *, dark: bool) -> None:
    """What the squares, diamonds and lines over the points are."""
    look = theme(dark=dark)
    signs = {"dot": "●", "square": "■", "diamond": "◆", "ring": "○"}
    parts = []
    for layer in above:
        first = layer.marks[0]
        colour = first.stroke if first.fill == "none" else first.fill
        sign = "▪" if first.shape == "square" and not first.label else signs[first.shape]
        parts.append(f'<span style="color:{colour}">{sign}</span> {html.escape(layer.title)}')
    parts.append(f'<span style="color:{look.accent}">┈</span> what no level explained')
    parts.append("circles: distance from the middle")
    st.html(f'<p class="hrq-key">{" &emsp; ".join(parts)}</p>')


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


@st.dialog("Picture to save", width="large")
def _picture(run: Run, colour: str, above: list[Layer], dark: bool, focus: int | None) -> None:
    """The whole figure, path and codewords included, with a camera that saves it."""
    wanted = st.segmented_control("The camera saves", ["PNG", "SVG"], default="PNG", required=True, key=CAMERA)
    figure = scene.full_figure(run, colour, dark=dark, focus=focus, above=above)
    source = literal(f"{run.name} · {run.hash[:8]} · {badge.sentence(run)}")
    title = {"text": source, "font": {"size": 12, "color": theme(dark=dark).muted}}
    figure.update_layout(height=720, title=title, margin={"t": 44, "b": 30}, paper_bgcolor=theme(dark=dark).ground)
    camera = {"format": str(wanted).lower(), "filename": f"{run.name}-disk", "scale": 3, "width": 900, "height": 980}
    st.plotly_chart(figure, theme=None, config={"displaylogo": False, "toImageButtonOptions": camera})
    st.caption("The camera among the picture's buttons saves it as it is zoomed, with its legend and its source.")
