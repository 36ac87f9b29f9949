"""Which nodes the Errors page looks at: controls whose values live in the address."""

from dataclasses import replace

import streamlit as st

from hrq.data.hierarchy.links import Bools
from hrq.data.prefix import read_prefix
from hrq.errors import PrefixError, UnknownNameError
from hrq.evaluate.mistakes.filter import Filter, nodes_inside, read_filter
from hrq.runs import Run
from hrq.runs.slices import Slice
from hrq.views.frame import caches, state
from hrq.views.frame.text import plain

EVERYWHERE = "all files"
KEYS = {name: f"among {name}" for name in ("subtree", "depth", "file", "prefix")}


def wanted() -> Filter:
    """The filter in the address."""
    return read_filter(state.given(state.AMONG) or "")


def controls(run: Run) -> Filter:
    """Four controls; what the address gets wrong is said, and left out."""
    found, hierarchy = _fitting(run, wanted()), run.hierarchy
    deepest = int(hierarchy.depth.max(initial=0))
    st.session_state[KEYS["subtree"]] = found.subtree
    st.session_state[KEYS["depth"]] = found.depth or (0, deepest)
    st.session_state[KEYS["file"]] = found.file or EVERYWHERE
    st.session_state[KEYS["prefix"]] = found.prefix
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="among"):
        st.text_input(
            "Below (a node's name)", key=KEYS["subtree"], on_change=_take, placeholder="such as dog.n.01", width=210
        )
        if deepest > 0:
            st.slider("Depth", 0, deepest, key=KEYS["depth"], on_change=_take, width=190)
        if len(hierarchy.category_names) > 1:
            files = [EVERYWHERE, *sorted(hierarchy.category_names)]
            st.selectbox("Lexicographer file", files, key=KEYS["file"], on_change=_take, width=200)
        st.text_input("Prefix of the code", key=KEYS["prefix"], on_change=_take, placeholder="such as 12-4", width=150)
        if found != Filter():
            st.button("All nodes", icon=":material/filter_alt_off:", on_click=state.put, kwargs={state.AMONG: None})
    return found


def narrow(**parts: str | tuple[int, int]) -> None:
    """In a widget's callback: look at a part of what is looked at."""
    state.put(among=replace(wanted(), **parts).text() or None, case=None)  # type: ignore[arg-type]


@caches.of_run(entries=64)
def inside(run: Run, found: Filter, chosen: Slice | None) -> Bools:
    """Which nodes are looked at."""
    names = None if chosen is None else chosen.nodes
    return nodes_inside(run.hierarchy, run.codes, found, names=names)


def _fitting(run: Run, found: Filter) -> Filter:
    hierarchy, deepest = run.hierarchy, int(run.hierarchy.depth.max(initial=0))
    if found.subtree and found.subtree not in hierarchy:
        try:
            hierarchy.index(found.subtree)
        except UnknownNameError as error:
            st.warning(plain(f"{error} The filter was left out."))
        found = replace(found, subtree="")
    if found.file and found.file not in hierarchy.category_names:
        st.warning(f"There is no lexicographer file {plain(found.file)}. The filter was left out.")
        found = replace(found, file="")
    try:
        read_prefix(found.prefix, run.config.sizes)
    except PrefixError as error:
        st.warning(plain(f"{error} The filter was left out."))
        found = replace(found, prefix="")
    if found.depth is not None:
        low, high = (min(one, deepest) for one in found.depth)
        found = replace(found, depth=None if (low, high) == (0, deepest) or low > high else (low, high))
    return found


def _take() -> None:
    session = st.session_state
    file = session.get(KEYS["file"], EVERYWHERE)
    found = Filter(
        (session[KEYS["subtree"]] or "").strip(),
        session.get(KEYS["depth"]),
        "" if file == EVERYWHERE else file,
        (session[KEYS["prefix"]] or "").strip(),
    )
    state.put(among=found.text() or None, case=None)
