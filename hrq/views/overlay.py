"""Layers drawn in the browser over a Plotly figure that is already there.

Streamlit takes a changed figure for a new one: it would be sent again whole, lose its zoom, and flicker at each click.
So the figure stays as it is, and only the layers travel.
"""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from hrq.figures.layers import Layer

_element = component("hrq_overlay", js=(Path(__file__).parent / "overlay_element" / "overlay.js").read_text("utf-8"))


def show(holder: str, named: Mapping[str, Layer]) -> None:
    """Draw layers, later ones above earlier ones, over the figure inside the container with the key `holder`.

    Each is an element of its own: one that stays the same is not sent again.
    """
    with st.container(key="overlays", gap=None):
        for order, (name, layer) in enumerate(named.items(), start=1):
            _element(key=name, data={"name": name, "order": order, "holder": holder, **layer.to_json()}, height=0)
