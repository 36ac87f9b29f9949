"""Which vectors to fit codes to: a bundled example, what another run was fitted to, or a file of one's own."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from hrq.data.read.files import MEGABYTE, most_bytes
from hrq.data.sources.shelf import EXAMPLES, MINE, uploaded
from hrq.errors import HrqError
from hrq.train.vectors.shelf import Seen, Source, look, put_on_shelf
from hrq.train.vectors.source import GLOSSES
from hrq.views.frame.text import count, plain

CHOICE, HIERARCHY, KEPT = "fit source", "fit hierarchy", "fit kept"
UPLOAD, AGAIN = "upload", "again"
SOURCES = {
    UPLOAD: "Upload your own …",
    f"{GLOSSES}wordnet:mammal.n.01": "Example: what WordNet's glosses say of mammals",
    f"{GLOSSES}wordnet:animal.n.01": "Example: what WordNet's glosses say of animals",
    f"{GLOSSES}wordnet": "Example: what WordNet's glosses say of all nouns",
    f"{GLOSSES}naics-2022": "Example: the titles of industries",
}
FORMS = """
| file | what it holds |
| --- | --- |
| `.npy` | numbers (n, d), a row a vector; names come in a file of their own |
| `.csv`, `.tsv`, `.parquet`, `.jsonl` | a column `name` and a column a coordinate, or one column of lists |
| `.safetensors` | one tensor (n, d) |

A file that is too large is marked in red and not read. `HRQ_MOST_MB` in the server's environment sets the limit.
"""
POINTS = ["npy", "parquet", "safetensors", "csv", "tsv", "jsonl"]
NAMES = ["txt", "csv", "tsv", "parquet"]


def fill(name: str, source: Source) -> None:
    """Choose what the run of that name was fitted to; for callbacks."""
    if source.points in SOURCES and source.points != UPLOAD:
        st.session_state[CHOICE] = source.points
        return
    st.session_state[KEPT], st.session_state[CHOICE] = (name, source), AGAIN
    st.session_state[HIERARCHY] = source.hierarchy


def choose() -> Source | None:
    """Draw the choice. Returns what a fit would read, or None where nothing usable is chosen."""
    name, again = st.session_state.get(KEPT, ("", None))
    labels = SOURCES | ({AGAIN: f"Those of {name}"} if again else {})
    if st.session_state.get(CHOICE) not in labels:
        st.session_state[CHOICE] = list(SOURCES)[1]
    st.selectbox("Vectors", list(labels), key=CHOICE, format_func=labels.__getitem__, width=420)
    chosen = str(st.session_state[CHOICE])
    if chosen not in (UPLOAD, AGAIN):
        return Source(chosen)
    if chosen == UPLOAD:
        with st.container(border=True):
            found = _upload()
    else:
        found = again
        if found is not None and not found.points.startswith(GLOSSES) and not _told(found):
            return None
    if found is None or found.points.startswith(GLOSSES):
        return found
    return Source(found.points, found.names, _hierarchy())


def _upload() -> Source | None:
    megabytes = most_bytes() // MEGABYTE
    common: dict[str, Any] = {"max_upload_size": max(1, megabytes)}
    points = st.file_uploader(
        f"Vectors of your own, at most {megabytes:,} MB", type=POINTS, key="fit points",
        help="They stay on this machine.", **common,
    )  # fmt: skip
    if points is None:
        with st.expander("What a file may look like", icon=":material/help:", expanded=True):
            st.markdown(FORMS)
        return None
    names = None
    if points.name.lower().endswith((".npy", ".safetensors")):
        names = st.file_uploader(
            "Their names, if you have them: a .txt with one a line, or a table with a column name", type=NAMES,
            key="fit names", **common,
        )  # fmt: skip
    try:
        source = Source(_kept(points), _kept(names) if names is not None else "")
    except HrqError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    return source if _told(source) else None


def _kept(file: Any) -> str:
    """An uploaded file's place on the shelf, written there once."""
    places: dict[str, str] = st.session_state.setdefault("fit shelved", {})
    if file.file_id not in places:
        with st.spinner("Keeping the file …"):
            places[file.file_id] = str(put_on_shelf(file.name, file.getbuffer()))
    return places[file.file_id]


def _told(source: Source) -> bool:
    """Say what was read; False where it cannot be used."""
    seen, problem = _look(source)
    if seen is None:
        st.error(plain(problem), icon=":material/error:")
        return False
    read = f"**{count(seen.vectors, 'vector')}** of {count(seen.width, 'number')}"
    if seen.names:
        more = f" and {seen.vectors - len(seen.names):,} more" if seen.vectors > len(seen.names) else ""
        st.caption(f"Read: {read}: {plain(', '.join(seen.names))}{more}.")
    else:
        st.caption(f"Read: {read}, without names: they are called 0, 1, 2 … Give names in a file of their own.")
    return True


@st.cache_data(max_entries=32, show_spinner="Reading the vectors …")
def _look(source: Source) -> tuple[Seen | None, str]:
    try:
        return look(source), ""
    except HrqError as error:
        return None, str(error)


def _hierarchy() -> str:
    known = ["", *(f"{MINE}:{name}" for name in uploaded()), *EXAMPLES, "wordnet"]
    chosen = st.session_state.get(HIERARCHY, "")
    known += [chosen] if chosen not in known else []
    label: Callable[[str], str] = lambda one: one or "none"  # noqa: E731
    st.selectbox(
        "Hierarchy to compare with", known, key=HIERARCHY, format_func=label, width=420,
        help="Items are found in it by name; categories are a table child,parent with the items below them. Upload "
        "yours under “A hierarchy” first.",
    )  # fmt: skip
    return str(st.session_state[HIERARCHY] or "")
