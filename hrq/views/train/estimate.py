"""What a training would cost, said before it starts: measured by a small process while the page goes on."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from hrq.jobs.busy import Load, measured_now
from hrq.jobs.errands import errand
from hrq.views.frame.text import plain
from hrq.views.train.watch import duration


@st.fragment(run_every="1s")
def show(words: Sequence[str], settings: Mapping[str, Any]) -> None:
    """Draw the estimate for a command that begins a training; until it is there, that it is being made."""
    answer = errand([*words, "--out", "estimate", "--estimate", "--json"])
    if answer is None:
        st.caption(":material/timer: Trying a few steps to tell how long it would take …")
    elif answer.problem:
        st.caption(f":material/timer: It cannot be told how long this would take. {plain(answer.problem)}")
    else:
        cost = answer.content
        if "vectors" in cost:  # of a hierarchy's nodes it is said at once
            advise(cost["vectors"], "vectors", settings)
        st.caption(
            f":material/timer: About **{duration(cost['seconds'])}** and at most "
            f"**{cost['memory'] / 1e9:.1f} GB** of memory on {plain(cost['device'])}: {cost['steps']:,} steps over "
            f"{_examples(cost)}. {measured_now(Load(*load) if (load := cost.get('load')) else None)}"
        )


def advise(number: int, what: str, settings: Mapping[str, Any]) -> None:
    """Say so where there would be fewer codes than nodes or vectors."""
    sizes = settings["codewords"]
    sizes = (sizes,) * settings["levels"] if isinstance(sizes, int) else sizes
    if (codes := math.prod(sizes)) < number:
        told = ", ".join(str(one) for one in dict.fromkeys(sizes))
        st.warning(
            f"{len(sizes)} levels of {told} codewords make {codes:,} codes, fewer than the {number:,} {what}: some "
            "must share one. Take more codewords or another level."
        )


def _examples(cost: dict[str, Any]) -> str:
    if "vectors" in cost:
        return f"{cost['vectors']:,} vectors of {cost['width']:,} numbers"
    return f"{cost['pairs']:,} pairs of {cost['nodes']:,} nodes"
