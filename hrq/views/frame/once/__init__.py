"""Elements whose code travels once.

Streamlit sends an element's script with each of its messages, that is, with every click. So the script goes into an
element of its own, whose message never changes and is known by its hash from then on; what changes has a short one.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from hrq.views.js import join

FOLDER = Path(__file__).parent


class Element:
    """An element whose script ends in `export default carried("hrq_<name>", mountElement)`: see js/carried.js."""

    def __init__(self, name: str, *, script: str, css: str, html: str) -> None:
        register = st.components.v2.component
        self._code = register(f"hrq_{name}_code", css=css, js=script, isolate_styles=False)
        self._mount = register(f"hrq_{name}", html=html, js=join(FOLDER / "mount.js"), isolate_styles=False)

    def carry_code(self, *, key: str) -> None:
        """Bring the code to the page: once a page, wherever it takes no room."""
        self._code(key=f"{key} code")

    def mount(self, data: Mapping[str, Any], *, key: str, on_act: Callable[[], None]) -> None:
        """Draw the element; `on_act` is called after an act, which `last_act` then tells."""
        self._mount(key=key, data=data, on_act_change=on_act)


def last_act(key: str) -> Mapping[str, Any]:
    """What the reader just did with an element; for use in `on_act`."""
    act: Mapping[str, Any] = st.session_state[key]["act"] or {}
    return act
