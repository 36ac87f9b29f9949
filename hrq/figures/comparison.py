"""Curves of a comparison: a figure against depth, distance or epoch, a line a run, with its intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from hrq.figures.theme import CATEGORIES, FONT, Theme

HEIGHT = 300
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")


@dataclass(frozen=True)
class Line:
    """A run's values along an axis; `half` are halves of intervals, None where there are none; `n` what they are over.

    A control is drawn thin and grey.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float | None]
    half: Sequence[float | None] | None = None
    n: Sequence[int] | None = None
    control: bool = False


def curves(lines: Sequence[Line], look: Theme, *, across: str, upwards: str) -> go.Figure:
    """Lines that colour, dash and mark tell apart."""
    axis = {"gridcolor": look.ring, "zeroline": False, "linecolor": look.ring}
    layout = {
        "height": HEIGHT, "margin": {"l": 56, "r": 8, "t": 8, "b": 44}, "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)", "font": {"family": FONT, "color": look.text, "size": 12},
        "xaxis": axis | {"title": {"text": across, "standoff": 4}, "dtick": 1 if _few(lines) else None},
        "yaxis": axis | {"title": {"text": upwards, "standoff": 4}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 11}},
        "showlegend": True, "hovermode": "x unified", "hoverlabel": {"bgcolor": look.ground},
    }  # fmt: skip
    return go.Figure({"data": [_trace(line, place, look) for place, line in enumerate(lines)], "layout": layout})


def _few(lines: Sequence[Line]) -> bool:
    places = [place for line in lines for place in line.x]
    return bool(places) and max(places) - min(places) <= 20


def _trace(line: Line, place: int, look: Theme) -> dict[str, object]:
    colour = look.other if line.control else CATEGORIES[place % len(CATEGORIES)]
    trace: dict[str, object] = {
        "type": "scatter", "mode": "lines+markers", "name": line.name, "x": list(line.x), "y": list(line.y),
        "line": {"color": colour, "width": 1 if line.control else 2, "dash": DASHES[place % len(DASHES)]},
        "marker": {
            "symbol": MARKS[place % len(MARKS)], "size": 5 if line.control else 7,
            "line": {"color": look.outline, "width": 0.5},
        },
        "hovertemplate": "%{y:.3f}" + (" ± %{error_y.array:.3f}" if line.half else ""),
    }  # fmt: skip
    if line.half:
        trace["error_y"] = {"type": "data", "array": list(line.half), "thickness": 1, "width": 3, "color": colour}
    if line.n:
        trace["customdata"] = list(line.n)
        trace["hovertemplate"] = str(trace["hovertemplate"]) + " of %{customdata:,} pairs"
    return trace
