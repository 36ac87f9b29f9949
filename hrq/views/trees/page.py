"""The trees screen: what the codes say about the hierarchy, and where they disagree."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from hrq import __version__
from hrq.evaluate.matching.export import provenance
from hrq.evaluate.matching.two_trees import TreePair, correspondence_csv
from hrq.runs import Run
from hrq.runs.metrics import RunMetrics
from hrq.views.frame import caches, glossary, search_box, shell, slices, state
from hrq.views.frame.text import count, plain
from hrq.views.tree import element, in_the_disk
from hrq.views.tree.detail import CODE, Selection
from hrq.views.tree.scene import FORMS, Look, scene
from hrq.views.tree.unfolding import disagreements, fold, pair_of, selection_of, unfolded
from hrq.views.trees import agreement, two_runs

ELEMENT = "trees element"
FORM_KEYS = ("form of the codes", "form of the hierarchy")
FORMS_CALLED = {"indented": "Indented", "links": "Node-link", "icicle": "Icicle", "disk": "Disk"}
NO_HIERARCHY = (
    "This run came without a hierarchy: the right side lists the bare items, and nothing here says whether the code "
    "tree is a good one. Import the codes again with `--hierarchy FILE` to compare."
)


def page() -> None:
    """The screen of the run that the reader chose."""
    show(shell.choose_run())


def show(run: Run) -> None:
    """Draw the two trees of a run."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("Trees", anchor=False, width="content")
        st.markdown(plain(_headline(run)), width="content")
    if not run.has_hierarchy:
        st.info(NO_HIERARCHY, icon=":material/account_tree:")
    if missing := caches.unmatched(run):
        st.info(f"The trees stand side by side without their best matches. {plain(missing)}", icon=":material/block:")
    _agreement(run.measured)
    if run.has_hierarchy:
        agreement.show(run)
    search_box.show(run)
    pair = shell.or_stop(lambda: pair_of(run))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="tree controls"):
        other = two_runs.choose(run) if run.has_hierarchy else None
        if other is None:
            _choose_forms()
            if run.has_hierarchy:
                _stops(run, pair)
    if other is not None:
        two_runs.show(run, other)
        shell.close_page(run)
        return
    slices.bar(run, slices.pickable(run))
    draw(run, pair, selection_of(pair))
    st.download_button(
        "Correspondence table (CSV)",
        lambda: correspondence_csv(pair, provenance(run)),
        file_name=f"{run.name}-{run.hash[:8]}-correspondence.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        help="Every prefix with its size, the node it matches best, precision, recall and F1.",
    )
    shell.close_page(run)


def draw(run: Run, pair: TreePair, selection: Selection, *, key: str = ELEMENT) -> None:
    """Draw both trees in their forms, opened at what is selected; gestures select in the address."""
    code_form, true_form = forms()
    found, source = disagreements(run), f"{run.name} · {run.hash[:8]} · hrq {__version__}"
    look = Look(code_form, true_form, (found.code, found.true), source, f"{run.name}-{run.hash[:8]}-trees")
    content = scene(pair, selection, unfolded(run, pair, selection), title=title(run), look=look)
    if "disk" not in (code_form, true_form):
        element.show(content, key=key, on_act=lambda: _act(run, pair, key))
        return
    for place, side in zip(st.columns(2, gap="medium"), content["sides"], strict=True):
        with place:
            if side["form"] != "disk":
                alone = content | {"sides": [side]}
                element.show(alone, key=f"{key} {side['id']}", on_act=_acting(run, pair, f"{key} {side['id']}"))
            else:
                _disk(run, pair, side, f"{key} {side['id']} disk", source)


def _acting(run: Run, pair: TreePair, key: str) -> Callable[[], None]:
    return lambda: _act(run, pair, key)


def _disk(run: Run, pair: TreePair, side: Mapping[str, Any], key: str, source: str) -> None:
    def act() -> None:
        row = in_the_disk.picked(side, key)
        if row is not None:
            if row["kind"] == "closed":
                _do(run, pair, side["id"], "toggle", row["node"])
            _do(run, pair, side["id"], "select", row["node"])

    in_the_disk.show(side, key=key, of=run.hash, source=source, on_act=act)


def forms() -> tuple[str, str]:
    """The form of each side in the address, such as `links-icicle`; indented ones where it names no others."""
    code_form, _, true_form = (state.given(state.FORMS) or "").partition("-")
    return (code_form if code_form in FORMS else FORMS[0]), (true_form if true_form in FORMS else FORMS[0])


def _choose_forms() -> None:
    for key, label, form in zip(FORM_KEYS, ("Code tree as", "Hierarchy as"), forms(), strict=True):
        st.session_state[key] = form
        st.segmented_control(
            label, FORMS, key=key, required=True, format_func=FORMS_CALLED.__getitem__, on_change=_take
        )


def _take() -> None:
    chosen = "-".join(st.session_state[key] for key in FORM_KEYS)
    state.put(forms=None if chosen == f"{FORMS[0]}-{FORMS[0]}" else chosen)


def _stops(run: Run, pair: TreePair) -> None:
    number = len(disagreements(run).stops)
    st.button(
        f"Next disagreement ({number:,})", icon=":material/arrow_forward:", shortcut="n", disabled=not number,
        on_click=_go_on, args=(run, pair), key="next disagreement",
        help="From the top of the code tree, or after what is selected: prefixes that match no node, and items that "
        "do not belong under theirs.",
    )  # fmt: skip


def _go_on(run: Run, pair: TreePair) -> None:
    """In a widget's callback: select the next that disagrees, with an item the prefix that it does not belong to."""
    found, at = disagreements(run), selection_of(pair)
    here = None if at.true_node is None else int(pair.item_of[at.true_node])
    node = found.next_after(here if here is not None and here >= 0 else at.prefix)
    if node is None:
        return
    if pair.is_prefix(node):
        state.put(prefix=pair.tree.hierarchy.labels[node], node=None)
    else:
        item = node - len(pair.tree.prefix_nodes)
        state.put(prefix=pair.tree.hierarchy.labels[found.meaning[item]], node=pair.tree.hierarchy.names[node])


def title(run: Run) -> str:
    """The hierarchy's name: WordNet below mammal.n.01."""
    if not run.has_hierarchy:
        return "the bare items"
    source, _, top = run.config.hierarchy.partition(":")
    if source != "wordnet":
        return run.hierarchy.title or "Hierarchy"
    return f"WordNet below {top}" if top else "WordNet's nouns"


def _headline(run: Run) -> str:
    sizes = " × ".join(str(size) for size in run.config.sizes)
    return f"The tree that {run.config.quantizer} codes spell ({sizes} codewords), beside {title(run)}"


def _agreement(metrics: RunMetrics) -> None:
    """Overall agreement beside that of shuffled codes, where the run measured it."""
    measured = [one for one in metrics.wup or () if one.wup is not None]
    if measured:
        parts = [f"**{one.wup:.2f}** at {count(one.tokens, 'token')} (shuffled {one.shuffled:.2f})" for one in measured]
        intervals = [f"{one.shuffled_low:.3f} to {one.shuffled_high:.3f}" for one in measured]
        st.caption(
            f"Mean Wu–Palmer similarity of nodes whose codes begin alike: {' · '.join(parts)}",
            help="How near two nodes lie in the hierarchy: 1 means the same node, 0 nothing in common. Shuffled: the "
            f"same codes dealt out to other nodes; 95 % of the draws fall within {', '.join(intervals)}. What exceeds "
            "that is what the prefixes know." + glossary.more("Likeness", "Control", "F1"),
        )
    if metrics.map_refused:
        st.caption(plain(metrics.map_refused))


def _act(run: Run, pair: TreePair, key: str) -> None:
    """Carry out a gesture of the element."""
    act = element.last_act(key)
    _do(run, pair, str(act.get("side")), str(act.get("act")), act.get("node"))


def _do(run: Run, pair: TreePair, side: str, kind: str, node: object) -> None:
    outline = pair.code if side == CODE else pair.true
    if not isinstance(node, int) or not -1 <= node < len(outline.hierarchy):
        return  # a gesture on the trees of another run, overtaken by the change of runs
    if kind != "select":
        fold(run, pair, selection_of(pair), side, kind, node)
    elif side == CODE and pair.is_prefix(node):
        state.select_prefix(pair.tree.hierarchy.labels[node])
    else:
        state.select(pair.tree.hierarchy.names[node] if side == CODE else pair.truth.names[node])
