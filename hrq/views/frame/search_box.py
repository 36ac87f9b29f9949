"""Search by word: type, read the glosses, choose."""

from pathlib import Path

import streamlit as st

from hrq.runs import Run
from hrq.views.frame import caches, state
from hrq.views.frame.text import count, plain, shorten
from hrq.views.js import join

MOST, LONGEST = 50, 100  # results; characters that are looked up
BOX, CHOSEN = "search text", "search chosen"
_keys = st.components.v2.component("hrq_search_keys", js=join(Path(__file__).with_name("search_keys.js")))


@st.fragment
def show(run: Run) -> None:
    """A field for words, and below it what they mean in this run's hierarchy. Enter takes the first.

    Typing draws only this anew; a choice draws the whole page.
    """
    if st.session_state.pop(CHOSEN, False):
        st.rerun()
    typed = st.text_input(
        "Search",
        key=BOX,
        placeholder=_invitation(run),
        label_visibility="collapsed",
        icon=":material/search:",
        live=True,
    )
    wanted = (typed or "").strip()[:LONGEST]
    if wanted:
        _answer(run, wanted)
    with st.container(key="search-unseen", gap=None):  # behind the answer: it says what the list stands for
        _keys(key="search keys", data={"typed": typed or ""})


def _invitation(run: Run) -> str:
    """Words to begin with: those of a dictionary, or the first names of somebody's own hierarchy."""
    if run.config.hierarchy.startswith("wordnet"):
        return "Search a word: dog, bank, spring …"
    labels = dict.fromkeys(shorten(" ".join(run.items.labels[i].split()), 20) for i in range(min(3, len(run.names))))
    return f"Search a name: {', '.join(labels)} …"


def prepare(run: Run) -> None:
    """At the end of a page: make the index, so that the first search does not wait for it."""
    caches.search_index(run)


def _answer(run: Run, wanted: str) -> None:
    index, hierarchy = caches.search_index(run), run.items
    found = index.search(wanted, limit=MOST)
    if not found:
        spellings = list(index.suggest(wanted))
        kind = "noun synset" if run.config.hierarchy.startswith("wordnet") else "node"
        ending = "Nearest spellings:" if spellings else "No spelling comes near it."
        st.markdown(f"No {kind} matches “{plain(wanted)}”. {ending}")
        with st.container(horizontal=True, gap="small"):
            for spelling in spellings:
                st.button(plain(spelling), key=f"spelling {spelling}", on_click=_retype, args=(spelling,))
        return
    st.caption(f"The first {MOST} meanings" if len(found) == MOST else count(len(found), "meaning"))
    with st.container(key="results", height=300 if len(found) > 5 else "content", gap=None):
        for node in found:
            name = hierarchy.names[node]
            words, gloss = shorten(hierarchy.lemmas[node], 60), shorten(hierarchy.descriptions[node])
            st.button(
                f"**{plain(words)}** {plain(name)} — {plain(gloss)}",
                key=f"found {name}",
                type="tertiary",
                width="stretch",
                on_click=_choose,
                args=(name,),
            )


def _choose(name: str) -> None:
    state.select(name)
    state.look_at(name)
    st.session_state.update({BOX: "", CHOSEN: True})


def _retype(spelling: str) -> None:
    st.session_state[BOX] = spelling
