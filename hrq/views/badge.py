"""The honesty badge: what a disk is, and how far it can be trusted."""

import streamlit as st

from hrq.models import Run
from hrq.views.text import plain

QUANTIZERS = {
    "rq": "Euclidean residuals",
    "hrq": "Möbius residuals from the right",
    "ghrq": "geometry-aware residuals, exact",
    "tangent": "Euclidean residuals in the tangent space",
}


def layout(run: Run) -> str:
    """How the run's points came to lie where they are drawn."""
    if run.config.disk_layout == "native":
        return "native 2-D: points lie where the model put them"
    return f"projection from d = {run.config.dimension} by tangent PCA"


def faithfulness(run: Run) -> str:
    """The number that says how far the picture can be trusted, or an empty text where none was measured."""
    measured = run.metrics.get("faithfulness")
    if run.config.disk_layout == "native":
        return ""
    if isinstance(measured, dict) and "trustworthiness" in measured:
        return f"trustworthiness {measured['trustworthiness']:.2f}"
    return ""


def space(run: Run) -> str:
    """The space the points live in."""
    return "plane (c = 0)" if run.config.curvature == 0 else f"ball, c = {run.config.curvature:g}"


def sentence(run: Run) -> str:
    """The whole badge as one line."""
    parts = [layout(run), faithfulness(run), space(run), f"{run.config.quantizer}: {QUANTIZERS[run.config.quantizer]}"]
    return " · ".join(part for part in parts if part)


def show(run: Run) -> None:
    """Draw the badge over a picture."""
    native = run.config.disk_layout == "native"
    with st.container(horizontal=True, gap="small"):
        st.badge(
            plain(layout(run)),
            icon=":material/verified:" if native else ":material/filter_tilt_shift:",
            color="green" if native else "orange",
        )
        if text := faithfulness(run):
            st.badge(plain(text), color="orange")
        st.badge(plain(space(run)), color="gray")
        st.badge(plain(f"{run.config.quantizer}: {QUANTIZERS[run.config.quantizer]}"), color="gray")
