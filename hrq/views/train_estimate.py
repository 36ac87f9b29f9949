"""What a training would cost, said before it starts: measured by a small process while the page goes on."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from hrq.jobs.errands import errand
from hrq.views.text import plain
from hrq.views.train_watch import duration


@st.fragment(run_every="1s")
def show(words: Sequence[str]) -> None:
    """Draw the estimate for a command that begins a training; until it is there, that it is being made."""
    answer = errand([*words, "--out", "estimate", "--estimate", "--json"])
    if answer is None:
        st.caption(":material/timer: Trying a few steps to tell how long it would take …")
    elif answer.problem:
        st.caption(f":material/timer: It cannot be told how long this would take. {plain(answer.problem)}")
    else:
        cost = answer.content
        st.caption(
            f":material/timer: About **{duration(cost['seconds'])}** and at most "
            f"**{cost['memory'] / 1e9:.1f} GB** of memory on {plain(cost['device'])}: {cost['steps']:,} steps over "
            f"{_examples(cost)}. Measured on a few steps, with this machine as busy as it was."
        )


def _examples(cost: dict[str, Any]) -> str:
    if "vectors" in cost:
        return f"{cost['vectors']:,} vectors of {cost['width']:,} numbers"
    return f"{cost['pairs']:,} pairs of {cost['nodes']:,} nodes"
