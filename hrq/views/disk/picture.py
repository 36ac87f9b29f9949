"""What the disk shows of one view: the small part of the element's contract, new at every click."""

import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hrq.runs import Run
from hrq.runs.layouts import CONSTRUCTED, RunLayout
from hrq.views.disk import layout_badge
from hrq.views.disk.columns import columns
from hrq.views.disk.element import Column, pack
from hrq.views.frame import caches, state

FLAT = {"ghrq": False, "tangent": True, "rq": True}  # cells are exact where residuals are isometries: of which space
Picture = tuple[dict[str, Column], dict[str, Any]]


def picture(run: Run, layout: RunLayout, row: int, level: int, colour: str, rows: dict[str, int]) -> Picture:
    """The columns and the view of a run's disk with one node selected."""
    found = columns(run, layout, colour, level)
    if level > 1 and layout.prefixes is not None:
        found["choices"] = _choices(run, layout, tuple(run.codes[row, : level - 1].tolist()))
    focus, name = _focus(layout, rows)
    badge = layout_badge.sentence(run, layout)
    view = {
        "n": len(run.names),
        "run": run.hash,
        "plane": not layout.rim,
        "extent": 1.0 if layout.rim else float(np.abs(layout.places).max(initial=1e-9)),
        "unit": _unit(run, layout),
        "levels": run.config.levels,
        "level": level,
        "colour": colour,
        "badge": badge,
        "meaning": layout_badge.about(layout),
        "alt": f"Disk with the {len(run.names):,} nodes of {run.config.hierarchy or run.name}.",
        "source": f"{run.name} · {run.hash[:8]} · {badge}",
        "file": f"{run.name}-disk",
        "selected": row,
        "name": run.names[row],
        "focus": focus,
        "focusName": name,
        "zoom": state.zoom(),
        "solo": state.solo(),
        "move": state.moves(),
        **_path(run, layout, row),
    }
    if layout.name == "native" and run.config.quantizer in FLAT:
        view["cells"] = {"flat": FLAT[run.config.quantizer], "scale": run.config.scale}
    return found, view


def _unit(run: Run, layout: RunLayout) -> float:
    """What the rings count for a distance of 1 in the picture: distances of the run's ball, as far as they are kept."""
    if not layout.rim:
        return 2 * run.unit  # at c = 0 the ball's distance is twice the Euclidean one
    return 1.0 if layout.name in CONSTRUCTED else run.config.curvature**-0.5


def _focus(layout: RunLayout, rows: dict[str, int]) -> tuple[list[float], str | None]:
    """The place in the middle, and the node that lies there if the address names one."""
    name, place = state.focus(rows), state.focus_place()
    if name is not None:
        return layout.places[rows[name]].tolist(), name
    if place is None or (layout.rim and abs(place) >= 1):
        return [0.0, 0.0], None
    return [place.real, place.imag], None


def _path(run: Run, layout: RunLayout, row: int) -> dict[str, Any]:
    """The residual path: from the middle over every prefix of the code to the node, and the runners-up beside it."""
    if layout.prefixes is None:
        return {}
    tokens = run.codes[row]
    stations = np.concatenate([_place(layout, tokens[: k + 1]) for k in range(len(tokens))])
    path = [[0.0, 0.0], *_listed(stations), short(layout.places[row])]
    if not (run.has_points and run.has_codebooks):
        return {"path": [one for one in path if one]}
    rivals = caches.found_path(run, row).runners_up
    others = [_place(layout, np.append(tokens[:k], rival)) for k, rival in enumerate(rivals)]
    return {"path": [one for one in path if one], "runners": _listed(np.concatenate(others))}


def _place(layout: RunLayout, prefix: NDArray[np.int64]) -> NDArray[np.float64]:
    return layout.prefixes(prefix[None]) if layout.prefixes else np.full((1, 2), np.nan)


def _listed(places: NDArray[np.float64]) -> list[list[float] | None]:
    return [short(place) if np.isfinite(place).all() else None for place in places]


def short(place: NDArray[np.float64]) -> list[float]:
    """A place (2,) with as many decimals as can be seen from near it: the nearer to the rim, the more."""
    room = 1 - float(np.hypot(*place))
    digits = 4 + max(0, math.ceil(-math.log10(room))) if room > 1e-12 else 17
    return [round(float(one), digits) for one in place]


@caches.of_run(entries=256)
def _choices(run: Run, layout: RunLayout, prefix: tuple[int, ...]) -> Column:
    """The places to which the codewords that come into question after a prefix would lead, in their order."""
    size = run.config.sizes[len(prefix)]
    every = np.column_stack([np.tile(np.array(prefix), (size, 1)), np.arange(size)])
    places = layout.prefixes(every) if layout.prefixes else np.full((size, 2), np.nan)
    return pack(json.dumps([short(place) if np.isfinite(place).all() else None for place in places]).encode())
