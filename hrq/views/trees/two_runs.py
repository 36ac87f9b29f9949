"""Two runs of one hierarchy side by side: who changed company, whom one keeps together, two trees, two disks."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from hrq import __version__
from hrq.data.hierarchy.links import Ints
from hrq.errors import HrqError
from hrq.evaluate.compare.node_by_node import (
    Company,
    Kin,
    check_comparable,
    company,
    company_table,
    counterpart,
    kin_table,
    kin_together,
)
from hrq.runs import Run
from hrq.runs.layouts import is_ready
from hrq.views.disk import element, layouts, picture
from hrq.views.explore import inspector
from hrq.views.frame import caches, downloads, state
from hrq.views.frame.text import count, plain
from hrq.views.tree import element as tree_element
from hrq.views.tree import unfolding
from hrq.views.tree.detail import CODE, Selection
from hrq.views.tree.scene import Look, scene

CHOICE, TOKENS, VIEW = "choose the other run", "tokens compared", "what changed"
HIERARCHY = "the true hierarchy"
ELEMENT, DISKS, OTHER = "two code trees", ("first disk", "second disk"), "other"
WINDOW = 200  # rows of a table; the files hold all
VIEWS = {
    "company": "Who changed company",
    "first": "Together only in the first",
    "second": "Together only in the second",
}


def choose(run: Run) -> str | None:
    """What stands beside the code tree: the hierarchy, or another run of it, whose name is given then."""
    mine = run.config.hierarchy_hash
    names = [
        one.name
        for one in caches.summaries()
        if one.name != run.name and one.hash and one.config is not None and one.config.hierarchy_hash == mine
    ]
    wanted = (state.given(state.COMPARE) or "").split(",")[0]
    if wanted and wanted not in names:
        st.warning(f"There is no other run of this hierarchy named **{plain(wanted)}** to compare with.")
    if not names:
        return None
    st.session_state[CHOICE] = wanted if wanted in names else HIERARCHY
    st.selectbox("Beside it", [HIERARCHY, *names], key=CHOICE, on_change=_take, width=230)
    return wanted if wanted in names else None


def _take() -> None:
    name = st.session_state[CHOICE]
    state.put(compare=None if name == HIERARCHY else name)


def show(first: Run, name: str) -> None:
    """Draw everything that differs between a run and the one of that name."""
    try:
        second = caches.run(name)
        check_comparable(first, second)
    except HrqError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.markdown(f"**First**: {plain(first.name)} · **second**: {plain(second.name)}. What you select shows in both.")
    _changes(first, second)
    st.subheader("Two code trees", anchor=False)
    _trees(first, second)
    st.subheader("Two disks", anchor=False)
    _disks(first, second)


def _changes(first: Run, second: Run) -> None:
    levels = min(first.config.levels, second.config.levels)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        tokens = int(
            st.segmented_control(
                "First tokens", list(range(1, levels + 1)), default=1, required=True, key=TOKENS,
                help="Company: all whose codes begin with the same so many tokens.",
            )
        )  # fmt: skip
        view = st.segmented_control(
            "What changed", list(VIEWS), default="company", format_func=VIEWS.__getitem__, required=True, key=VIEW
        )
    found, kin = _compared(first, second, tokens)
    numbers = kin.counts()
    total = max(1, sum(numbers.values()))
    st.markdown(
        f"On average a node keeps **{found.same.mean():.0%}** of its company. Of the {len(kin.node):,} links from a "
        f"node to a parent, both runs keep {numbers['both']:,} together ({numbers['both'] / total:.0%}), only the "
        f"first **{numbers['first']:,}**, only the second **{numbers['second']:,}**, neither {numbers['neither']:,}."
    )
    if view == "company":
        rows = np.lexsort((np.arange(len(found.same)), -(found.first + found.second), found.same))
        rows = rows[found.same[rows] < 1]
        _table(first, rows, first.names, lambda part: company_table(first, second, found, part), "company")
    else:
        rows = kin.only(first=view == "first")
        names = [first.names[one] for one in kin.node[rows[:WINDOW]]]
        _table(first, rows, names, lambda part: kin_table(first, second, kin, part), f"only-{view}")


@caches.of_run(entries=16, spinner="Comparing the two runs …")
def _compared(first: Run, second: Run, tokens: int) -> tuple[Company, Kin]:
    codes = first.codes, second.codes
    return company(*codes, tokens), kin_together(*codes, first.hierarchy, tokens)


def _table(first: Run, rows: Ints, names: Any, make: Callable[[Ints], pa.Table], what: str) -> None:
    if not len(rows):
        st.caption("None.")
        return
    window = rows[:WINDOW]
    shown = [names[row] for row in window] if what == "company" else list(names)
    key = f"two runs {what} {len(rows)}"
    table = make(window)
    st.dataframe(
        table.drop_columns(["first run", "second run", "hrq"]), hide_index=True, height=300, key=key,
        selection_mode="single-row", on_select=lambda: _picked(key, shown),
    )  # fmt: skip
    told = f"The first {WINDOW:,} of {len(rows):,}; the files hold all. " if len(rows) > WINDOW else ""
    st.caption(f"{told}Click a row to see the node in both trees and both disks.")
    downloads.buttons(first, f"two-runs-{what}", lambda: make(rows))


def _picked(key: str, names: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(names):
        _select(names[rows[0]])


def _select(name: str) -> None:
    """In a widget's callback: look at a node in both trees, and from it in both disks."""
    state.select(name)
    state.look_at(name)


def _selections(first: Run, second: Run) -> tuple[Selection, Selection, str]:
    """What is selected in either tree, and in words how a prefix of the first is found in the second."""
    pairs = [unfolding.pair_of(run) for run in (first, second)]
    mine = unfolding.selection_of(pairs[0])
    if mine.prefix is None or mine.prefix == 0:
        return mine, Selection(mine.true_node, None), ""
    items = pairs[0].tree.members(mine.prefix)
    best, f1 = counterpart(pairs[1].tree, items)
    told = f"prefix {pairs[0].labels[mine.prefix]} of the first is nearest to {pairs[1].labels[best]}, F1 {f1:.2f}"
    return mine, Selection(mine.true_node, best), told


def _trees(first: Run, second: Run) -> None:
    *selections, told = _selections(first, second)
    if told:
        st.caption(plain(told))
    sides = []
    for run, selection, side in zip((first, second), selections, (CODE, OTHER), strict=True):
        pair, found = unfolding.pair_of(run), unfolding.disagreements(run)
        look = Look(differs=(found.code, found.true))
        unfolded = unfolding.unfolded(run, pair, selection)
        content = scene(pair, selection, unfolded, title=run.name, look=look)
        sides.append(content["sides"][0] | {"id": side, "title": run.name})
    names = f"{first.name} {first.hash[:8]} beside {second.name} {second.hash[:8]} · hrq {__version__}"
    whole = content | {"sides": sides, "source": names, "file": f"{first.name}-{second.name}-trees"}
    whole["aim"] = f"{selections}"
    tree_element.show(whole, key=ELEMENT, on_act=lambda: _acted(first, second))


def _acted(first: Run, second: Run) -> None:
    act = tree_element.last_act(ELEMENT)
    of_first, node = act.get("side") == CODE, act.get("node")
    run = first if of_first else second
    pair = unfolding.pair_of(run)
    if not isinstance(node, int) or not -1 <= node < len(pair.code.hierarchy):
        return
    if act.get("act") != "select":
        *selections, _ = _selections(first, second)
        unfolding.fold(run, pair, selections[0 if of_first else 1], CODE, str(act.get("act")), node)
    elif not pair.is_prefix(node):
        _select(pair.tree.hierarchy.names[node])
    elif of_first:
        state.select_prefix(pair.tree.hierarchy.labels[node])
    else:
        mine = unfolding.pair_of(first)
        best, _ = counterpart(mine.tree, pair.tree.members(node))
        state.select_prefix(mine.tree.hierarchy.labels[best])


def _disks(first: Run, second: Run) -> None:
    row = inspector.selected(first)
    for run, place, key in zip((first, second), st.columns(2, gap="medium"), DISKS, strict=True):
        with place:
            st.markdown(f"**{plain(run.name)}**")
            if not run.has_points:
                st.caption("Its codes came without points, so there is no disk.")
                continue
            wanted = layouts.wanted(run)
            layout = layouts.named(run, wanted if is_ready(run, wanted) else "code_tree")
            level = state.level(min(first.config.levels, second.config.levels))
            columns, view = picture.picture(run, layout, row, level, "code", caches.rows(run))
            alone = view | {"address": False, "file": f"{run.name}-disk"}
            element.show(columns, alone, key=key, on_act=_on_disk(run, key))
    chosen = first.names[row]
    label = f"Look at both from {plain(chosen)}"
    st.button(label, icon=":material/center_focus_strong:", on_click=_select, args=(chosen,))
    st.caption(count(len(first.names), "node") + " in each; a click in one disk selects the node in both.")


def _on_disk(run: Run, key: str) -> Callable[[], None]:
    def act() -> None:
        told = element.last_act(key)
        row = told.get("row")
        mine = told.get("act") == "select" and told.get("of") == run.hash
        if mine and isinstance(row, int) and 0 <= row < len(run.names):
            state.select(run.names[row])

    return act
