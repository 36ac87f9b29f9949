"""The errors screen: kinds of mistakes with counts, ranked cases, the evidence for each, and where they are common."""

import numpy as np
import streamlit as st

from hrq.data.hierarchy.links import Ints
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.filter import Filter, cases_inside
from hrq.evaluate.mistakes.kinds import KINDS, NODE, SPLIT
from hrq.evaluate.mistakes.report import Mistakes, mistakes_of
from hrq.runs import Run
from hrq.runs.slices import Slice
from hrq.views.errors import cases as error_list
from hrq.views.errors import filters, rates
from hrq.views.frame import caches, shell, slices, state
from hrq.views.frame.text import count, plain

CHOICE = "choose kind"
NO_HIERARCHY = (
    "This run came without a hierarchy, so nothing says which of its codes are wrong. Import the codes again "
)
NO_HIERARCHY += "with `--hierarchy FILE` to look for errors."


def page() -> None:
    """The screen of the run that the reader chose."""
    show(shell.choose_run())


def show(run: Run) -> None:
    """Draw the errors of a run."""
    st.title("Errors", anchor=False)
    if not run.has_hierarchy:
        st.info(NO_HIERARCHY, icon=":material/account_tree:")
        return shell.close_page(run)
    found = shell.or_stop(lambda: mistakes(run))
    kind = _choose_kind(run, found)
    filtered = filters.controls(run)
    chosen = slices.chosen(run)
    among = chosen[1] if chosen else None
    inside = shell.or_stop(lambda: filters.inside(run, filtered, among))
    if kind not in found.cases:
        st.info(plain(found.missing.get(kind, "This could not be looked for.")), icon=":material/block:")
        return shell.close_page(run)
    cases = found.cases[kind]
    rows = _rows(run, kind, filtered, among)
    slices.bar(run, _sources(run, cases, rows, inside, filtered.words()))
    _headline(kind, cases, rows, inside, filtered.words(), chosen[0] if chosen else "")
    if len(rows):
        error_list.show(run, found, kind, rows)
    st.subheader("Where it is common", anchor=False)
    rates.show(run, kind, cases, inside, filtered)
    shell.close_page(run)
    return None


@caches.of_run(spinner="Looking for errors; this is kept beside the run …")
def mistakes(run: Run) -> Mistakes:
    """All mistakes of a run, found once a server and kept beside the run."""
    return mistakes_of(run)


@caches.of_run(entries=64)
def _rows(run: Run, kind: str, among: Filter, chosen: Slice | None) -> Ints:
    return cases_inside(kind, mistakes(run).cases[kind], run.codes, filters.inside(run, among, chosen))


def _choose_kind(run: Run, found: Mistakes) -> str:
    kind = state.one_of(state.KIND, KINDS, SPLIT)
    st.session_state[CHOICE] = kind
    with st.container(key="kinds"):
        st.pills(
            "Kind of error", list(KINDS), key=CHOICE, required=True, label_visibility="collapsed",
            format_func=lambda one: _label(one, found),
            on_change=lambda: state.put(kind=st.session_state[CHOICE], case=None, node=None, prefix=None),
        )  # fmt: skip
    return kind


def _label(kind: str, found: Mistakes) -> str:
    cases = found.cases.get(kind)
    return f"{KINDS[kind].title} {f'({len(cases.scores):,})' if cases is not None else '(–)'}"


def _headline(kind: str, cases: Cases, rows: Ints, inside: np.ndarray, words: str, name: str) -> None:
    total = cases.total if inside.all() or KINDS[kind].unit != NODE else int((cases.able & inside).sum())
    share = f", {len(rows) / total:.2%} of the {total:,} that could be" if total else ""
    where = " · ".join(part for part in (words, f"slice {name}" if name else "") if part)
    st.markdown(
        f"**{count(len(rows), 'case')}**{share}{plain(f' ({where})') if where else ''}. {KINDS[kind].definition}"
    )
    if not len(rows):
        st.info("None here. Choose another kind of error, or look at more nodes.", icon=":material/task_alt:")


def _sources(run: Run, cases: Cases, rows: Ints, inside: np.ndarray, words: str) -> dict[str, list[str]]:
    """What a slice can be made from, in words, and the nodes of it."""
    names = run.names
    concerned = np.flatnonzero(cases.wrong & inside)
    listed = cases.nodes[rows]
    picked = listed if (listed >= 0).any() else concerned
    found = {"the nodes of the cases listed here": [names[one] for one in picked]}
    if not inside.all():
        found[f"all nodes looked at ({words or 'the slice'})"] = [names[one] for one in np.flatnonzero(inside)]
    return found | slices.pickable(run)
