"""Points sorted into the few groups that a legend can hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hrq.figures.theme import CATEGORIES, Theme, sample

MOST_STEPS = 12  # entries of an ordered legend


@dataclass(frozen=True, eq=False)
class Groups:
    """A legend: its title, and for each entry a label, a colour and the rows to draw."""

    title: str
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    rows: tuple[NDArray[np.int64], ...]


def by_category(values: NDArray[np.int64], title: str, theme: Theme, names: Mapping[int, str] | None = None) -> Groups:
    """Unordered values: the largest groups get a colour each, the rest share grey. No two groups share a colour.

    Shapes: values (n,). Labels are the values, or their names where given, with the counts.
    """
    found, counts = np.unique(values, return_counts=True)
    order = np.lexsort((found, -counts))
    found, counts = found[order], counts[order]
    own = len(CATEGORIES)
    known = names or {}
    pairs = zip(found[:own].tolist(), counts[:own].tolist(), strict=True)
    labels = [f"{known.get(value, value)} ({count:,})" for value, count in pairs]
    rows = [np.flatnonzero(values == value) for value in found[:own]]
    colours = list(CATEGORIES[: len(rows)])
    if len(found) > own:
        rest = np.flatnonzero(np.isin(values, found[own:]))
        labels.append(f"{len(found) - own} others ({len(rest):,})")
        rows.append(rest)
        colours.append(theme.other)
    return Groups(title, tuple(labels), tuple(colours), tuple(rows))


def by_order(values: NDArray[np.int64], title: str, theme: Theme) -> Groups:
    """Ordered values: one colour a value along a scale; the highest share the last where there are too many.

    Shapes: values (n,). Labels carry the counts.
    """
    found = np.unique(values)
    kept = found[: MOST_STEPS - 1] if len(found) > MOST_STEPS else found
    rows = [np.flatnonzero(values == value) for value in kept]
    labels = [f"{value} ({len(row):,})" for value, row in zip(kept, rows, strict=True)]
    if len(found) > len(kept):
        rest = np.flatnonzero(values > kept[-1])
        labels.append(f"{found[len(kept)]} and more ({len(rest):,})")
        rows.append(rest)
    return Groups(title, tuple(labels), tuple(sample(theme.sequential, len(rows))), tuple(rows))


def only(groups: Groups, drawn: NDArray[np.int64]) -> Groups:
    """The same legend, labels and counts, with only some of the rows to draw."""
    return replace(groups, rows=tuple(rows[np.isin(rows, drawn)] for rows in groups.rows))
