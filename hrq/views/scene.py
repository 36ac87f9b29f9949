"""From a run to what the disk's figure takes: places, texts, curves; cached where the selection plays no part."""

import math

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from hrq.evaluate.one_node import ResidualPath, candidates
from hrq.figures import layers
from hrq.figures.disk import Frame, Points, disk, hover
from hrq.figures.groups import Groups, by_category, by_order, only
from hrq.figures.layers import Array, Layer
from hrq.figures.steps import Step, steps
from hrq.figures.theme import theme
from hrq.geometry.lines import geodesic_arcs
from hrq.layouts.recentre import recentre
from hrq.layouts.thinning import drawn_rows
from hrq.models import Run
from hrq.views import caches
from hrq.views.text import code, count, shorten

MOST_CODEWORDS = 1_500  # of a level are drawn: all of a model of some thousand nodes
RINGS = 4
NEAR_RIM = 0.97  # of the disk's radius: no ring is drawn beyond


@st.cache_resource(max_entries=32, show_spinner="Drawing the disk …")
def base_figure(sealed: str, colour: str, dark: bool, focus: int | None, _run: Run) -> go.Figure:
    """Points and links: the same object at every rerun, so that it is sent once."""
    return full_figure(_run, colour, dark=dark, focus=focus, above=[])


def full_figure(run: Run, colour: str, *, dark: bool, focus: int | None, above: list[Layer]) -> go.Figure:
    """The picture with layers in it, for saving."""
    places = seen(run, run.disk, focus)
    drawn = drawn_rows(run.items, focus)
    points = Points(places, run.names, _hovers(run.hash, run), only(groups(run, colour, dark=dark), drawn))
    return disk(points, frame(run), theme(dark=dark), edges=_edges(run, places, drawn), layers=above)


def seen(run: Run, places: Array, focus: int | None) -> Array:
    """Places (…, 2) of the run's layout as they are drawn with the node `focus` in the middle."""
    return places if focus is None else recentre(places, run.disk[focus])


@st.cache_resource(max_entries=8, show_spinner="Drawing the disk …")
def hero(sealed: str, dark: bool, _run: Run) -> go.Figure:
    """The picture alone, without a legend."""
    return full_figure(_run, "code", dark=dark, focus=None, above=[]).update_layout(showlegend=False)


def groups(run: Run, colour: str, *, dark: bool) -> Groups:
    """The legend for a choice of colour."""
    look = theme(dark=dark)
    if colour == "depth":
        return by_order(np.asarray(run.items.depth), "Depth: links from the root (nodes)", look)
    tokens, meanings = run.codes[:, 0].numpy(), caches.meanings(run)
    labels = {token: f"{token} ≈ {meanings[str(token)]}" for token in np.unique(tokens).tolist()}
    return by_category(tokens, "Level-1 codeword, the synset it matches best (nodes)", look, labels)


def frame(run: Run) -> Frame:
    """A rim for a ball, none for a plane; circles at whole distances from the centre."""
    c = run.config.curvature
    extent = 1.0 if c > 0 else float(np.abs(run.disk).max(initial=1e-9))
    farthest = 2 / math.sqrt(c) * math.atanh(NEAR_RIM) if c > 0 else 2 * extent * run.unit
    step = max(1, round(farthest / RINGS)) if farthest >= 1 else farthest / RINGS
    distances = [step * number for number in range(1, RINGS + 1) if step * number <= farthest * (1 + 1e-9)]
    radii = [math.tanh(math.sqrt(c) * one / 2) if c > 0 else one / (2 * run.unit) for one in distances]
    return Frame(c > 0, extent, tuple((radius, f"{one:.2g}") for radius, one in zip(radii, distances, strict=True)))


@st.cache_resource(max_entries=64, show_spinner=False)
def codewords(sealed: str, level: int, dark: bool, focus: int | None, _run: Run) -> Layer:
    """The codewords of a level where they lead, one for each prefix in use; numbered at level 1, small below it."""
    own = _run.codes[:, :level].numpy()
    prefixes, first, counts = np.unique(own, axis=0, return_index=True, return_counts=True)
    title = f"level-{level} codewords" + ("" if level == 1 else ", one for each prefix in use")
    title += f" ({len(prefixes):,})"
    if len(prefixes) > MOST_CODEWORDS:
        common = np.argsort(-counts, kind="stable")[:MOST_CODEWORDS]
        title = f"level-{level} codewords: the {MOST_CODEWORDS:,} commonest of {len(prefixes):,} prefixes in use"
        prefixes, first, counts = prefixes[common], first[common], counts[common]
    places = seen(_run, _run.place(_run.quantizer.partial_reconstructions(_run.codes[first])[level - 1]), focus)
    kind = "codeword" if level == 1 else "prefix"
    meanings = caches.meanings(_run)
    texts = [
        f"{kind} {code(prefix)} ≈ {meanings[code(prefix)]}\n{count(int(number), 'node')}"
        for prefix, number in zip(prefixes.tolist(), counts, strict=True)
    ]
    labels = [str(one) for one in prefixes[:, 0]] if level == 1 else [""] * len(prefixes)
    return layers.codewords(title, places, labels, texts, theme(dark=dark))


def family(run: Run, row: int, colour: str, *, dark: bool, focus: int | None) -> Layer | None:
    """The nodes that share a node's level-1 codeword, where the legend leaves it among the grey others; else None.

    A layer over the figure: to give it a colour in the figure would send the whole figure anew at each click.
    """
    legend = groups(run, colour, dark=dark)
    if colour != "code" or legend.colours[-1] != theme(dark=dark).other or row not in legend.rows[-1]:
        return None
    tokens = run.codes[:, 0].numpy()
    rows, token = np.flatnonzero(tokens == tokens[row]), str(tokens[row])
    title = f"nodes of codeword {token} ≈ {caches.meanings(run)[token]} ({len(rows):,})"
    return layers.dots(title, seen(run, run.disk[rows], focus), theme(dark=dark))


def choices(run: Run, row: int, level: int, *, dark: bool, focus: int | None) -> Layer | None:
    """The codewords that a node's code could choose from at a level, given its tokens before; None at level 1."""
    if level == 1:
        return None
    prefix = code(run.codes[row, : level - 1].tolist())
    places = seen(run, run.place(candidates(run.quantizer, run.codes[row], level)), focus)
    numbers = [str(number) for number in range(len(places))]
    title = f"the {len(places)} codewords to choose from after {prefix}"
    texts = [f"codeword {number} after {prefix}" for number in numbers]
    return layers.codewords(title, places, numbers, texts, theme(dark=dark))


def path(run: Run, row: int, found: ResidualPath, level: int, *, dark: bool, focus: int | None) -> Layer:
    """A node's residual path: from the centre over every partial reconstruction to the node itself."""
    name = run.names[row]
    stations = seen(run, np.concatenate([np.zeros((1, 2)), run.place(found.partial), run.disk[row][None]]), focus)
    texts = [
        f"{code(found.codes[:number].tolist())} (after level {number})\n{found.errors[number - 1]:.3g} from {name}"
        for number in range(1, len(stations) - 1)
    ]
    ways = arcs(run, stations[:-1], stations[1:], samples=24)
    return layers.residual_path(f"path of {name}", stations, ways, texts, level, theme(dark=dark))


def steps_figure(run: Run, found: ResidualPath, *, dark: bool) -> go.Figure:
    """The choice at every level, seen along the picture's two directions."""
    directions = run.directions.double().T
    left = (found.left @ directions).numpy()
    books = [(book.detach().double() @ directions).numpy() for book in run.quantizer.codebooks]
    levels = [
        Step(f"level {number + 1}", book, left[number], int(found.codes[number]), int(found.runners_up[number]))
        for number, book in enumerate(books)
    ]
    return steps(levels, theme(dark=dark))


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


@st.cache_resource(max_entries=caches.MOST_RUNS, show_spinner="Writing the labels …")
def _hovers(sealed: str, _run: Run) -> list[str]:
    """What hovering a point says: name, words, gloss, code, depth."""
    hierarchy, codes, moved = _run.items, _run.codes.tolist(), _run.moved
    depth: NDArray[np.int64] = hierarchy.depth
    return [
        hover(
            name,
            [
                shorten(hierarchy.lemmas[row], 60),
                *_two_lines(shorten(hierarchy.descriptions[row])),
                f"code {code(codes[row])}{' (last token moved)' if moved[row] else ''} · depth {depth[row]}",
            ],
        )
        for row, name in enumerate(_run.names)
    ]


def _two_lines(text: str) -> list[str]:
    """A gloss over two lines, so that the hover stays narrow on a telephone."""
    if len(text) <= 48:
        return [text] if text else []
    cut = text.rfind(" ", 0, 48)
    return [text[:cut], text[cut + 1 :]] if cut > 0 else [text[:48], text[48:]]
