"""What the pages with trees share: the trees of a run, what is selected in them, what is opened."""

from collections.abc import Mapping

import streamlit as st

from hrq.errors import UnknownNameError
from hrq.evaluate.matching.disagreements import Disagreements
from hrq.evaluate.matching.two_trees import TreePair, tree_pair
from hrq.runs import Run
from hrq.views.frame import caches, state
from hrq.views.frame.text import plain
from hrq.views.tree.detail import Selection
from hrq.views.tree.scene import Unfoldings, first_unfoldings

Memory = Mapping[str, tuple[Unfoldings, Selection]]
UNFOLDED = "trees unfolded"  # in the session: run's hash -> (Unfoldings, the selection they were last opened for)


@caches.of_run(spinner="Laying the two trees side by side …")
def pair_of(run: Run) -> TreePair:
    """The two trees of a run."""
    matched_nodes, prefixes = caches.best_node_of_prefixes(run), caches.best_prefix_of_nodes(run)
    return tree_pair(caches.code_tree(run), run.truth, matched_nodes, prefixes)


@caches.of_run(spinner="Looking for disagreements …")
def disagreements(run: Run) -> Disagreements:
    """Where the two trees of a run disagree."""
    return Disagreements(pair_of(run))


def selection_of(pair: TreePair) -> Selection:
    """What the address selects; a prefix that no item uses is said, and ignored."""
    name, text, prefix = state.node(pair.truth), state.given(state.PREFIX), None
    true_node = None if name is None else pair.truth.index(name)
    if text is not None:
        try:
            prefix = pair.find_prefix(text)
        except UnknownNameError as error:
            st.warning(f"{plain(str(error))} The address names it, and it was ignored.")
    return Selection(true_node, prefix)


def unfolded(run: Run, pair: TreePair, selection: Selection) -> Unfoldings:
    """What is open on both sides; a selection that is new here opens the way to it."""
    memory: Memory = st.session_state.get(UNFOLDED, {})
    opened, shown = memory.get(run.hash) or (first_unfoldings(pair), Selection())
    if shown != selection:
        opened = opened.reveal(pair, selection)
        _remember(run, opened, selection)
    return opened


def fold(run: Run, pair: TreePair, selection: Selection, side: str, act: str, node: int) -> None:
    """In a widget's callback: open, close or page a node of one side."""
    _remember(run, unfolded(run, pair, selection).act(pair, side, act, node), selection)


def _remember(run: Run, opened: Unfoldings, selection: Selection) -> None:
    st.session_state[UNFOLDED] = {**st.session_state.get(UNFOLDED, {}), run.hash: (opened, selection)}
