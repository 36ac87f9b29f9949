"""What all screens share inside the page's frame: run chooser, notices, errors as their sentence, footer."""

import html
from collections.abc import Callable, Collection
from typing import NoReturn, TypeVar

import streamlit as st

from hrq import __version__
from hrq.errors import HrqError
from hrq.runs import Run, RunSummary
from hrq.runs.layouts import layout_names
from hrq.views.frame import badge, caches, glossary, state
from hrq.views.frame.text import plain

TRAIN_ONE = "python -m hrq train --hierarchy wordnet:mammal.n.01 --quantizer ghrq --dimension 2 --out runs/demo"
Thing = TypeVar("Thing")


def choose_run() -> Run:
    """Let the reader choose a run, and open it. Without one, say what is missing and stop the page."""
    summaries = caches.summaries()
    names = [one.name for one in summaries]
    chosen = state.run_name(names, caches.default_run())
    if chosen is None:
        no_runs()
    st.session_state["choose run"] = chosen
    st.sidebar.selectbox(
        "Run",
        names,
        key="choose run",
        on_change=_take_run,
        format_func=lambda name: _run_label(next(one for one in summaries if one.name == name)),
        help="A run is a trained model: the points, the codebooks and the codes. `python -m hrq train` makes more."
        + glossary.more("Codebook", "Code"),
    )
    try:
        opened = caches.run(chosen)
    except HrqError as error:
        _broken(error, [name for name in caches.whole_runs() if name != chosen])
    _notice({state.RUN: names, **_allowed(opened)})
    return opened


def close_page(run: Run | None = None) -> None:
    """End a page: what was shown, and how far it can be trusted."""
    _footer(run)


def _take_run() -> None:
    state.put(run=st.session_state["choose run"])


def _run_label(summary: RunSummary) -> str:
    return summary.name if summary.state == "finished" else f"{summary.name} ({summary.state})"


def _allowed(run: Run) -> dict[str, Collection[str]]:
    return {
        state.NODE: dict.fromkeys(run.truth.names),
        **({} if state.focus_place() is not None else {state.FOCUS: caches.rows(run)}),
        **({} if state.is_zoom() else {state.ZOOM: ("1", "2.5")}),
        **({} if state.solo() else {state.FILTER: ("code:0", "depth:1-2")}),
        state.LEVEL: [str(level) for level in range(1, run.config.levels + 1)],
        state.COLOUR: list(state.COLOURS),
        state.LAYOUT: layout_names(run),
    }


def _notice(allowed: dict[str, Collection[str]]) -> None:
    """One notice about everything in the address that means nothing here."""
    ignored = state.unknown(allowed)
    if not ignored:
        return
    parts = [
        f"**{plain(one.parameter)} = {plain(one.value) or '(empty)'}**"
        + (f" (nearest: {plain(', '.join(one.nearest))})" if one.nearest else "")
        for one in ignored
    ]
    st.warning(f"The address holds what this page does not know, and it was ignored: {'; '.join(parts)}.")
    st.button("Take it out of the address", on_click=state.forget_unknown, args=([one.parameter for one in ignored],))


def _broken(error: HrqError, others: list[str]) -> NoReturn:
    st.error(plain(str(error)), icon=":material/error:")
    if others:
        st.button(f"Open {plain(others[0])} instead", on_click=state.put, kwargs={"run": others[0]}, type="primary")
    _footer()
    st.stop()


def or_stop(make: Callable[[], Thing]) -> Thing:
    """What `make` gives; an error that a user can meet is shown as its sentence, and the page ends there."""
    try:
        return make()
    except HrqError as error:
        _broken(error, [])


def no_runs() -> NoReturn:
    """Say that there is no model, why, and the one thing to do; the page ends there."""
    st.info(
        "**There is no trained model here.** Bundled ones lie in `assets/models`, your own in `runs` "
        "(HRQ_ASSETS and HRQ_RUNS name other places), and both are empty. Train a small one in a few minutes, "
        "then reload this page:",
        icon=":material/inventory_2:",
    )
    st.code(TRAIN_ONE, language="bash")
    st.button("Look again", on_click=caches.summaries.clear, type="primary")
    _footer()
    st.stop()


def _footer(run: Run | None = None) -> None:
    parts = [f"hrq {__version__}"]
    if run is not None:
        source = run.config.hierarchy if run.has_hierarchy else "no hierarchy"
        parts += [f"run {run.name} · {run.hash[:8]}", f"{source} · {len(run.names):,} nodes"]
        parts += [badge.sentence(run)]
    parts += ["WordNet 3.0 © Princeton University"]
    st.html(f'<footer class="hrq-footer">{" &nbsp;·&nbsp; ".join(html.escape(part) for part in parts)}</footer>')
