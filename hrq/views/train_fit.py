"""Codes for vectors alone: the form of a fit, which learns from no hierarchy and is compared with one afterwards."""

from typing import Any

import streamlit as st

from hrq.data.shelf import EXAMPLES, MINE, uploaded
from hrq.errors import HrqError
from hrq.models.own_runs import free_name
from hrq.train import trainings
from hrq.train.fit import TAKEN, fit_settings
from hrq.train.fit_vectors import GLOSSES
from hrq.views import caches, state, train_options
from hrq.views.text import plain

SOURCE, NAME, SAID = "fit source", "fit name", "train said"
UPLOAD = "upload"
SOURCES = {
    UPLOAD: "Upload vectors …",
    f"{GLOSSES}wordnet:mammal.n.01": "Example: what WordNet's glosses say of mammals",
    f"{GLOSSES}wordnet:animal.n.01": "Example: what WordNet's glosses say of animals",
    f"{GLOSSES}wordnet": "Example: what WordNet's glosses say of all nouns",
    f"{GLOSSES}naics-2022": "Example: the titles of industries",
}
ABOUT = """
An encoder takes the vectors to the ball, a quantizer gives them codes, and a decoder takes the codes back: what is lost
on the way is the loss. No hierarchy is read. If one is named, the tree that the codes
spell is compared with it afterwards.
"""
FORMS = """
A `.npy` of numbers (n, d), with names in a file of their own; or a `.parquet`, `.csv` or `.jsonl` with a column `name`
and a column a coordinate (or one of lists); or a `.safetensors` with one tensor.
"""


def show() -> None:
    """Draw the form."""
    st.caption(ABOUT)
    st.selectbox("Vectors", list(SOURCES), key=SOURCE, index=1, format_func=SOURCES.__getitem__, width=420)
    source, files = str(st.session_state[SOURCE]), {}
    hierarchy = None
    if source == UPLOAD:
        files = _files()
        choices = ["", *(f"{MINE}:{name}" for name in uploaded()), *EXAMPLES, "wordnet"]
        hierarchy = st.selectbox(
            "Hierarchy to compare with", choices, key="fit hierarchy", format_func=lambda one: one or "none", width=420,
            help="Items are found in it by name; categories are a table child,parent with the items below them. Upload "
            "yours under “A hierarchy” first.",
        )  # fmt: skip
    given, problem = {}, ""
    try:
        given = {name: value for name, value in train_options.read().items() if name in TAKEN}
        defaults = fit_settings(given).model_dump()
    except HrqError as error:
        problem, defaults = str(error), fit_settings({}).model_dump()
    train_options.show(defaults, only=TAKEN)
    if problem:
        st.error(plain(problem), icon=":material/error:")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if NAME not in st.session_state:
            st.session_state[NAME] = free_name("my-fit")
        st.text_input("Name of the run", key=NAME, width=260, max_chars=60)
        st.button(
            "Start fitting", key="start fit", type="primary", icon=":material/play_arrow:",
            disabled=bool(problem) or (source == UPLOAD and not files), on_click=_start,
            args=(source, files, hierarchy, given),
        )  # fmt: skip


def _files() -> dict[str, Any]:
    with st.container(border=True):
        st.markdown(FORMS)
        points = st.file_uploader(
            "Vectors", type=["npy", "parquet", "safetensors", "csv", "tsv", "jsonl"], key="fit points"
        )
        names = st.file_uploader("Names (optional): .txt, one a line, or a table", type=["txt", "csv"], key="fit names")
    return {part: file for part, file in (("points", points), ("names", names)) if file is not None} if points else {}


def _start(source: str, files: dict[str, Any], hierarchy: str | None, given: dict[str, Any]) -> None:
    if NAME not in st.session_state:
        return  # a second click, when the first had begun already
    uploads = {part: (file.name, file.getvalue()) for part, file in files.items()}
    try:
        folder = trainings.start_fit(
            st.session_state[NAME], None if source == UPLOAD else source, uploads, hierarchy or None, given
        )
    except HrqError as error:
        st.session_state[SAID] = str(error)
        return
    del st.session_state[NAME]
    caches.summaries.clear()
    state.put(run=folder.name, node=None, focus=None, prefix=None)
