"""The nodes of one codeword: counted by the node they hang under, one by one, and the ways on from each."""

from typing import Any

import streamlit as st

from hrq.runs import Run
from hrq.views.codebooks import tables
from hrq.views.codebooks.place import Place
from hrq.views.frame import downloads, state
from hrq.views.frame.text import count, plain


def show(run: Run, at: Place) -> None:
    """The nodes of the chosen codeword, by parent and one by one."""
    st.subheader(f"What {at.name} holds", anchor=False)
    table = tables.member_table(run, at.prefix)
    if not len(table):
        st.info(f"No node's code begins with {at.name}.")
        return
    with st.container(key="codebooks members"):
        by_parent, each = st.columns([2, 3], gap="medium")
    with by_parent:
        if run.has_hierarchy:
            _by_parent(run, at)
    with each:
        st.markdown(f"**Its {count(len(table), 'node')}**: choose one to select it on every page")
        st.dataframe(
            table,
            key=f"members {at.name}",
            hide_index=True,
            height=360,
            on_select=lambda: _clicked_member(at, table["name"].to_pylist()),
            selection_mode="single-row",
        )
        downloads.buttons(run, f"members-{at.name}", lambda: table)
        _selected_member(run, at, set(table["name"].to_pylist()))


def _by_parent(run: Run, at: Place) -> None:
    parents = tables.parent_table(run, at.prefix)
    st.markdown(f"**By parent**: {count(len(parents), 'node')}")
    share = st.column_config.NumberColumn("share", format="percent", help="Of the codeword's nodes")
    children = st.column_config.NumberColumn("of children", format="percent", help="Of all children of that node")
    st.dataframe(parents, hide_index=True, height=360, column_config={"share": share, "of_children": children})
    downloads.buttons(run, f"parents-{at.name}", lambda: parents)


def _clicked_member(at: Place, names: list[str]) -> None:
    chosen: Any = st.session_state[f"members {at.name}"].selection
    if chosen.rows and chosen.rows[0] < len(names):
        state.put(node=names[chosen.rows[0]], prefix=at.name, level=at.level)


def _selected_member(run: Run, at: Place, names: set[str]) -> None:
    """Links for the selected node, where it is one of these."""
    name = state.node(names)
    if name is None:
        return
    address = state.address() | {state.RUN: run.name, state.NODE: name, state.FOCUS: name}
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{plain(name)}**", width="content")
        for file, label, icon in (
            ("pages/Explore.py", "in Explore", ":material/blur_circular:"),
            ("pages/Trees.py", "in Trees", ":material/account_tree:"),
        ):
            st.page_link(file, label=label, icon=icon, query_params=address)
