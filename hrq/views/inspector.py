"""One node: what it means, how its code spells it level by level, where it hangs, what lies near it."""

from itertools import islice

import streamlit as st

from hrq.evaluate.one_node import Neighbours, ResidualPath, neighbours, residual_path
from hrq.models import Run
from hrq.views import caches, scene, state
from hrq.views.text import code, markup, plain, shorten

MOST_PATHS = 8
MOST_CRUMBS, FIRST, LAST = 24, 6, 12  # a longer way up shows its first and last nodes; WordNet's have at most 20
ROWS = ("codeword", "its distance", "runner-up", "its distance", "margin", "residual left", "error so far")
HELP = (
    "At each level the residual takes its nearest codeword; the margin is how much farther the runner-up is. "
    "Distances, margins and residuals are measured where the quantizer works{scale}{plane}; the error is the distance "
    "from the reconstruction so far to the node."
)


@st.cache_data(max_entries=512, show_spinner=False)
def found_path(sealed: str, row: int, _run: Run) -> ResidualPath:
    """A node's residual path."""
    return residual_path(_run.quantizer, _run.points[row], _run.codes[row])


@st.cache_data(max_entries=512, show_spinner=False)
def _found_neighbours(sealed: str, row: int, _run: Run) -> Neighbours:
    return neighbours(_run.points, row, c=_run.config.curvature)


def show(run: Run, row: int, level: int, *, dark: bool) -> None:
    """Draw the inspector of one node."""
    hierarchy, name = run.items, run.names[row]
    st.subheader(plain(name), anchor=False)
    words = hierarchy.lemmas[row]
    st.html(f'<p class="hrq-gloss"><b>{markup(words)}</b> {markup(hierarchy.descriptions[row])}</p>')
    found = found_path(run.hash, row, run)
    st.markdown(f"**Code {code(found.codes.tolist())}**, level by level", help=_help(run))
    st.plotly_chart(
        scene.steps_figure(run, found, dark=dark),
        key="steps",
        theme=None,
        config={"staticPlot": True},
        alt="For each level: the residual, the codewords, the one taken and the runner-up; the table has the numbers.",
    )
    st.caption("Circle: what is left to name. Solid line: to the codeword taken. Dotted: to the runner-up.")
    _path_table(run, row, found, level)
    _hypernym_paths(run, row)
    _neighbours(run, row)


def path_columns(run: Run, found: ResidualPath) -> list[tuple[str, ...]]:
    """The residual path as text, a column a level, in the order of ROWS."""
    return [
        (
            str(found.codes[number]), f"{found.distances[number]:.3f}",
            str(found.runners_up[number]), f"{found.runner_up_distances[number]:.3f}",
            f"{found.margins[number]:+.3f}", f"{found.residuals[number]:.3f}", f"{found.errors[number]:.3f}",
        )
        for number in range(run.config.levels)
    ]  # fmt: skip


def _path_table(run: Run, row: int, found: ResidualPath, level: int) -> None:
    """A column a level, below the level's picture."""
    columns = path_columns(run, found)
    marks = [" class=chosen" if number == level else "" for number in range(1, len(columns) + 1)]
    head = "".join(f"<th{mark}>level {number}</th>" for number, mark in enumerate(marks, start=1))
    body = "".join(
        f"<tr><th>{name}</th>"
        + "".join(f"<td{mark}>{cell}</td>" for mark, cell in zip(marks, cells, strict=True))
        + "</tr>"
        for name, *cells in zip(ROWS, *columns, strict=True)
    )
    table = f'<table class="hrq-table left"><tr><td></td>{head}</tr>{body}</table>'
    st.html(f'<div class="hrq-scroll" tabindex="0">{table}</div>')
    notes = [f"Before any level the residual is {found.start:.3f} long."]
    if run.moved[row]:
        nearest = run.nearest_codes[row].tolist()
        notes.append(
            f"Its nearest code is {code(nearest)}, which another node has: the last token was moved so that every node "
            "has a code of its own. That margin is negative."
        )
    st.caption(" ".join(notes))


def _help(run: Run) -> str:
    scale = f", on points scaled by {run.config.scale:.3g}" if run.config.scale != 1 else ""
    plane = "" if run.config.curvature > 0 else " (at c = 0 the ball's distance is twice the Euclidean one)"
    return HELP.format(scale=scale, plane=plane)


def _hypernym_paths(run: Run, row: int) -> None:
    hierarchy = run.items
    paths = list(islice(hierarchy.paths_to_root(row), MOST_PATHS + 1))
    shown = paths[:MOST_PATHS]
    st.markdown("**Hypernyms**" if len(paths) == 1 else f"**Hypernyms** ({len(shown)} ways up)")
    for number, nodes in enumerate(shown):
        with st.container(horizontal=True, gap=None, key=f"crumbs {number}"):
            way = nodes[::-1]
            first, last = (way[:FIRST], way[-LAST:]) if len(way) > MOST_CRUMBS else (way, [])
            for node in first:
                _chip(run, node, f"path {number}", here=node == row)
            if last:
                st.caption(f"… {len(way) - FIRST - LAST:,} more …", width="content")
            for node in last:
                _chip(run, node, f"path {number}", here=node == row)
    if len(paths) > MOST_PATHS:
        st.caption(f"There are more than {MOST_PATHS} ways up; the first ones are shown.")


def _chip(run: Run, row: int, where: str, text: str = "", *, here: bool = False) -> None:
    name = run.names[row]
    st.button(
        plain(text or run.items.labels[row]),
        key=f"{where} {name}",
        type="tertiary",
        disabled=here,
        help=plain(f"{name}: {shorten(run.items.descriptions[row])}"),
        on_click=state.select,
        args=(name,),
    )


def _neighbours(run: Run, row: int) -> None:
    near = _found_neighbours(run.hash, row, run)
    measure = "hyperbolic distance" if run.config.curvature > 0 else "distance"
    st.markdown(f"**Nearest by {measure}**")
    with st.container(key="neighbours", gap=None):
        for other, apart in zip(near.rows.tolist(), near.distances.tolist(), strict=True):
            name = run.names[other]
            st.button(
                f"{apart:.3f} **{plain(run.items.labels[other])}** {code(run.codes[other].tolist())}",
                key=f"near {name}",
                type="tertiary",
                width="stretch",
                help=plain(f"{name}: {shorten(run.items.descriptions[other])}"),
                on_click=state.select,
                args=(name,),
            )


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
