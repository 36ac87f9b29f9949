"""Which layout a disk shows: chosen in the page, kept in the address, computed once on request.

layout = layouts.choose(run)   # the control, and the layout to draw
"""

from collections.abc import Mapping

import streamlit as st

from hrq.errors import HrqError
from hrq.evaluate.pictures.open import open_layout
from hrq.jobs.launch import activity, ask_to_stop, begin, newest
from hrq.jobs.progress import Progress
from hrq.runs import Run
from hrq.runs.layouts import ON_REQUEST, TITLES, RunLayout, find_stored, is_ready, layout_names, making_folder
from hrq.views.frame import caches, state
from hrq.views.frame.text import plain

CHOICE = "choose layout"
ABOUT: Mapping[str, str] = {
    "horopca": "HoroPCA looks for the two directions along which the points stay as far apart as they can.",
    "umap": "UMAP keeps nearest neighbours together, and says little beyond that: a layout, not a geometry.",
}


def named(run: Run, name: str) -> RunLayout:
    """A layout of a run, made or read once a server. Raises HrqError where it was not computed."""
    path = find_stored(run, name)
    stamp = path.stat().st_mtime_ns if path is not None else 0
    return _named(run, name, stamp)


@caches.of_run(entries=24, spinner="Laying out, and measuring how far to trust it …")
def _named(run: Run, name: str, stamp: int) -> RunLayout:
    return open_layout(run, name, tree=caches.code_tree(run))


def wanted(run: Run, default: str | None = None) -> str:
    """The layout in the address, or the default: the one that the run came with."""
    names = layout_names(run)
    return state.one_of(state.LAYOUT, names, default or names[0])


def shown(run: Run, default: str | None = None) -> RunLayout:
    """The layout that is to be drawn; the default one where the wanted one was not computed yet."""
    name = wanted(run, default)
    return named(run, name if is_ready(run, name) else default or layout_names(run)[0])


def choose(run: Run, default: str | None = None) -> RunLayout:
    """The control, where several can be had, and the layout to draw."""
    names, name = layout_names(run), wanted(run, default)
    st.session_state[CHOICE] = name
    st.selectbox(
        "Layout",
        names,
        key=CHOICE,
        format_func=lambda one: TITLES[one] if is_ready(run, one) else f"{TITLES[one]} (to be computed)",
        on_change=lambda: state.put(layout=st.session_state[CHOICE]),
        help="Where the points lie in the disk. The badge says what each is and how far it can be trusted.",
    )
    return shown(run, default)


def offer(run: Run, default: str | None = None) -> None:
    """Where the wanted layout was not computed yet: say so, and how the computing fares. Draw it below the controls."""
    name = wanted(run, default)
    if name in ON_REQUEST and not is_ready(run, name):
        _offer(run, name)


@st.fragment(run_every="2s")
def _offer(run: Run, name: str) -> None:
    if is_ready(run, name):
        st.rerun()
    folder = making_folder(run, name)
    found = activity(folder)
    with st.container(border=True):
        st.markdown(f"**{TITLES[name]}** was not computed yet for this run. {ABOUT[name]}")
        if found.lives:
            _progress(newest(folder))
            st.button("Stop", icon=":material/stop_circle:", on_click=ask_to_stop, args=(folder,))
            return
        if found.told:
            st.error(f"It was not finished: {plain(found.told)}", icon=":material/error:")
        minutes = "some minutes" if len(run.names) > 20_000 else "less than a minute"
        st.button(
            "Compute it once",
            icon=":material/play_arrow:",
            type="primary",
            on_click=_begin,
            args=(run, name),
            help=f"Takes {minutes}, in a process of its own: you can go on, or close the page. Kept beside the run.",
        )
        st.caption(f"`python -m hrq layout {plain(run.name)} --method {name}` does the same.")


def _progress(one: Progress | None) -> None:
    if one is None:
        st.progress(0.0, text="Starting …")
        return
    left = one.seconds_left
    text = f"{one.phase}: {one.done:,} of {one.total:,}" + (f", {left:.0f} s left" if left == left and left > 0 else "")
    st.progress(min(1.0, one.done / max(1, one.total)), text=text)


def _begin(run: Run, name: str) -> None:
    try:
        begin(making_folder(run, name), ["layout", str(run.folder), "--method", name])
    except HrqError as error:
        st.toast(plain(str(error)), icon=":material/error:")
