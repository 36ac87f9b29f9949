"""The ranked cases of a kind of mistake: the table, the steps through it, the case in view, its trees, the exports."""

import json
from typing import Any

import pyarrow as pa
import streamlit as st

from hrq.data.hierarchy.links import Ints
from hrq.evaluate.matching.export import provenance
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.report import Mistakes, case_name
from hrq.evaluate.mistakes.tables import case_rows, error_table
from hrq.runs import Run
from hrq.runs.notes import TAGS, read_notes
from hrq.views.errors import case, case_disk
from hrq.views.frame import caches, downloads, state
from hrq.views.tree import unfolding
from hrq.views.tree.detail import Selection
from hrq.views.trees import page

WINDOW = 100  # cases in the table at once
SHOWN = ("name", "blame", "description", "tag", "score", "partner", "prefix", "category", "depth")
COLUMNS: dict[str, Any] = {
    "": {"width": 24},
    "rank": {"width": 56},
    "description": {"width": 210},
    "partner": {"label": "beside"},
    "score": st.column_config.NumberColumn(format="%.4g", width=70),
}


def show(run: Run, found: Mistakes, kind: str, rows: Ints) -> None:
    """Draw the cases of these rows, and the one that the address names."""
    cases = found.cases[kind]
    place = _place(run, kind, cases, rows)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="steps through cases"):
        for label, step, key, icon in (("Previous", -1, "k", "arrow_back"), ("Next", 1, "j", "arrow_forward")):
            st.button(
                label, shortcut=key, icon=f":material/{icon}:", key=f"case {key}", on_click=_go,
                args=(run, kind, cases, int(rows[min(max(place + step, 0), len(rows) - 1)])),
                disabled=not 0 <= place + step < len(rows),
            )  # fmt: skip
        st.markdown(f"{place + 1:,} of {len(rows):,}", width="content")
    row = int(rows[place])
    ranked, evidence = st.columns([3, 2], gap="medium")
    with ranked:
        _table(run, found, kind, rows, place)
        _exports(run, found, kind, rows)
        case_disk.show(run, kind, cases, row)
    with evidence:
        case.show(run, kind, cases, row, case_name(run, kind, cases, row))
    _pictures(run, kind, cases, row)


def _place(run: Run, kind: str, cases: Cases, rows: Ints) -> int:
    """Where the case of the address stands among the rows; the first where it is not among them."""
    wanted = state.given(state.CASE)
    if wanted is None:
        return 0
    return _names(run, kind, hash(rows.tobytes()), cases, rows).get(wanted, 0)


@caches.of_run(entries=32)
def _names(run: Run, kind: str, rows: int, _cases: Cases, _rows: Ints) -> dict[str, int]:
    return {case_name(run, kind, _cases, row): place for place, row in enumerate(_rows.tolist())}


def _go(run: Run, kind: str, cases: Cases, row: int) -> None:
    """In a widget's callback: look at another case, here and on every page."""
    name = case_name(run, kind, cases, row)
    state.put(case=name, **case.spot(run, kind, cases, row))


def _table(run: Run, found: Mistakes, kind: str, rows: Ints, place: int) -> None:
    first = place // WINDOW * WINDOW
    window = rows[first : first + WINDOW]
    columns = case_rows(run, found, kind, window, read_notes(run.hash))
    shown = {name: columns[name] for name in SHOWN if any(value is not None for value in columns[name])}
    marks = ["▸" if one == place - first else "" for one in range(len(window))]
    for name in ("partner", "blame", "category", "description", "tag"):
        if name in shown:
            shown[name] = [value or "" for value in shown[name]]
    if "tag" in shown:
        shown["tag"] = [TAGS.get(tag, "") for tag in shown["tag"]]
    key = f"cases {kind} {first} {len(rows)} {state.given(state.AMONG)} {state.given(state.SLICE)}"
    st.dataframe(
        pa.table({"": marks, "rank": [int(one) + 1 for one in window], **shown}),
        hide_index=True, height=420, key=key, selection_mode="single-row",
        on_select=lambda: _picked(run, kind, found.cases[kind], window, key),
        column_config=COLUMNS,
    )  # fmt: skip
    if len(rows) > WINDOW:
        st.caption(f"Cases {first + 1:,} to {first + len(window):,} of {len(rows):,}; Next goes on from there.")


def _picked(run: Run, kind: str, cases: Cases, window: Ints, key: str) -> None:
    picked = st.session_state[key]["selection"]["rows"]
    if picked and picked[0] < len(window):
        _go(run, kind, cases, int(window[picked[0]]))


def _exports(run: Run, found: Mistakes, kind: str, rows: Ints) -> None:
    def table() -> pa.Table:
        return error_table(run, found, read_notes(run.hash), chosen={kind: rows})

    with st.container(horizontal=True, gap="small"):
        downloads.buttons(run, f"errors-{kind}", table, about="The cases listed here, with tags and notes.")
        st.download_button(
            "Cases (JSON)", lambda: _json(run, table()), f"{run.name}-{run.hash[:8]}-errors-{kind}.json",
            "application/json", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            "Tagged cases (CSV)", lambda: downloads.csv_bytes(_tagged(run, found)),
            f"{run.name}-{run.hash[:8]}-tagged.csv", "text/csv", on_click="ignore", icon=":material/sell:",
            help="Every case of any kind that has a tag or a note.",
        )  # fmt: skip


def _tagged(run: Run, found: Mistakes) -> pa.Table:
    notes = read_notes(run.hash)
    table = error_table(run, found, notes)
    keys = zip(table["kind"].to_pylist(), table["name"].to_pylist(), strict=True)
    return table.filter(pa.array([key in notes for key in keys]))


def _json(run: Run, table: pa.Table) -> str:
    own = set(provenance(run))
    cases = [{key: value for key, value in row.items() if key not in own} for row in table.to_pylist()]
    return json.dumps(provenance(run) | {"cases": cases}, indent=1, ensure_ascii=False) + "\n"


def _pictures(run: Run, kind: str, cases: Cases, row: int) -> None:
    """Both trees, open at the spot: at what the address selects, or at the case where it selects nothing."""
    pair = unfolding.pair_of(run)
    selection = unfolding.selection_of(pair)
    if selection == Selection():
        here = case.spot(run, kind, cases, row)
        node, prefix = here[state.NODE], here[state.PREFIX]
        selection = Selection(
            None if node is None else pair.truth.index(node), None if prefix is None else pair.find_prefix(prefix)
        )
    page.draw(run, pair, selection, key="errors trees")
