"""What to train on: WordNet or a part of it, a bundled example, or a hierarchy of one's own."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from hrq.errors import HrqError
from hrq.views import caches
from hrq.views.text import plain

CHOICE, SYNSET = "train data", "train synset"
MAMMALS, ANIMALS, NOUNS, BELOW = "wordnet:mammal.n.01", "wordnet:animal.n.01", "wordnet", "wordnet:"
LABELS = {
    MAMMALS: "WordNet: mammals (1,182 nodes)",
    ANIMALS: "WordNet: animals (3,998 nodes)",
    NOUNS: "WordNet: all nouns (82,115 nodes)",
    BELOW: "WordNet: below a synset …",
}


def fill(spec: str) -> None:
    """Choose a hierarchy; for callbacks."""
    if spec in LABELS:
        st.session_state[CHOICE] = spec
    elif spec.startswith(BELOW):
        st.session_state[CHOICE], st.session_state[SYNSET] = BELOW, spec.removeprefix(BELOW)
    elif spec:
        st.session_state[CHOICE] = spec


def choose() -> str | None:
    """Draw the choice. Returns what goes after --hierarchy, or None where nothing usable is chosen."""
    chosen = st.session_state.get(CHOICE, MAMMALS)
    known = [*LABELS, *([chosen] if chosen not in LABELS else [])]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox("Hierarchy", known, key=CHOICE, format_func=lambda one: LABELS.get(one, one), width=420)
        spec = str(st.session_state[CHOICE])
        if spec == BELOW:
            synset = st.text_input("Synset", key=SYNSET, placeholder="dog.n.01", width=200)
            spec = BELOW + synset.strip()
            if spec == BELOW:
                return None
    try:
        caches.hierarchy(spec)
    except HrqError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    return spec


def advise(spec: str, settings: Mapping[str, Any]) -> None:
    """Say so where there would be fewer codes than nodes."""
    sizes, codes = settings["codewords"], 1
    sizes = (sizes,) * settings["levels"] if isinstance(sizes, int) else sizes
    for size in sizes:
        codes *= size
    nodes = len(caches.hierarchy(spec))
    if codes < nodes:
        st.warning(
            f"{len(sizes)} levels of {', '.join(str(one) for one in dict.fromkeys(sizes))} codewords make {codes:,} "
            f"codes, fewer than the {nodes:,} nodes: some must share one. Take more codewords or another level."
        )
