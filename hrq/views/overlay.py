"""Layers drawn in the browser over a Plotly figure that is already there.

Streamlit takes a changed figure for a new one: it would be sent again whole, lose its zoom, and flicker at each click.
So the figure stays as it is, and only the layers travel.
"""

from collections.abc import Sequence
from pathlib import Path

from streamlit.components.v2 import component

from hrq.figures.layers import Layer

_element = component("hrq_overlay", js=(Path(__file__).parent / "overlay_element" / "overlay.js").read_text("utf-8"))


def show(name: str, holder: str, layers: Sequence[Layer]) -> None:
    """Draw layers over the figure inside the container with the key `holder`; `name` tells overlays apart."""
    _element(key=name, data={"name": name, "holder": holder, "layers": [layer.to_json() for layer in layers]}, height=0)
