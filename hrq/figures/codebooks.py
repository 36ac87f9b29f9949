"""Pictures of a level's codewords: how many nodes each holds, and how far they lie from one another."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from hrq.figures.disk import literal
from hrq.figures.theme import CATEGORIES, FONT, Theme

CLEAR = "rgba(0,0,0,0)"
BARS, MAP = 240, 460  # pixels high
TICKS = 16  # numbers along an axis, at most
ORDINARY, CROWDED = CATEGORIES[0], CATEGORIES[3]


def usage_bars(
    numbers: NDArray[np.int64],
    counts: NDArray[np.int64],
    overloaded: NDArray[np.bool_],
    texts: Sequence[str],
    chosen: int,
    even: float,
    look: Theme,
) -> go.Figure:
    """A bar a codeword (m,), by its number: nodes held, overloaded ones in vermilion, the chosen number outlined.

    Codewords that hold nothing have no height, so each is marked by a cross on the axis. A line stands at `even`.
    """
    figure = go.Figure(layout=_layout(look, BARS))
    for name, rows, colour in (
        ("codeword", np.flatnonzero(~overloaded & (counts > 0)).tolist(), ORDINARY),
        ("overloaded", np.flatnonzero(overloaded).tolist(), CROWDED),
    ):
        if len(rows):
            figure.add_bar(
                x=numbers[rows], y=counts[rows], name=f"{name} ({len(rows):,})", customdata=numbers[rows],
                marker={"color": colour, "line": _outlines([numbers[row] == chosen for row in rows], look)},
                hovertext=[literal(texts[row]).replace("\n", "<br>") for row in rows], hoverinfo="text",
                selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
            )  # fmt: skip
    empty = np.flatnonzero(counts == 0).tolist()
    if len(empty):
        figure.add_scatter(
            x=numbers[empty], y=np.zeros(len(empty)), mode="markers", name=f"holds nothing ({len(empty):,})",
            customdata=numbers[empty], marker={"symbol": "x", "color": look.muted, "size": 7},
            hovertext=[literal(texts[row]).replace("\n", "<br>") for row in empty], hoverinfo="text",
            selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
        )  # fmt: skip
    figure.add_hline(even, line={"color": look.text, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=1, xref="paper", xanchor="right", y=even, yanchor="bottom", showarrow=False,
        text=f"an even share: {even:,.1f}", font={"size": 11, "color": look.text},
        bgcolor=look.ground,
    )  # fmt: skip
    figure.update_xaxes(title="codeword", range=[numbers.min() - 0.6, numbers.max() + 0.6])
    figure.update_yaxes(title="nodes", rangemode="tozero")
    return figure


def _outlines(chosen: Sequence[bool], look: Theme) -> dict[str, list[object]]:
    return {"color": [look.accent if one else CLEAR for one in chosen], "width": [3 if one else 0 for one in chosen]}


def distance_map(apart: NDArray[np.float64], numbers: NDArray[np.int64], unit: str, look: Theme) -> go.Figure:
    """Distances (m, m) between the codewords of these numbers as colours; the scale bar names the unit."""
    labels = [str(number) for number in numbers]
    figure = go.Figure(layout=_layout(look, MAP))
    figure.add_heatmap(
        z=apart.astype(np.float32),
        colorscale=[[at / (len(look.sequential) - 1), one] for at, one in enumerate(look.sequential)],
        customdata=np.stack(np.broadcast_arrays(numbers[:, None], numbers[None, :]), axis=-1),
        hovertemplate="codewords %{customdata[0]} and %{customdata[1]}: %{z:.3f}<extra></extra>",
        colorbar={
            "title": {"text": literal(unit), "side": "right", "font": {"size": 12}},
            "thickness": 12,
            "outlinewidth": 0,
        },
    )
    step = max(1, -(-len(numbers) // TICKS))
    ticks = {"tickvals": list(range(0, len(numbers), step)), "ticktext": labels[::step]}
    figure.update_xaxes(title="codeword", constrain="domain", **ticks)
    figure.update_yaxes(title="codeword", scaleanchor="x", autorange="reversed", constrain="domain", **ticks)
    return figure


def _layout(look: Theme, height: int) -> go.Layout:
    axis = {"gridcolor": look.ring, "zeroline": False, "linecolor": look.rim, "color": look.text, "automargin": True}
    return go.Layout(
        height=height,
        margin={"l": 40, "r": 0, "t": 26, "b": 36},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"family": FONT, "color": look.text, "size": 12},
        xaxis=axis,
        yaxis=axis,
        bargap=0.15,
        clickmode="event+select",
        dragmode=False,
        hoverlabel={"bgcolor": look.ground, "bordercolor": look.rim, "font": {"color": look.text}, "align": "left"},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "bgcolor": CLEAR},
        modebar={"bgcolor": CLEAR, "color": look.muted, "activecolor": look.accent},
    )
