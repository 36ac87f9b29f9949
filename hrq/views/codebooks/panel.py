"""One codeword after its prefix: what it means, what it holds, and the ways on to Explore and Trees."""

from typing import Any

import streamlit as st

from hrq.data.prefix import write_prefix
from hrq.evaluate.quantization import OVERLOADED
from hrq.evaluate.quantization.codewords import CROWDED, DEAD, UNUSED_HERE
from hrq.runs import Run
from hrq.views.codebooks import tables
from hrq.views.codebooks.place import Place, go_deeper
from hrq.views.frame import caches, state
from hrq.views.frame.text import count, markup, plain

MOST_PARENTS = 8  # rows of the short table
STATUS = {
    DEAD: "No node has this codeword at this level, after any prefix: it is **dead**.",
    UNUSED_HERE: "No node has it **after this prefix**; after others it is in use.",
    CROWDED: f"**Overloaded**: over all prefixes it holds more than {OVERLOADED:g} times an even share of the nodes.",
}


def show(run: Run, place: Place) -> None:
    """Draw what the codeword holds."""
    row: dict[str, Any] = tables.codewords(run, place.before).slice(place.token, 1).to_pylist()[0]
    means = row.get("means")
    st.subheader(plain(place.name + (f" ≈ {means}" if means else "")), anchor=False)
    if means:
        node = run.truth.index(means)
        gloss = f"<b>{markup(run.truth.lemmas[node])}</b> {markup(run.truth.descriptions[node])}"
        st.html(f'<p class="hrq-gloss">{gloss}</p>')
    st.markdown(_holds(run, place, row))
    if row["status"]:
        st.markdown(STATUS[row["status"]])
    if means:
        _matches(run, place)
    if row["nodes"]:
        _parents(run, place)
    _ways_on(run, place, means, row["nodes"])


def _holds(run: Run, place: Place, row: dict[str, Any]) -> str:
    number, share = row["nodes"], row["share"]
    whole = f"those under {write_prefix(place.before)}" if place.before else "all nodes"
    text = f"Holds **{count(number, 'node')}**, {share:.1%} of {whole}."
    if place.before:
        text += f" Level {place.level}'s codeword {place.token} holds {row['nodes_everywhere']:,} after all prefixes"
        means = row.get("means_everywhere")
        text += f", and means {plain(means)} there (F1 {row['f1_everywhere']:.2f})." if means else "."
    return text


def _matches(run: Run, place: Place) -> None:
    """The three best matches with what speaks for and against each."""
    tree, best = caches.code_tree(run), caches.best_node_of_prefixes(run)
    row = tree.node_of(place.prefix)
    head = "".join(f"<th>{name}</th>" for name in ("best matches", "precision", "recall", "F1"))
    body = "".join(
        f"<tr><td>{markup(run.truth.names[node])}</td>"
        + "".join(f"<td>{values[row, rank]:.2f}</td>" for values in (best.precision, best.recall, best.f1))
        + "</tr>"
        for rank, node in enumerate(best.node[row].tolist())
        if node >= 0
    )
    st.html(f'<div class="hrq-scroll" tabindex="0"><table class="hrq-table left"><tr>{head}</tr>{body}</table></div>')
    st.caption(
        "Precision: how many of its nodes lie below the match. Recall: how many below the match it holds. "
        "F1: both in one."
    )


def _parents(run: Run, place: Place) -> None:
    """Where its nodes hang in the true hierarchy, most first."""
    if not run.has_hierarchy:
        return
    table = tables.parent_table(run, place.prefix)
    rows = table.slice(0, MOST_PARENTS).to_pylist()
    head = "".join(f"<th>{name}</th>" for name in ("its nodes hang under", "nodes", "share", "of all children"))
    body = "".join(
        f"<tr><td>{markup(row['parent'])}</td><td>{row['nodes']:,}</td><td>{row['share']:.0%}</td>"
        f"<td>{'–' if row['of_children'] is None else format(row['of_children'], '.0%')}</td></tr>"
        for row in rows
    )
    st.html(f'<div class="hrq-scroll" tabindex="0"><table class="hrq-table left"><tr>{head}</tr>{body}</table></div>')
    if len(table) > len(rows):
        st.caption(f"and {count(len(table) - len(rows), 'more parent')}: see the members below.")


def _ways_on(run: Run, place: Place, means: str | None, nodes: int) -> None:
    """Links to the other pages, with this codeword and what it means selected there."""
    address = state.address() | {state.RUN: run.name, state.PREFIX: place.name, state.LEVEL: str(place.level)}
    if means:
        address |= {state.NODE: means, state.FOCUS: means}
    with st.container(horizontal=True, gap="small"):
        if means:
            st.page_link(
                "pages/Explore.py", label="Open in Explore", icon=":material/blur_circular:", query_params=address
            )
        if nodes:
            st.page_link("pages/Trees.py", label="Open in Trees", icon=":material/account_tree:", query_params=address)
        if place.level < run.config.levels and nodes:
            st.button(
                f"Level {place.level + 1} under {plain(place.name)}",
                icon=":material/subdirectory_arrow_right:",
                on_click=go_deeper,
                args=(place.prefix,),
            )
