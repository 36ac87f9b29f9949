"""How one code came about: for every level, the residual, the codewords it could take, the one taken, the runner-up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from hrq.figures.layers import Array
from hrq.figures.theme import FONT, Theme

HEIGHT = 160  # pixels
ROOM = 1.25  # of a picture around what it must hold


@dataclass(frozen=True, eq=False)
class Step:
    """One level: places of its codewords (K, 2) and of the residual (2,), both in the space where codes are chosen."""

    title: str
    codewords: Array
    residual: Array
    taken: int
    runner_up: int


def steps(levels: Sequence[Step], look: Theme) -> go.Figure:
    """Small pictures side by side, one a level, each with a scale of its own."""
    figure = make_subplots(cols=len(levels), subplot_titles=[step.title for step in levels], horizontal_spacing=0.02)
    for column, step in enumerate(levels, start=1):
        _add_step(figure, step, look, column)
    figure.update_annotations(font={"size": 12, "color": look.muted, "family": FONT}, yshift=2)
    return figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 22, "b": 0},
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor=look.disk,
        font={"family": FONT, "color": look.text},
    )


def _add_step(figure: go.Figure, step: Step, look: Theme, column: int) -> None:
    place = {"row": 1, "col": column}
    for index, dash in ((step.runner_up, "dot"), (step.taken, "solid")):
        way = np.stack([step.residual, step.codewords[index]])
        line = {"color": look.accent, "width": 2 if dash == "solid" else 1.2, "dash": dash}
        figure.add_scatter(x=way[:, 0], y=way[:, 1], mode="lines", line=line, **place)
    numbers = np.arange(len(step.codewords))
    taken = numbers == step.taken
    figure.add_scatter(
        x=step.codewords[:, 0],
        y=step.codewords[:, 1],
        mode="markers+text",
        text=numbers.astype(str),
        textfont={"size": 9, "color": look.ground},
        marker={
            "symbol": "square",
            "size": 14,
            "color": np.where(taken, look.accent, look.text),
            "opacity": np.where(taken | (numbers == step.runner_up), 1.0, 0.45),
        },
        **place,
    )
    ring = {"symbol": "circle-open", "size": 19, "color": look.accent, "line": {"width": 2.5}}
    figure.add_scatter(x=step.residual[:1], y=step.residual[1:], mode="markers", marker=ring, **place)
    everything = np.concatenate([step.codewords, step.residual[None]])
    middle = (everything.max(axis=0) + everything.min(axis=0)) / 2
    half = max(float(np.abs(everything - middle).max()) * ROOM, 1e-12)
    for update, centre in ((figure.update_xaxes, middle[0]), (figure.update_yaxes, middle[1])):
        update(visible=False, range=[centre - half, centre + half], constrain="domain", **place)
    figure.update_yaxes(scaleanchor=f"x{column if column > 1 else ''}", **place)
