"""Pictures of a training: losses over the steps, how the codebooks are used, and the disk with its moving codewords."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from hrq.figures.theme import CATEGORIES, FONT, Theme

HEIGHT = 190  # pixels of a curve
DISK_HEIGHT = 460
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
MILLISECONDS = 90  # a picture of the replay
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """One line: what it is, and its values, None where there are none."""

    name: str
    steps: Sequence[int]
    values: Sequence[float | None]


@dataclass(frozen=True, eq=False)
class Moment:
    """The disk after one step: points, their level-1 codewords (−1: none yet), the codewords, their usage."""

    step: int
    points: Array
    tokens: NDArray[np.int64]
    codewords: Array
    usage: NDArray[np.int64]


def curves(lines: Sequence[Curve], title: str, look: Theme, *, from_zero: bool = True) -> go.Figure:
    """Lines over the steps; colour and dash tell them apart."""
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": line.name, "x": list(line.steps), "y": list(line.values),
            "line": {"color": CATEGORIES[place % len(CATEGORIES)], "width": 2, "dash": DASHES[place % len(DASHES)]},
        }
        for place, line in enumerate(lines)
    ]  # fmt: skip
    axis = {"gridcolor": look.ring, "zeroline": False, "linecolor": look.ring}
    layout = _layout(look) | {
        "height": HEIGHT,
        "title": {"text": title, "font": {"size": 13}, "x": 0, "xanchor": "left", "y": 0.99, "yanchor": "top"},
        "margin": {"l": 52, "r": 8, "t": 26, "b": 30},
        "xaxis": axis | {"title": {"text": "step", "standoff": 2, "font": {"size": 11}}},
        "yaxis": axis | {"rangemode": "tozero" if from_zero else "normal"},
        "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.0, "yanchor": "bottom", "font": {"size": 11}},
        "showlegend": len(lines) > 1,
    }
    return go.Figure({"data": traces, "layout": layout})


def moment(now: Moment, look: Theme, *, rim: bool) -> go.Figure:
    """The disk as it is now."""
    return go.Figure({"data": _marks(now, look), "layout": _disk_layout(look, rim=rim)})


def replay(moments: Sequence[Moment], look: Theme, *, rim: bool) -> go.Figure:
    """All moments in one figure, with a slider over the steps and a button that plays them."""
    shown = {"frame": {"duration": MILLISECONDS, "redraw": False}, "transition": {"duration": 0}, "mode": "immediate"}
    frames = [{"name": str(one.step), "data": _marks(one, look)} for one in moments]
    layout = _disk_layout(look, rim=rim)
    layout["height"] = DISK_HEIGHT + 90
    layout["margin"] = {"l": 4, "r": 4, "t": 4, "b": 90}
    layout["sliders"] = [
        {
            "active": len(moments) - 1, "len": 0.68, "x": 0.32, "y": 0, "pad": {"t": 8}, "font": {"size": 11},
            "currentvalue": {"prefix": "step ", "font": {"size": 13, "color": look.text}},
            "steps": [
                {"label": f"{one.step:,}", "method": "animate", "args": [[str(one.step)], shown]} for one in moments
            ],
            "ticklen": 0, "minorticklen": 0, "bgcolor": look.ring, "bordercolor": look.ring, "tickcolor": look.ground,
        }
    ]  # fmt: skip
    layout["updatemenus"] = [
        {
            "type": "buttons", "showactive": False, "direction": "left", "x": 0, "xanchor": "left", "y": 0,
            "yanchor": "top", "pad": {"t": 22}, "bgcolor": look.disk, "bordercolor": look.rim,
            "font": {"color": look.text},
            "buttons": [
                {"label": "▶ Play", "method": "animate", "args": [None, shown | {"fromcurrent": False}]},
                {"label": "❚❚", "method": "animate", "args": [[None], {"mode": "immediate"}]},
            ],
        }
    ]  # fmt: skip
    return go.Figure({"data": _marks(moments[-1], look), "layout": layout, "frames": frames})


def _marks(now: Moment, look: Theme) -> list[dict[str, Any]]:
    """Points by the codeword they take, the first seven in colour; codewords as squares, dead ones hollow."""
    colour = dict(enumerate(CATEGORIES))
    fills = [colour.get(token, look.other) for token in now.tokens.tolist()]
    largest = max(1, int(now.usage.max(initial=1)))
    sizes = 7 + 13 * np.sqrt(now.usage / largest)
    alive = now.usage > 0
    return [
        {
            "type": "scatter", "mode": "markers", "name": "nodes (a sample)", "hoverinfo": "skip",
            "x": now.points[:, 0], "y": now.points[:, 1],
            "marker": {"size": 5, "color": fills, "opacity": 0.75, "line": {"width": 0.4, "color": look.outline}},
        },
        {
            "type": "scatter", "mode": "markers", "name": "level-1 codewords",
            "hovertemplate": "%{text}<extra></extra>",
            "x": now.codewords[:, 0], "y": now.codewords[:, 1],
            "text": [f"codeword {i}: {count:,} nodes" for i, count in enumerate(now.usage.tolist())],
            "marker": {
                "symbol": ["square" if one else "square-open" for one in alive.tolist()],
                "size": sizes,
                "color": [colour.get(i, look.other) if one else look.accent for i, one in enumerate(alive.tolist())],
                "line": {"width": 1.6, "color": look.text},
            },
        },
    ]  # fmt: skip


def _disk_layout(look: Theme, *, rim: bool) -> dict[str, Any]:
    axis = {"visible": False, "range": [-1.04, 1.04], "fixedrange": True}
    circle = {
        "type": "circle", "x0": -1, "x1": 1, "y0": -1, "y1": 1, "layer": "below", "fillcolor": look.disk,
        "line": {"color": look.rim, "width": 1 if rim else 0},
    }  # fmt: skip
    return _layout(look) | {
        "height": DISK_HEIGHT,
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "xaxis": axis,
        "yaxis": axis | {"scaleanchor": "x"},
        "shapes": [circle],
        "showlegend": False,
    }


def _layout(look: Theme) -> dict[str, Any]:
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "color": look.text, "size": 12},
    }
