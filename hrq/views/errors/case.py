"""One case of a mistake: what happened, why, who is to blame, what people said of it, and the ways to the pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from hrq.data.prefix import write_prefix
from hrq.evaluate.mistakes.blame import EMBEDDING, QUANTIZER, Evidence, evidence
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.kinds import CODEWORD, KINDS, NODE
from hrq.runs import Run
from hrq.runs.notes import TAGS, Note, read_notes, write_note
from hrq.views.frame import caches, state
from hrq.views.frame.text import count, markup, plain

BLAMED = {
    QUANTIZER: "**The quantizer is to blame**: the unquantized point is nearer to its kin.",
    EMBEDDING: "**The embedding is to blame**: even the unquantized point is nearer to others.",
    "": "Nobody can be blamed: there is nobody but kin under its prefix.",
}
TAG, TEXT = "case tag", "case note"


def show(run: Run, kind: str, cases: Cases, row: int, name: str) -> None:
    """Draw the case of a row; `name` is how the case is known everywhere."""
    words, prefix = KINDS[kind], cases.prefixes[row]
    st.subheader(plain(name), anchor=False)
    if words.unit == NODE:
        _node(run, int(cases.nodes[row]), int(cases.partners[row]), len(prefix))
    elif words.unit == CODEWORD:
        _codeword(run, prefix, float(cases.scores[row]))
    else:
        _prefix(run, prefix)
    place = f"case {row + 1:,} of {len(cases.scores):,} in the whole run"
    st.caption(f"{words.score}: **{cases.scores[row]:.4g}** · {place}")
    _ways(run, kind, cases, row)
    _note(run, kind, name)


def spot(run: Run, kind: str, cases: Cases, row: int) -> dict[str, str | None]:
    """Where a case lies, as the address says it: its node, and the prefix to look under."""
    node, prefix = int(cases.nodes[row]), cases.prefixes[row]
    if KINDS[kind].unit == NODE:
        return {state.NODE: run.names[node], state.PREFIX: None}  # its own place in both trees says most
    if KINDS[kind].unit == CODEWORD:
        prefix = prefix[1:] if prefix[0] == 1 else ()
    tree, text = caches.code_tree(run), write_prefix(prefix) or None
    if text not in tree.hierarchy.labels[: len(tree.prefix_nodes)]:
        text = None  # a codeword that no code uses has no place in the tree
    return {state.NODE: None, state.PREFIX: text}


def sentences(run: Run, node: int, found: Evidence) -> list[str]:
    """Why one node's code is what it is, as Markdown; everything that came from files is escaped."""
    names, meanings = run.names, caches.meanings(run)
    parts = []
    if (left := found.leaving) is None:
        parts.append("Its code goes the way of most of its kin as far as they have one.")
    else:
        before = run.codes[node, : left.level - 1].tolist()
        taken, right = (write_prefix([*before, token]) for token in (left.taken, left.right))
        parts.append(
            f"It left the way of its kin at **level {left.level}**: its code begins with **{taken}** "
            f"({_meaning(meanings, taken)}), and {count(len(left.kin), 'of its kin', 'of its kin')} begin with "
            f"**{right}** ({_meaning(meanings, right)})."
        )
        if found.to_taken is not None and found.to_right is not None:
            parts.append(
                f"What is left of it there lies **{found.to_taken:.3f}** from the codeword that it took, {left.taken}, "
                f"and **{found.to_right:.3f}** from the right one, {left.right}."
            )
    if found.kin_distance is not None:
        near = f"Its point lies **{found.kin_distance:.3f}** from {plain(names[found.nearest_kin])}, the nearest kin"
        near += " on that way" if found.leaving is not None else ""
        if found.other_distance is not None:
            other = plain(names[found.nearest_other])
            near += (
                f", and **{found.other_distance:.3f}** from {other}, the nearest under its own prefix that is no kin"
            )
        parts.append(f"{near}. {BLAMED[found.blame]}")
    if found.nearest_are_kin is not None:
        parts.append(f"Of the points nearest to it, {found.nearest_are_kin:.0%} are parents, children or siblings.")
    return parts


@caches.of_run(entries=512)
def reasons(run: Run, node: int, length: int) -> Evidence:
    """Everything about one node's mistake under the first `length` tokens of its code."""
    return evidence(run, node, length)


def _node(run: Run, node: int, partner: int, length: int) -> None:
    hierarchy = run.hierarchy
    files, category = hierarchy.category_names, int(hierarchy.categories[node])
    about = [f"code {write_prefix(run.codes[node].tolist())}", f"depth {int(hierarchy.depth[node])}"]
    about += [files[category]] if category >= 0 else []
    st.html(f'<p class="hrq-gloss"><b>{markup(hierarchy.lemmas[node])}</b> {markup(hierarchy.descriptions[node])}</p>')
    st.caption(plain(" · ".join(about)))
    parents = [hierarchy.labels[one] for one in hierarchy.parents.of(node)]
    if parents:
        st.markdown(f"A kind of {plain(', '.join(parents))}.")
    if partner >= 0:
        gloss = f": {hierarchy.descriptions[partner]}" if hierarchy.descriptions[partner] else ""
        other = write_prefix(run.codes[partner].tolist())
        st.markdown(f"Beside it: **{plain(run.names[partner])}** (code {other}){plain(gloss)}")
    for sentence in sentences(run, node, reasons(run, node, length)):
        st.markdown(sentence)


def _prefix(run: Run, prefix: Sequence[int]) -> None:
    tree, best = caches.code_tree(run), caches.best_node_of_prefixes(run)
    node = tree.node_of(prefix)
    names = run.truth.names
    st.markdown(f"{count(int(tree.sizes[node]), 'node')} have codes that begin so. What it comes nearest to:")
    lines = [
        f"- {plain(names[true_node])}: precision {p:.2f}, recall {r:.2f}, F1 {f1:.2f}"
        for true_node, p, r, f1 in zip(
            best.node[node].tolist(), best.precision[node], best.recall[node], best.f1[node], strict=True
        )
        if true_node >= 0
    ]
    st.markdown("\n".join(lines))
    some = [plain(run.names[item]) for item in tree.members(node)[:12]]
    st.markdown(f"Some of them: {', '.join(some)}.")


def _codeword(run: Run, place: Sequence[int], load: float) -> None:
    level, codeword = place
    users = np.flatnonzero(run.codes[:, level - 1] == codeword).tolist()
    if not users:
        st.markdown(f"No code uses codeword {codeword} at level {level}: it is dead.")
        return
    st.markdown(f"{count(len(users), 'node')} use it, {load:.1f} times its even share.")
    st.markdown(f"Some of them: {', '.join(plain(run.names[item]) for item in users[:12])}.")


def _meaning(meanings: dict[str, str], prefix: str) -> str:
    return f"≈ {plain(meanings[prefix])}" if prefix in meanings else "which no other code has"


def _ways(run: Run, kind: str, cases: Cases, row: int) -> None:
    here = spot(run, kind, cases, row)
    query: dict[str, Any] = {key: value for key, value in (state.address() | here).items() if value is not None}
    with st.container(horizontal=True, gap="small"):
        st.page_link("pages/Trees.py", label="Both trees", icon=":material/account_tree:", query_params=query)
        if run.has_points:
            focus = query | ({state.FOCUS: here[state.NODE]} if here[state.NODE] else {})
            st.page_link("pages/Explore.py", label="The disk", icon=":material/blur_circular:", query_params=focus)


def _note(run: Run, kind: str, name: str) -> None:
    """A tag and a note, kept as soon as they are given."""
    said = read_notes(run.hash).get((kind, name), Note("", ""))
    tag_key, text_key = f"{TAG} {kind} {name}", f"{TEXT} {kind} {name}"
    st.session_state.setdefault(tag_key, said.tag or None)
    st.session_state.setdefault(text_key, said.text)

    def keep() -> None:
        note = Note(st.session_state[tag_key] or "", st.session_state[text_key] or "")
        write_note(run.hash, kind, name, note)

    st.segmented_control("This is a", list(TAGS), format_func=TAGS.__getitem__, key=tag_key, on_change=keep)
    st.text_area("Note", key=text_key, on_change=keep, height=80, placeholder="kept beside the run")
