"""Starting what a form describes, under the name that stands in it; for callbacks."""

import re
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from hrq.errors import HrqError
from hrq.runs.own_runs import free_name
from hrq.views.frame import caches, state

SAID = "train said"  # what the page says of a start that failed


def begin(field: str, suggested: str, start: Callable[[str], Path]) -> None:
    """Start under the name in that field of the form, and show the new run; a failure is said on the page."""
    if field not in st.session_state:
        return  # a second click, when the first had begun already
    try:
        folder = start(still_free(st.session_state[field], suggested))
    except HrqError as error:
        st.session_state[SAID] = str(error)
        return
    del st.session_state[field]
    caches.summaries.clear()
    state.put(run=folder.name, node=None, focus=None, prefix=None)


def still_free(name: str, suggested: str) -> str:
    """A suggested name that somebody else took meanwhile gets the next number; a chosen one is left to its owner."""
    return free_name(name) if re.fullmatch(rf"{re.escape(suggested)}(-\d+)?", name) else name
