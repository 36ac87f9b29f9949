"""Where a kind of mistake is common: its rate in groups of the nodes looked at, with intervals."""

import pyarrow as pa
import streamlit as st

from hrq.data.hierarchy.links import Bools
from hrq.evaluate.matching.export import provenance
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.filter import Filter, grouping
from hrq.evaluate.mistakes.tables import Rate, rates
from hrq.runs import Run
from hrq.views.errors import filters
from hrq.views.frame import caches, downloads

BY = {"file": "lexicographer file", "depth": "depth", "prefix": "first token", "subtree": "branch"}
CHOICE, PICKED = "rates by", "rates table"
FEW = 30


def show(run: Run, kind: str, cases: Cases, inside: Bools, found: Filter) -> None:
    """The breakdown as a table; a click on a row looks at that group."""
    options = [one for one in BY if one != "file" or len(run.hierarchy.category_names) > 1]
    by = st.segmented_control(
        "Rate by", options, format_func=BY.__getitem__, required=True, default=options[0], key=CHOICE
    )
    lines = groups(run, cases, inside, str(by), found)
    if not lines:
        st.caption("No node that is looked at could make this mistake.")
        return
    overall = int((cases.wrong & inside).sum()) / max(1, int((cases.able & inside).sum()))
    st.caption(
        f"Nodes concerned, of those that could be; {overall:.2%} of all looked at. The interval is Wilson's 95 %. "
        f"Groups of fewer than {FEW} nodes say little, and their intervals are wide. Click a row to look at it alone."
    )
    key = f"{PICKED} {kind} {by} {found.text()}"
    st.dataframe(
        table(run, lines, str(by)),
        hide_index=True,
        height=min(36 + 35 * len(lines), 360),
        key=key,
        on_select=lambda: _narrow(key, str(by), lines),
        selection_mode="single-row",
        column_config={
            "wrong": {"label": "cases"},
            "able": {"label": "could be"},
            "rate": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1, color="auto"),
            "low": st.column_config.NumberColumn(format="percent"),
            "high": st.column_config.NumberColumn(format="percent"),
        },
    )
    downloads.buttons(run, f"{kind}-rates-by-{by}", lambda: _sourced(run, kind, found, table(run, lines, str(by))))


def groups(run: Run, cases: Cases, inside: Bools, by: str, found: Filter) -> list[Rate]:
    """The rate of every group, the highest lower end first: what is surely common leads."""
    numbers, names = grouping(run.hierarchy, run.codes, by, top=found.subtree)
    lines = rates(cases.able & inside, cases.wrong & inside, numbers, names)
    return sorted(lines, key=lambda one: (-one.low, one.group)) if by != "depth" else lines


def table(run: Run, lines: list[Rate], by: str) -> pa.Table:
    """The rates as a table; first tokens are told with the node they match best."""
    columns = {BY[by]: [one.group for one in lines]}
    if by == "prefix":
        meanings = caches.meanings(run)
        columns["mostly"] = [meanings.get(one.group, "") for one in lines]
    numbers = {name: [getattr(one, name) for one in lines] for name in ("wrong", "able", "rate", "low", "high")}
    return pa.table(columns | numbers)


def _sourced(run: Run, kind: str, found: Filter, rows: pa.Table) -> pa.Table:
    """The same, every row saying what it is a rate of, among which nodes, and where it comes from."""
    for name, value in {"kind": kind, "among": found.words() or "all nodes", **provenance(run)}.items():
        rows = rows.append_column(name, pa.array([value] * rows.num_rows))
    return rows


def _narrow(key: str, by: str, lines: list[Rate]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(lines):
        group = lines[rows[0]].group
        filters.narrow(**{by: (int(group), int(group)) if by == "depth" else group})
