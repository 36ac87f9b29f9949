"""The layouts that a run offers: where its nodes lie in a disk, and where its prefixes do.

A layout is places (n, 2) in the unit disk (or in a plane), a badge that says what it is and how far to trust it, and,
where it has them, places of prefixes of codes: the codewords, the residual path, the runners-up.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hrq.evaluate.one_node import prefix_points
from hrq.models import Run
from hrq.views import badge, caches

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DiskLayout:
    """Places of a run's nodes, and what can be said about them."""

    name: str  # in the address
    title: str  # in the chooser
    places: Floats  # (n, 2)
    badge: str
    unit: float = 1.0  # a distance of the ball of curvature −1, in the units that the rings count
    plane: bool = False
    extent: float = 1.0  # of a plane
    prefix_places: Callable[[Ints], Floats] | None = None  # prefixes (m, k) -> (m, 2), NaN where there is no place
    cells: tuple[bool, float] | None = None  # (flat, scale): how nearest codewords are told among these places
    kept: Floats | None = None  # (n,) share of each node's neighbours that stay neighbours


def titles(run: Run) -> dict[str, str]:
    """What the chooser of layouts offers: names for the address, with titles."""
    own = run.config.disk_layout
    return {own: "Native 2-D" if own == "native" else "Tangent PCA"} if run.has_points else {}


def layout(run: Run, name: str) -> DiskLayout:
    """A layout by one of the names that `titles` gives."""
    return _own_layout(run.hash, run)


@st.cache_resource(max_entries=caches.MOST_RUNS, show_spinner=False)
def _own_layout(sealed: str, _run: Run) -> DiskLayout:
    """Where the model put its nodes, or the projection that came with the run."""
    config, c = _run.config, _run.config.curvature
    flat = c == 0
    whole = {"ghrq": (False, config.scale), "tangent": (True, config.scale), "rq": (True, 1.0)}  # exact in native 2-D

    def place(prefixes: Ints) -> Floats:
        return _run.place(prefix_points(_run.quantizer, prefixes))

    return DiskLayout(
        name=config.disk_layout,
        title=titles(_run)[config.disk_layout],
        places=_run.disk,
        badge=badge.sentence(_run),
        unit=_run.unit if flat else c**-0.5,
        plane=flat,
        extent=float(np.abs(_run.disk).max(initial=1e-9)) if flat else 1.0,
        prefix_places=place if _run.has_codebooks else None,
        cells=whole.get(config.quantizer) if config.disk_layout == "native" else None,
    )
