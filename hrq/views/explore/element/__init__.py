"""The element that shows one node: its code as clickable prefixes, the choice at every level, ways up, neighbours.

`data` is what `inspector.about` makes; what comes back is {act, value, of: run}: select a row, prefix a text, swap a
level (0 takes the question back).
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hrq.views.disk.element import Column, show_with
from hrq.views.frame.once import Element, last_act
from hrq.views.js import join

FOLDER = Path(__file__).parent
__all__ = ["last_act", "show"]
LASTING = ("run", "help", "accents", "sizes")
_element = Element(
    "inspector",
    script=join(FOLDER / "inspector.js"),
    css=(FOLDER / "inspector.css").read_text("utf-8"),
    html='<div class="hrq-inspector"></div>',
)


def show(columns: Mapping[str, Column], said: Mapping[str, Any], *, key: str, on_act: Callable[[], None]) -> None:
    """Draw what is said about a node; `books` among the columns are the codewords of all levels."""
    show_with(_element, columns, said, LASTING, key=key, on_act=on_act)
