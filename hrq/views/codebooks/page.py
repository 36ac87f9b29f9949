"""The Codebooks screen: what every codeword holds and means, how evenly they are used, how far they lie apart."""

from typing import Any

import numpy as np
import pyarrow.compute as pc
import streamlit as st

from hrq.data.prefix import write_prefix
from hrq.evaluate.quantization import OVERLOADED
from hrq.evaluate.quantization.codewords import CROWDED, distance_table
from hrq.figures.codebooks import distance_map, usage_bars
from hrq.figures.theme import theme
from hrq.runs import Run
from hrq.views.codebooks import disk, members, panel, tables
from hrq.views.codebooks.place import Place, go, place
from hrq.views.disk import layouts
from hrq.views.frame import downloads, glossary, shell, state
from hrq.views.frame.text import count, plain

LEVEL, CODEWORD, BARS, TABLE, CAMERA = (
    f"codebooks {one}" for one in ("level", "codeword", "bars", "table", "camera")
)  # keys of widgets
MOST_OPTIONS = 1_000  # of a list to choose from
MOST_BARS = 1_000
PAIRS = 200  # nearest pairs shown


def page() -> None:
    """The screen of the run that the reader chose."""
    show(shell.choose_run())


def show(run: Run) -> None:
    """Draw a run's codebooks."""
    dark = st.context.theme.type == "dark"
    st.title("Codebooks", anchor=False)
    at = place(run)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        _controls(run, at)
        layout = layouts.choose(run)
    layouts.offer(run)
    _crumbs(run, at)
    with st.container(key="codebooks split"):
        picture, side = st.columns([3, 2], gap="medium")
    with picture:
        disk.show(run, layout, at)
    with side:
        panel.show(run, at)
    _levels(run)
    _codewords(run, at, dark=dark)
    _distances(run, at, dark=dark)
    members.show(run, at)
    shell.close_page(run)


def _controls(run: Run, at: Place) -> None:
    st.session_state[LEVEL] = at.level
    st.segmented_control(
        "Codewords of level",
        range(1, run.config.levels + 1),
        key=LEVEL,
        required=True,
        on_change=lambda: state.put(level=st.session_state[LEVEL]),
        help="Level 1 is the coarsest. Further down, a codeword means something after each prefix."
        + glossary.more("Codeword", "Prefix", "Perplexity"),
    )
    size = run.config.sizes[at.level - 1]
    st.session_state[CODEWORD] = at.token
    label = f"Codeword of {size:,}" + (f" after {write_prefix(at.before)}" if at.before else "")
    if size <= MOST_OPTIONS:
        texts = _options(run, at)
        st.selectbox(
            label, range(size), key=CODEWORD, format_func=lambda one: texts[one], on_change=_take, args=(at.before,)
        )
    else:
        st.number_input(label, 0, size - 1, key=CODEWORD, on_change=_take, args=(at.before,))


def _take(before: tuple[int, ...]) -> None:
    go((*before, int(st.session_state[CODEWORD])))


def _options(run: Run, at: Place) -> list[str]:
    """What each codeword of the level holds after the prefix, a line each."""
    table = tables.codewords(run, at.before)
    means = table["means"].to_pylist() if "means" in table.column_names else [None] * len(table)
    nodes = table["nodes"].to_pylist()
    return [
        f"{token}{f' ≈ {mean}' if mean else ''} ({count(number, 'node')})"
        for token, (mean, number) in enumerate(zip(means, nodes, strict=True))
    ]


def _crumbs(run: Run, at: Place) -> None:
    """The way from all codes to the codeword, each step a button."""
    with st.container(horizontal=True, gap=None, key="crumbs codebooks"):
        for length in range(1, at.level + 1):
            prefix = at.prefix[:length]
            table = tables.codewords(run, prefix[:-1])
            means = table["means"][prefix[-1]].as_py() if "means" in table.column_names else None
            st.button(
                plain(write_prefix(prefix) + (f" ≈ {means}" if means else "")),
                key=f"crumb {length}",
                type="tertiary",
                disabled=length == at.level,
                on_click=go,
                args=(prefix,),
            )


def _levels(run: Run) -> None:
    """Usage and perplexity of every level."""
    st.subheader("Levels", anchor=False)
    names = ("level", "codewords", "in use", "dead", "overloaded", "perplexity", "largest share")
    head = "".join(f"<th>{name}</th>" for name in names)
    body = "".join(
        f"<tr><td>{one.level}</td><td>{one.codewords:,}</td><td>{one.used:,}</td><td>{one.dead:,}</td>"
        f"<td>{one.overloaded:,}</td><td>{one.perplexity:,.1f}</td><td>{one.largest:.1%}</td></tr>"
        for one in tables.levels(run)
    )
    st.html(f'<div class="hrq-scroll" tabindex="0"><table class="hrq-table left"><tr>{head}</tr>{body}</table></div>')
    st.caption(
        f"Counted over all {len(run.names):,} nodes. Dead: held by none. Overloaded: holds more than {OVERLOADED:g} "
        "times an even share. Perplexity: how many codewords would be in use if all were used equally."
    )


def _codewords(run: Run, at: Place, *, dark: bool) -> None:
    """Usage as bars, and the same as a table."""
    after = f" after {write_prefix(at.before)}" if at.before else ""
    st.subheader(f"What the codewords of level {at.level}{after} hold", anchor=False)
    table = tables.codewords(run, at.before)
    counts, crowded = table["nodes"].to_numpy().astype(np.int64), np.array(table["status"]) == CROWDED
    few, texts = tables.most_used(counts, MOST_BARS), _options(run, at)
    even = counts.sum() / len(counts)
    st.plotly_chart(
        usage_bars(few, counts[few], crowded[few], [texts[one] for one in few], at.token, even, theme(dark=dark)),
        key=f"{BARS} {at.level} {at.before}",
        theme=None,
        on_select=lambda: _clicked_bar(at),
        selection_mode="points",
        config=_camera(run, f"usage-level-{at.level}"),
        alt=f"Nodes held by each of {len(table)} codewords; the table below holds the same numbers.",
    )
    if len(few) < len(counts):
        st.caption(f"The {len(few):,} codewords that hold most, of {len(counts):,}.")
    shown = table.take(pc.sort_indices(table, sort_keys=[("nodes", "descending"), ("codeword", "ascending")]))
    st.dataframe(
        shown,
        key=f"{TABLE} {at.level} {at.before}",
        hide_index=True,
        height=min(360, 36 * (len(table) + 1) + 2),
        on_select=lambda: _clicked_row(at, shown["codeword"].to_pylist()),
        selection_mode="single-row",
        column_config=_columns(),
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        downloads.buttons(run, f"codewords-{at.level}{after.replace(' ', '-')}", lambda: table)
        _camera_choice()


def _columns() -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        "codeword": number("codeword", pinned=True),
        "prefix": text("prefix"),
        "nodes": number("nodes", format="localized", help="Nodes whose code begins with the prefix"),
        "share": number("share", format="percent", help="Of the nodes that begin with the prefix before it"),
        "status": text(
            "status",
            help="dead: no node has it at this level; unused here: none after this prefix; overloaded: over all "
            f"prefixes it holds more than {OVERLOADED:g} times an even share",
        ),
        "nodes_everywhere": number("nodes, any prefix", format="localized"),
        "means": text("means", help="The node of the hierarchy of best F1 with what it holds"),
        "words": text("words"),
        "precision": number("precision", format="%.2f"),
        "recall": number("recall", format="%.2f"),
        "f1": number("F1", format="%.2f"),
        "means_everywhere": text("means, any prefix"),
        "f1_everywhere": number("F1, any prefix", format="%.2f"),
    }


def _clicked_bar(at: Place) -> None:
    chosen: Any = st.session_state[f"{BARS} {at.level} {at.before}"].selection
    found = [point["customdata"] for point in chosen.points if "customdata" in point]
    if found:
        token = found[0][0] if isinstance(found[0], list) else found[0]
        go((*at.before, int(token)))


def _clicked_row(at: Place, tokens: list[int]) -> None:
    chosen: Any = st.session_state[f"{TABLE} {at.level} {at.before}"].selection
    if chosen.rows and chosen.rows[0] < len(tokens):
        go((*at.before, tokens[chosen.rows[0]]))


def _distances(run: Run, at: Place, *, dark: bool) -> None:
    """How far the level's codewords lie from one another, as a map and as pairs."""
    st.subheader(f"Distances between the codewords of level {at.level}", anchor=False)
    if not run.has_codebooks:
        st.info("This run came without its codebooks: how far its codewords lie apart is not known.")
        return
    found = tables.distances(run, at.level)
    size, order = run.config.sizes[at.level - 1], found.order
    with st.container(key="codebooks distances"):
        drawn, listed = st.columns([3, 2], gap="medium")
    with drawn:
        st.plotly_chart(
            distance_map(found.apart[np.ix_(order, order)], found.tokens[order], _unit(run), theme(dark=dark)),
            key=f"distances {at.level}",
            theme=None,
            config=_camera(run, f"distances-level-{at.level}"),
            alt=f"Distances between {len(order)} codewords of level {at.level}; the table beside it holds the pairs.",
        )
        few = f"The {len(order):,} most used of {size:,} codewords. " if len(order) < size else ""
        st.caption(f"{few}Rows and columns stand by likeness, so that near codewords lie together. {_space(run)}")
    with listed:
        pairs = distance_table(found.apart, found.tokens)
        among = f" among the {len(found.tokens):,} most used codewords" if len(found.tokens) < size else ""
        st.markdown(f"**Nearest pairs** of {count(len(pairs), 'pair')}{among}")
        distance = st.column_config.NumberColumn(f"distance ({_unit(run)})", format="%.3f")
        st.dataframe(pairs.slice(0, PAIRS), hide_index=True, height=360, column_config={"distance": distance})
        downloads.buttons(run, f"codeword-distances-{at.level}", lambda: pairs)


def _unit(run: Run) -> str:
    c = run.quantizer.residual_c
    return f"hyperbolic, c = {c:g}" if c > 0 else "2 × Euclidean"


def _space(run: Run) -> str:
    """Where codewords live, and what their distance is."""
    scale = f"scaled by {run.config.scale:.3g}" if run.config.scale != 1 else "unscaled"
    if run.quantizer.residual_c > 0:
        ball = f"the ball of c = {run.quantizer.residual_c:g}"
        return f"Distances are hyperbolic, in {ball}, in the quantizer's coordinates ({scale})."
    kind = "tangent space at the origin" if run.config.curvature > 0 else "plane"
    return (
        f"Distances are those of the {kind}, twice the Euclidean ones as for every c = 0, in its coordinates ({scale})."
    )


def _camera(run: Run, what: str) -> dict[str, Any]:
    kind = str(st.session_state.get(CAMERA, "PNG")).lower()
    image = {"format": kind, "filename": f"{run.name}-{run.hash[:8]}-{what}", "scale": 3 if kind == "png" else 1}
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "displayModeBar": True,
        "toImageButtonOptions": image,
    }


def _camera_choice() -> None:
    st.segmented_control("The cameras save", ["PNG", "SVG"], default="PNG", required=True, key=CAMERA, width="content")
