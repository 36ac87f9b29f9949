"""What is drawn over the points: codewords and residual paths, as plain curves and marks.

Descriptions that `disk` adds to a Plotly figure. Places are in units of the disk's radius, sizes and widths in pixels.
Texts are plain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from hrq.figures.theme import Theme

Array = NDArray[np.float64]
TINY, SMALL, DOT, NUMBERED, STATION, RING = 3.5, 5, 7, 16, 11, 18  # pixels across
MANY = 300  # codewords without numbers, above which they are tiny, so that the points' colours show between them


@dataclass(frozen=True)
class Mark:
    """A dot, square, diamond or ring at a place, with a label inside and a text for those who point at it."""

    x: float
    y: float
    shape: Literal["dot", "square", "diamond", "ring"]
    size: float
    fill: str
    stroke: str
    ink: str = ""  # of the label
    label: str = ""
    text: str = ""


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through places (k, 2)."""

    places: Array
    colour: str
    width: float
    dotted: bool = False


@dataclass(frozen=True, eq=False)
class Layer:
    """Curves below marks, and what a legend calls them. No title: the layer explains itself."""

    title: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...]

    def to_json(self) -> dict[str, Any]:
        """The layer as plain lists, places rounded to a hundredth of a pixel.

        A mark is [style, x, y, label, text] without empty texts at its end, `style` being an index into `styles`: a
        thousand marks that look alike say so once.
        """
        curves = [
            {"places": curve.places.round(5).tolist(), "colour": curve.colour, "width": curve.width,
             "dotted": curve.dotted}
            for curve in self.curves
        ]  # fmt: skip
        looks = [(mark.shape, mark.size, mark.fill, mark.stroke, mark.ink) for mark in self.marks]
        styles = {look: number for number, look in enumerate(dict.fromkeys(looks))}
        marks = [
            [styles[look], round(mark.x, 5), round(mark.y, 5), *_texts(mark)]
            for look, mark in zip(looks, self.marks, strict=True)
        ]
        keys = ("shape", "size", "fill", "stroke", "ink")
        return {"curves": curves, "styles": [dict(zip(keys, look, strict=True)) for look in styles], "marks": marks}


def codewords(title: str, places: Array, labels: Sequence[str], texts: Sequence[str], look: Theme) -> Layer:
    """Codewords at places (m, 2): large squares where they carry a label, small ones where they do not."""
    small = TINY if sum(not label for label in labels) > MANY else SMALL
    marks = (_codeword(*one, small, look) for one in zip(places.tolist(), labels, texts, strict=True))
    return Layer(title, (), tuple(marks))


def dots(title: str, places: Array, look: Theme) -> Layer:
    """Points at places (m, 2) in the colour of the selection, to be drawn over the same points in another colour."""
    return Layer(title, (), tuple(Mark(x, y, "dot", DOT, look.accent, look.outline) for x, y in places.tolist()))


def residual_path(title: str, stations: Array, ways: Array, texts: Sequence[str], level: int, look: Theme) -> Layer:
    """From the centre over every partial reconstruction to the point itself.

    Shapes: stations (N + 2, 2), ways (N + 1, samples, 2) between them. The last way is what no level explained: it is
    dotted. The station of the chosen level (1 … N) is larger.
    """
    steps = [Curve(way, look.accent, 2.5) for way in ways[:-1]]
    marks = [
        Mark(
            x=float(x), y=float(y), shape="diamond", size=STATION + (4 if number == level else 0),
            fill=look.accent, stroke=look.ground, text=text,
        )
        for number, ((x, y), text) in enumerate(zip(stations[1:-1], texts, strict=True), start=1)
    ]  # fmt: skip
    x, y = map(float, stations[-1])
    end = Mark(x, y, shape="ring", size=RING, fill="none", stroke=look.accent)
    return Layer(title, (*steps, Curve(ways[-1], look.accent, 2, dotted=True)), (*marks, end))


def _texts(mark: Mark) -> list[str]:
    if mark.text:
        return [mark.label, mark.text]
    return [mark.label] if mark.label else []


def _codeword(place: list[float], label: str, text: str, small: float, look: Theme) -> Mark:
    x, y = place
    if not label:
        return Mark(x, y, "square", small, look.text, look.ground, text=text)
    return Mark(x, y, "square", NUMBERED, look.text, look.ground, look.ground, label, text)
