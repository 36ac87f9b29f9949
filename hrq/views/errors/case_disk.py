"""The disk at the spot of a case: its node in the middle, and whoever shares its prefix or its codeword picked out."""

import numpy as np
import streamlit as st

from hrq.data.hierarchy.links import Ints
from hrq.data.prefix import under
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.kinds import CODEWORD, KINDS, NODE
from hrq.runs import Run
from hrq.runs.layouts import is_ready
from hrq.views.disk import element, layouts, picture
from hrq.views.explore import picked
from hrq.views.frame import caches, state

KEY, SHOWN = "errors disk", "disk at the spot"


def show(run: Run, kind: str, cases: Cases, row: int) -> None:
    """Draw the disk of a case, unless the reader closed it or there is nothing to draw."""
    if not (run.has_points and run.has_codebooks):
        return
    members = company(run, kind, cases, row)
    st.session_state.setdefault(SHOWN, True)
    if not st.toggle("The disk at the spot", key=SHOWN) or not len(members):
        return
    node = int(cases.nodes[row]) if KINDS[kind].unit == NODE else int(members[0])
    name = layouts.wanted(run)
    layout = layouts.named(run, name if is_ready(run, name) else "code_tree")
    level = min(max(len(cases.prefixes[row]), 1), run.config.levels) if KINDS[kind].unit != CODEWORD else 1
    columns, view = picture.picture(run, layout, node, level, "code", caches.rows(run))
    mask = np.zeros(len(run.names), dtype=bool)
    mask[members] = True
    columns["picked"] = picked.column(mask)
    at = {"focus": layout.places[node].tolist(), "focusName": run.names[node], "zoom": 1.0}
    case = {"address": False, "move": f"{kind} {row}", "file": f"{run.name}-case", "solo": []}
    element.show(columns, view | at | case, key=KEY, on_act=lambda: _act(run))
    st.caption(
        f"In the middle {run.names[node]}; picked out: the {len(members):,} nodes that share its part of the code."
    )


def company(run: Run, kind: str, cases: Cases, row: int) -> Ints:
    """Who shares the prefix of a case, or the codeword at its level."""
    codes, prefix = run.codes, cases.prefixes[row]
    if KINDS[kind].unit == CODEWORD:
        level, codeword = prefix
        return np.flatnonzero(codes[:, level - 1] == codeword)
    return np.flatnonzero(under(codes, prefix))


def _act(run: Run) -> None:
    act = element.last_act(KEY)
    row = act.get("row")
    mine = act.get("of") == run.hash and act.get("act") == "select"
    if mine and isinstance(row, int) and 0 <= row < len(run.names):
        state.select(run.names[row])
