"""Named slices on the screen: the chip of the one in the address, and how slices are made, combined, handed on.

Saving a slice never moves the view: it writes a file and says so. Only choosing one changes what is shown.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np
import streamlit as st

from hrq.data.prefix import read_prefix, under
from hrq.errors import HrqError, PrefixError
from hrq.runs import Run
from hrq.runs import slices as kept
from hrq.runs.slices import OPERATIONS, SIGNS, Slice
from hrq.views.frame import caches, state
from hrq.views.frame.text import count, plain

LASSO = "lasso"  # in the session: the names that were picked in the disk
ALL = "All"
CHOICE, NAME, SAID = "choose slice", "slice name", "slice said"


def chosen(run: Run) -> tuple[str, Slice] | None:
    """The slice in the address; one that this run does not have is said, and ignored."""
    name = state.given(state.SLICE)
    if name is None:
        return None
    found = kept.read_slices(run.hash)
    if name not in found:
        st.warning(f"This run has no slice named **{plain(name)}**, and it was ignored.")
        return None
    return name, found[name]


def bar(run: Run, sources: Mapping[str, Sequence[str]]) -> None:
    """Choose a slice, see it as a chip, save what `sources` offer: in words -> names of nodes."""
    found = kept.read_slices(run.hash)
    name = state.given(state.SLICE)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="slices"):
        if found:
            st.session_state[CHOICE] = name if name in found else ALL
            st.selectbox(
                "Slice", [ALL, *found], key=CHOICE, width=260, on_change=_choose,
                format_func=lambda one: one if one == ALL else f"{one} ({len(found[one].nodes):,})",
            )  # fmt: skip
        if name in found:
            st.button(
                f"{plain(name)} ×", key="clear slice", on_click=state.put, kwargs={"slice": None},
                help=plain(f"Made from {found[name].made_from}. Click to show all nodes again."),
            )  # fmt: skip
        with st.popover("Save a slice", icon=":material/bookmark_add:"):
            _save(run, sources)
        with st.popover("Combine, hand on", icon=":material/join_inner:"):
            _combine(run, found)
            _hand_on(run, found)
    if said := st.session_state.pop(SAID, None):
        st.toast(said)


def lassoed(run: Run) -> list[str]:
    """What was last picked in the disk, as far as this run knows it."""
    rows = caches.rows(run)
    return [name for name in st.session_state.get(LASSO, ()) if name in rows]


def _choose() -> None:
    chosen_name = st.session_state[CHOICE]
    state.put(slice=None if chosen_name == ALL else chosen_name)


def _save(run: Run, sources: Mapping[str, Sequence[str]]) -> None:
    offered = {f"{words} ({count(len(nodes), 'node')})": words for words, nodes in sources.items() if len(nodes)}
    if not offered:
        st.caption("There is nothing to save: no node is shown, selected or picked.")
        return
    what = st.radio("What", list(offered), key="slice source")
    name = st.text_input("Name", key=NAME, max_chars=kept.LONGEST, placeholder="such as: split dogs")
    st.button(
        "Save", type="primary", disabled=not (name or "").strip(), on_click=_keep,
        args=(run.hash, name or "", list(sources[offered[what]]), offered[what]),
    )  # fmt: skip


def _keep(run_hash: str, name: str, nodes: list[str], made_from: str) -> None:
    try:
        kept.save_slice(run_hash, name, nodes, made_from)
        st.session_state[SAID] = f"Saved {plain(name)}: {count(len(nodes), 'node')}."
        st.session_state[NAME] = ""
    except HrqError as error:
        st.session_state[SAID] = plain(str(error))


def _combine(run: Run, found: dict[str, Slice]) -> None:
    if len(found) < 2:
        st.caption("With two slices you can take their union, intersection or difference.")
        return
    first = st.selectbox("First", list(found), key="slice first")
    operation = st.segmented_control(
        "Operation", list(OPERATIONS), key="slice operation", required=True,
        format_func=lambda one: f"{SIGNS[one]} {one}",
    )  # fmt: skip
    second = st.selectbox("Second", list(found), index=1, key="slice second")
    result = kept.combine(found, first, operation or "union", second)
    st.caption(f"{plain(result.made_from)}: {count(len(result.nodes), 'node')}")
    st.button(
        "Save this", disabled=not result.nodes, on_click=_keep,
        args=(run.hash, result.made_from[: kept.LONGEST], list(result.nodes), result.made_from),
    )  # fmt: skip


def _hand_on(run: Run, found: dict[str, Slice]) -> None:
    if found:
        st.download_button(
            "All slices (JSON)", lambda: kept.slices_json(run.hash, found), f"{run.name}-{run.hash[:8]}-slices.json",
            "application/json", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        idle = state.given(state.SLICE) not in found
        st.button("Forget the chosen slice", disabled=idle, on_click=_forget, args=(run.hash,))
    given = st.file_uploader("Slices from a file", type="json", key="slices file", max_upload_size=20)
    if given is not None and st.button("Add them"):
        try:
            number = kept.import_slices(run.hash, given.getvalue().decode("utf-8", "replace"), caches.rows(run))
            st.success(f"Added {count(number, 'slice')}; they are in the list from the next click on.")
        except HrqError as error:
            st.error(plain(str(error)))


def _forget(run_hash: str) -> None:
    name = state.given(state.SLICE)
    if name is not None:
        kept.forget_slice(run_hash, name)
        state.put(slice=None)


def pickable(run: Run) -> dict[str, list[str]]:
    """What a slice can be made from on any page: the lasso, the selected prefix, the selected node's subtree."""
    found: dict[str, list[str]] = {}
    if picked := lassoed(run):
        found["what was picked in the disk"] = picked
    prefix, node = state.given(state.PREFIX), state.node(caches.rows(run))
    if prefix:
        with suppress(PrefixError):  # the page whose address it is says so
            inside = under(run.codes, read_prefix(prefix, run.config.sizes))
            found[f"prefix {prefix}"] = [run.names[one] for one in np.flatnonzero(inside)]
    if node is not None and run.has_hierarchy:
        top = run.hierarchy.index(node)
        found[f"{node} and all below it"] = [run.names[one] for one in (top, *run.hierarchy.descendants(top))]
    return found
