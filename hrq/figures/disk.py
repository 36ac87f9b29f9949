"""Pictures of the disk: points, and hierarchy links as geodesics.

Arrays in units of the disk's radius come in, a `go.Figure` goes out. Every text is drawn as it is, never as markup.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from hrq.errors import ShapeError
from hrq.figures.groups import Groups
from hrq.figures.theme import FONT, Theme

MARGIN = 1.03  # of the picture around the rim
LABELLED = 0.93  # of the extent: circles nearer to the edge go without a label
POINT = 6.5  # pixels across
CLEAR = "rgba(0,0,0,0)"
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Points:
    """What is drawn as points: places (n, 2), the ids that a click reports, hover texts, and their groups."""

    places: Array
    ids: Sequence[str]
    hovers: Sequence[str]
    groups: Groups


@dataclass(frozen=True)
class Frame:
    """What surrounds the points: a rim for a ball, none for a plane; circles of equal distance with their labels."""

    rim: bool
    extent: float = 1.0
    rings: tuple[tuple[float, str], ...] = ()


def polyline(ways: Array) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Many curves (m, samples, 2) as one line with gaps: x and y, each (m · (samples + 1),), NaN between curves."""
    if ways.ndim != 3 or ways.shape[-1] != 2:
        raise ShapeError("The curves", ways.shape, "(m, samples, 2)")
    gaps = np.full((len(ways), 1, 2), np.nan)
    joined = np.concatenate([ways, gaps], axis=1).reshape(-1, 2).astype(np.float32)
    return joined[:, 0], joined[:, 1]


def literal(text: str) -> str:
    """Text as Plotly draws it unchanged: never markup; quotes stay, as Plotly knows no names for them."""
    return html.escape(text, quote=False)


def hover(title: str, lines: Sequence[str]) -> str:
    """A hover text of a bold title and some lines, in which no input can be markup."""
    return "<br>".join([f"<b>{literal(title)}</b>", *(literal(line) for line in lines)])


def disk(points: Points, frame: Frame, look: Theme, *, edges: Array) -> go.Figure:
    """The whole picture: links (m, samples, 2) below the points."""
    figure = go.Figure(layout=_layout(points.groups.title, frame, look))
    _add_line(figure, *polyline(edges), {"color": look.edge, "width": 0.8})
    _add_points(figure, points, look)
    return figure


def _add_line(figure: go.Figure, x: NDArray[np.float32], y: NDArray[np.float32], line: dict[str, object]) -> None:
    figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _add_points(figure: go.Figure, points: Points, look: Theme) -> None:
    places = points.places.astype(np.float32)
    ids, hovers = np.asarray(points.ids, dtype=object), np.asarray(points.hovers, dtype=object)
    groups = points.groups
    for label, colour, rows in zip(groups.labels, groups.colours, groups.rows, strict=True):
        figure.add_scatter(
            x=places[rows, 0],
            y=places[rows, 1],
            mode="markers",
            name=literal(label),
            customdata=ids[rows],
            text=hovers[rows],
            hovertemplate="%{text}<extra></extra>",
            marker={"color": colour, "size": POINT, "line": {"color": look.outline, "width": 0.6}},
            # A click must not fade the other points: the selection is drawn as a ring and a path.
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )


def _layout(title: str, frame: Frame, look: Theme) -> go.Layout:
    reach = frame.extent * MARGIN
    axis = {"visible": False, "range": [-reach, reach], "constrain": "domain"}
    font = {"family": FONT, "color": look.text}
    return go.Layout(
        xaxis=axis,
        yaxis={**axis, "scaleanchor": "x"},
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={**font, "size": 13},
        hoverlabel={"bgcolor": look.ground, "bordercolor": look.rim, "font": font, "align": "left"},
        legend={
            "title": {"text": literal(title), "side": "top", "font": {"size": 13, "color": look.muted}},
            "orientation": "h", "x": 0, "y": -0.01, "yanchor": "top", "itemsizing": "constant", "bgcolor": CLEAR,
        },
        dragmode="pan",
        clickmode="event+select",
        hovermode="closest",
        shapes=_circles(frame, look),
        annotations=[
            {"x": 0, "y": radius, "text": label, "showarrow": False, "yshift": 7,
             "font": {"size": 10, "color": look.muted}}
            for radius, label in frame.rings
            if radius < LABELLED * frame.extent
        ],
        modebar={"bgcolor": CLEAR, "color": look.muted, "activecolor": look.accent, "orientation": "v"},
    )  # fmt: skip


def _circles(frame: Frame, look: Theme) -> list[dict[str, object]]:
    def circle(radius: float, line: dict[str, object], fill: str = CLEAR) -> dict[str, object]:
        box = {"x0": -radius, "x1": radius, "y0": -radius, "y1": radius}
        return {"type": "circle", "layer": "below", "fillcolor": fill, "line": line, **box}

    rim = [circle(1.0, {"color": look.rim, "width": 1.5}, look.disk)] if frame.rim else []
    return rim + [circle(radius, {"color": look.ring, "width": 1}) for radius, _ in frame.rings]
