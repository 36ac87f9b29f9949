"""Codes for vectors alone: the form of a fit, which learns from no hierarchy and is compared with one afterwards."""

from typing import Any

import streamlit as st

from hrq.errors import HrqError
from hrq.runs.own_runs import free_name
from hrq.train.app import trainings
from hrq.train.settings.fit_options import FIT_OPTIONS, fit_settings
from hrq.train.settings.options import words_of
from hrq.train.vectors.shelf import Source
from hrq.views.frame.text import plain
from hrq.views.train import estimate, options, vectors
from hrq.views.train.start import begin

NAME, SUGGESTED = "fit name", "my-fit"
ABOUT = """
An encoder takes the vectors to the ball, a quantizer gives them codes, and a decoder takes the codes back: what is lost
on the way is the loss. No hierarchy is read. If one is named, the tree that the codes
spell is compared with it afterwards.
"""


def show() -> None:
    """Draw the form."""
    st.caption(ABOUT)
    source = vectors.choose()
    given, problem = {}, ""
    try:
        given = {name: value for name, value in options.read().items() if name in FIT_OPTIONS}
        defaults = fit_settings(given).model_dump()
    except HrqError as error:
        problem, defaults = str(error), fit_settings({}).model_dump()
    options.show(defaults, FIT_OPTIONS)
    if problem:
        st.error(plain(problem), icon=":material/error:")
    elif source is not None:
        estimate.show(["fit", *source.words(), *words_of(given)], defaults)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if NAME not in st.session_state:
            st.session_state[NAME] = free_name(SUGGESTED)
        st.text_input("Name of the run", key=NAME, width=260, max_chars=60)
        st.button(
            "Start fitting", key="start fit", type="primary", icon=":material/play_arrow:",
            disabled=bool(problem) or source is None, on_click=_start, args=(source, given),
        )  # fmt: skip


def fill(name: str, source: Source, given: dict[str, Any]) -> None:
    """Take what a run was fitted to, and its settings, into the form, under a new name; for callbacks."""
    options.fill(given)
    vectors.fill(name, source)
    st.session_state[NAME] = free_name(name)


def _start(source: Source, given: dict[str, Any]) -> None:
    begin(NAME, SUGGESTED, lambda name: trainings.start_fit(name, source, given))
