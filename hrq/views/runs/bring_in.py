"""The ways in for what was made elsewhere: a run as a zip, and codes with whatever belongs to them."""

from pathlib import PurePath
from typing import Any

import streamlit as st

from hrq.data.read.files import File
from hrq.data.sources.shelf import EXAMPLES, MINE, uploaded
from hrq.errors import HrqError
from hrq.jobs.places import runs_folder
from hrq.runs.archive import import_run
from hrq.runs.own_runs import check_name, check_room, free_name
from hrq.train.outcome.imported import import_codes
from hrq.views.frame import caches, state

SAID, DONE = "runs said", "runs done"
ABOUT_CODES = """
One row an item: its **name** and one whole number a **level**. A table (`.csv`, `.tsv`, `.parquet`, `.jsonl`) has a
column `name` and columns `level_1`, `level_2` …, or one column of codes such as `12-4-9`, `[12, 4, 9]` or
`<a_12><b_4><c_9>`; a `.json` may map each name to its tokens; a `.npy` holds shape (n, levels). Points, codebooks and a
hierarchy are welcome and not needed: what is absent is said to be absent.
"""
VECTORS = ["npy", "parquet", "safetensors", "csv"]
TABLES = ["csv", "tsv", "parquet", "jsonl", "json", "npy"]


def show() -> None:
    """Draw both ways, folded."""
    with st.expander("Bring in a run (zip)", icon=":material/folder_zip:"):
        _zip()
    with st.expander("Bring in your own codes", icon=":material/tag:"):
        _codes()


def _zip() -> None:
    st.markdown("What **Export** gave here or on another machine. Every member is checked before anything is written.")
    file = st.file_uploader("A run as one zip", type=["zip"], key="run zip")
    if file is not None:
        st.button("Import the run", key="import zip", type="primary", on_click=_take_zip, args=(file,))


def _take_zip(file: Any) -> None:
    try:
        name = import_run(file.getvalue())
    except HrqError as error:
        st.session_state[SAID] = str(error)
        return
    _arrived(name)


def _codes() -> None:
    st.markdown(ABOUT_CODES)
    left, right = st.columns(2, gap="medium")
    with left:
        codes = st.file_uploader("Codes", type=TABLES, key="codes file")
        names = None
        if codes is not None and codes.name.endswith(".npy"):
            names = st.file_uploader("Names, one a line or a table", type=["txt", *TABLES[:4]], key="names file")
    with right:
        points = st.file_uploader("Points (optional)", type=VECTORS, key="points file")
        books = st.file_uploader("Codebooks (optional)", type=VECTORS, key="books file")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        choices = ["", *(f"{MINE}:{name}" for name in uploaded()), *EXAMPLES, "wordnet"]
        st.selectbox(
            "True hierarchy", choices, key="codes hierarchy", format_func=lambda one: one or "none", width=240,
            help="One that was uploaded on the Train page, or a bundled one. Items are found by name.",
        )  # fmt: skip
        st.number_input(
            "Curvature c", min_value=0.0, value=0.0, key="codes curvature", width=140,
            help="Of the ball that the points lie in; 0 is the plane.",
        )  # fmt: skip
        st.selectbox(
            "Codebooks add up by", ["", "rq", "hrq", "ghrq", "tangent"], key="codes quantizer", width=190,
            format_func=lambda one: one or "rq, on a ball ghrq",
        )  # fmt: skip
        st.text_input("Name of the run", key="codes name", placeholder=free_name("my-codes"), width=220, max_chars=60)
    if codes is not None:
        given = {"codes": codes, "names": names, "points": points, "codebooks": books}
        st.button("Import the codes", key="import codes", type="primary", on_click=_take_codes, args=(given,))


def _take_codes(given: dict[str, Any]) -> None:
    try:
        name = _import(given)
    except HrqError as error:
        st.session_state[SAID] = str(error)
        return
    _arrived(name)


def _import(given: dict[str, Any]) -> str:
    """Import the uploads under their own names; nothing of them stays but the run."""
    check_room()
    name = check_name(st.session_state["codes name"] or free_name("my-codes"))
    import_codes(
        **{part: File(PurePath(one.name).name, one.getvalue()) for part, one in given.items() if one is not None},
        out=runs_folder() / name,
        hierarchy=st.session_state["codes hierarchy"] or None,
        quantizer=st.session_state["codes quantizer"] or None,
        curvature=float(st.session_state["codes curvature"]),
    )
    return name


def _arrived(name: str) -> None:
    caches.summaries.clear()
    state.put(run=name, node=None, focus=None, prefix=None)
    st.session_state[DONE] = f"{name} is here. Open it above."
