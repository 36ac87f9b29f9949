"""The element that draws two trees side by side, in the browser: plain JavaScript, nothing fetched, no build step.

A click or a key sends {act, side, node} back.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from hrq.views.frame.once import last_act
from hrq.views.js import join

__all__ = ["last_act", "show"]
FOLDER = Path(__file__).parent
HTML = '<div class="trees"><div class="sides"></div><div class="legend"></div></div>'

_mount = st.components.v2.component(
    "hrq_trees", html=HTML, css=(FOLDER / "tree.css").read_text("utf-8"), js=join(FOLDER / "element.js")
)


def show(data: Mapping[str, Any], *, key: str, on_act: Callable[[], None]) -> None:
    """Draw the trees; `on_act` is called after a gesture, which `last_act` then tells."""
    _mount(key=key, data=data, on_act_change=on_act)
