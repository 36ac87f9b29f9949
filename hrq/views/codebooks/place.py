"""Which codeword the Codebooks page looks at: a level, the prefix before it, and one of the level's codewords.

All of it stands in the address: `prefix` and `level`. What the address leaves open is filled with the codewords that
hold most nodes, or with the code of the selected node.
"""

from dataclasses import dataclass

import streamlit as st

from hrq.data.prefix import read_prefix, write_prefix
from hrq.errors import PrefixError
from hrq.evaluate.quantization.codewords import counts_after
from hrq.runs import Run
from hrq.views.frame import caches, state
from hrq.views.frame.text import plain


@dataclass(frozen=True)
class Place:
    """A codeword of a level (1 …) after a prefix of level − 1 tokens."""

    before: tuple[int, ...]
    token: int

    @property
    def level(self) -> int:
        """The codeword's level, from 1."""
        return len(self.before) + 1

    @property
    def prefix(self) -> tuple[int, ...]:
        """The prefix that the codeword completes."""
        return (*self.before, self.token)

    @property
    def name(self) -> str:
        """The prefix as people read it."""
        return write_prefix(self.prefix)


def place(run: Run) -> Place:
    """What the address names; a prefix that cannot be one of this run's is said, and ignored."""
    tokens, levels = _tokens(run), run.config.levels
    level = state.level(levels) if state.given(state.LEVEL) or not state.given(state.PREFIX) else len(tokens)
    while len(tokens) < max(1, level):
        tokens = (*tokens, int(counts_after(run, tokens).argmax()))
    level = min(max(1, level), levels)
    return Place(tokens[: level - 1], tokens[level - 1])


def _tokens(run: Run) -> tuple[int, ...]:
    """The tokens of the prefix in the address, else of the selected node's code, else none."""
    given = state.given(state.PREFIX)
    if given is not None:
        try:
            return read_prefix(given, run.config.sizes)
        except PrefixError as error:
            st.warning(f"{plain(str(error))} The address names it, and it was ignored.")
    name = state.node(caches.rows(run))
    return tuple(run.codes[caches.rows(run)[name]].tolist()) if name is not None else ()


def go(prefix: tuple[int, ...]) -> None:
    """In a widget's callback: look at the last codeword of a prefix, on the level that it belongs to."""
    state.put(prefix=write_prefix(prefix), level=len(prefix))


def go_deeper(before: tuple[int, ...]) -> None:
    """In a widget's callback: look at the level below a prefix."""
    state.put(prefix=write_prefix(before), level=len(before) + 1)
