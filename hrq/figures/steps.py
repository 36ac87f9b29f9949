"""How one code came about: for every level, the residual, the codewords it could take, the one taken, the runner-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from hrq.figures.layers import Array
from hrq.figures.theme import FONT, Theme

HEIGHT, HEAD = 160, 22  # pixels
ROOM = 1.25  # of a picture around what it must hold
GAP = 0.02  # between pictures, as a share of the width
MOST_NUMBERS = 24  # codewords with their numbers; more would cover each other


@dataclass(frozen=True, eq=False)
class Step:
    """One level: places of its codewords (K, 2) and of the residual (2,), both in the space where codes are chosen."""

    title: str
    codewords: Array
    residual: Array
    taken: int
    runner_up: int


def steps(levels: Sequence[Step], look: Theme) -> go.Figure:
    """Small pictures side by side, one a level, each with its own scale; made in one go, as every click draws them."""
    width = (1 - GAP * (len(levels) - 1)) / len(levels)
    traces: list[dict[str, Any]] = []
    titles: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for number, step in enumerate(levels, start=1):
        suffix = "" if number == 1 else str(number)
        left = (number - 1) * (width + GAP)
        traces += [{**trace, "xaxis": f"x{suffix}", "yaxis": f"y{suffix}"} for trace in _traces(step, look)]
        axes |= _axes(step, suffix, [left, min(left + width, 1)])
        titles.append(_title(step.title, left + width / 2, look))
    layout = {
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": HEAD, "b": 0},
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": look.disk,
        "font": {"family": FONT, "color": look.text},
        "annotations": titles,
        **axes,
    }
    return go.Figure({"data": traces, "layout": layout})


def _traces(step: Step, look: Theme) -> list[dict[str, Any]]:
    numbers = np.arange(len(step.codewords))
    taken = numbers == step.taken
    shown = numbers.astype(str) if len(numbers) <= MOST_NUMBERS else np.where(taken, numbers.astype(str), "")
    marker = {
        "symbol": "square",
        "size": 14 if len(numbers) <= MOST_NUMBERS else np.where(taken, 14, 5),
        "color": np.where(taken, look.accent, look.text),
        "opacity": np.where(taken | (numbers == step.runner_up), 1.0, 0.45),
    }
    ring = {"symbol": "circle-open", "size": 19, "color": look.accent, "line": {"width": 2.5}}
    return [
        _way(step, step.runner_up, {"color": look.accent, "width": 1.2, "dash": "dot"}),
        _way(step, step.taken, {"color": look.accent, "width": 2}),
        {
            "type": "scatter", "mode": "markers+text", "x": step.codewords[:, 0], "y": step.codewords[:, 1],
            "text": shown, "textfont": {"size": 9, "color": look.ground}, "marker": marker,
        },
        {"type": "scatter", "mode": "markers", "x": step.residual[:1], "y": step.residual[1:], "marker": ring},
    ]  # fmt: skip


def _way(step: Step, codeword: int, line: dict[str, object]) -> dict[str, Any]:
    way = np.stack([step.residual, step.codewords[codeword]])
    return {"type": "scatter", "mode": "lines", "x": way[:, 0], "y": way[:, 1], "line": line}


def _axes(step: Step, suffix: str, domain: list[float]) -> dict[str, Any]:
    everything = np.concatenate([step.codewords, step.residual[None]])
    middle = (everything.max(axis=0) + everything.min(axis=0)) / 2
    half = max(float(np.abs(everything - middle).max()) * ROOM, 1e-12)
    x, y = ({"visible": False, "range": [one - half, one + half], "constrain": "domain"} for one in middle.tolist())
    return {
        f"xaxis{suffix}": {**x, "domain": domain, "anchor": f"y{suffix}"},
        f"yaxis{suffix}": {**y, "anchor": f"x{suffix}", "scaleanchor": f"x{suffix}"},
    }


def _title(text: str, x: float, look: Theme) -> dict[str, Any]:
    return {
        "text": text, "x": x, "y": 1, "xref": "paper", "yref": "paper", "yanchor": "bottom", "showarrow": False,
        "font": {"size": 12, "color": look.muted},
    }  # fmt: skip
