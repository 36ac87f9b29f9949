"""From a run to what figures take: the still disk of the home screen."""

import math

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from hrq.data.prefix import write_prefix
from hrq.figures.disk import Array, Frame, Points, disk, hover
from hrq.figures.groups import Groups, by_category, only
from hrq.figures.theme import theme
from hrq.geometry.disk import geodesic_arcs
from hrq.layouts.thinning import drawn_rows
from hrq.runs import Run
from hrq.views.frame import caches
from hrq.views.frame.text import shorten

RINGS = 4
NEAR_RIM = 0.97  # of the disk's radius: no ring is drawn beyond


@caches.of_run(spinner="Drawing the disk …")
def hero(run: Run, dark: bool) -> go.Figure:
    """The picture alone, without a legend."""
    places, drawn = run.disk, drawn_rows(run.items, None)
    points = Points(places, run.names, _hovers(run), only(groups(run, dark=dark), drawn))
    figure = disk(points, frame(run), theme(dark=dark), edges=_edges(run, places, drawn))
    return figure.update_layout(showlegend=False)


def groups(run: Run, *, dark: bool) -> Groups:
    """The legend of level-1 codewords."""
    tokens, meanings = run.codes[:, 0], caches.meanings(run)
    labels = {token: f"{token} ≈ {meanings[str(token)]}" for token in np.unique(tokens).tolist()}
    return by_category(tokens, "Level-1 codeword, and what it matches best (nodes)", theme(dark=dark), labels)


def frame(run: Run) -> Frame:
    """A rim for a ball, none for a plane; circles at whole distances from the centre."""
    c = run.config.curvature
    extent = 1.0 if c > 0 else float(np.abs(run.disk).max(initial=1e-9))
    farthest = 2 / math.sqrt(c) * math.atanh(NEAR_RIM) if c > 0 else 2 * extent * run.unit
    step = max(1, round(farthest / RINGS)) if farthest >= 1 else farthest / RINGS
    distances = [step * number for number in range(1, RINGS + 1) if step * number <= farthest * (1 + 1e-9)]
    radii = [math.tanh(math.sqrt(c) * one / 2) if c > 0 else one / (2 * run.unit) for one in distances]
    return Frame(c > 0, extent, tuple((radius, f"{one:.2g}") for radius, one in zip(radii, distances, strict=True)))


def arcs(run: Run, starts: Array, ends: Array, *, samples: int) -> Array:
    """Geodesics of the picture: arcs in a ball's disk, segments in a plane."""
    c = 1.0 if run.config.curvature > 0 else 0.0
    curves: Array = geodesic_arcs(starts, ends, c=c, samples=samples)
    return curves


def _edges(run: Run, places: Array, drawn: NDArray[np.int64]) -> Array:
    """The links between drawn nodes as geodesics of the disk, (links, samples, 2)."""
    children, parents = run.items.parents.rows, run.items.parents.indices
    both = np.isin(children, drawn) & np.isin(parents, drawn)
    return arcs(run, places[children[both]], places[parents[both]], samples=10)


@caches.of_run(spinner="Writing the labels …")
def _hovers(run: Run) -> list[str]:
    """What hovering a point says: name, words, gloss, code, depth."""
    hierarchy, codes, moved = run.items, run.codes.tolist(), run.moved
    depth: NDArray[np.int64] = hierarchy.depth
    return [
        hover(
            name,
            [
                shorten(hierarchy.lemmas[row], 60),
                *_two_lines(shorten(hierarchy.descriptions[row])),
                f"code {write_prefix(codes[row])}{' (last token moved)' if moved[row] else ''} · depth {depth[row]}",
            ],
        )
        for row, name in enumerate(run.names)
    ]


def _two_lines(text: str) -> list[str]:
    """A gloss over two lines, so that the hover stays narrow on a telephone."""
    if len(text) <= 48:
        return [text] if text else []
    cut = text.rfind(" ", 0, 48)
    return [text[:cut], text[cut + 1 :]] if cut > 0 else [text[:48], text[48:]]
