"""What colours mean: each point belongs to one of few entries, and each entry has a name and a count.

At most seven categories and "other", whose colours nobody can mistake; ordered quantities in steps along one scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from hrq.figures.theme import CATEGORIES

STEPS = 8  # of a quantity
MOST_VALUES = 12  # of a count that gets an entry each


@dataclass(frozen=True, eq=False)
class Legend:
    """Entries with names and counts, and for each point its entry. The last may be what is left over (`other`), or
    what has no value (`unknown`): both are grey."""

    title: str
    kind: Literal["category", "sequence"]
    labels: tuple[str, ...]
    entry: NDArray[np.uint8]  # (n,)
    other: bool = False
    unknown: bool = False

    @property
    def counts(self) -> list[int]:
        """How many points each entry has."""
        return [int(count) for count in np.bincount(self.entry, minlength=len(self.labels))]

    def to_json(self) -> dict[str, Any]:
        """Everything but the points."""
        return {
            "title": self.title, "kind": self.kind, "labels": list(self.labels), "counts": self.counts,
            "other": self.other, "unknown": self.unknown,
        }  # fmt: skip


def by_category(title: str, values: NDArray[np.integer], names: Mapping[int, str]) -> Legend:
    """Unordered values (n,): the most frequent get an entry each, the rest share the last."""
    found, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    order = np.lexsort((found, -counts))
    rank = np.empty(len(found), dtype=np.int64)
    rank[order] = np.arange(len(found))
    own = min(len(found), len(CATEGORIES))
    labels = [names.get(int(value), str(value)) for value in found[order[:own]]]
    if len(found) > own:
        labels.append(f"{len(found) - own:,} others")
    entry = np.minimum(rank, own)[inverse].astype(np.uint8)
    return Legend(title, "category", tuple(labels), entry, other=len(found) > own)


def by_number(title: str, values: NDArray[np.integer]) -> Legend:
    """Whole numbers (n,): one entry a number, the highest share the last where there are too many."""
    found = np.unique(values)
    kept = found[: MOST_VALUES - 1] if len(found) > MOST_VALUES else found
    labels = [str(value) for value in kept]
    if len(found) > len(kept):
        labels.append(f"{found[len(kept)]} and more")
    entry = np.minimum(np.searchsorted(found, values), len(kept)).astype(np.uint8)
    return Legend(title, "sequence", tuple(labels), entry)


def by_quantity(
    title: str, values: NDArray[np.floating], *, unknown: str = "", limits: tuple[float, float] | None = None
) -> Legend:
    """Numbers (n,) in equal steps between `limits`, else between the 2nd and 98th hundredth; NaN is `unknown`."""
    known = np.isfinite(values)
    low, high = limits or (np.percentile(values[known], [2, 98]).tolist() if known.any() else (0.0, 1.0))
    if not high > low:
        high = low + max(abs(low), 1.0)
    edges = np.linspace(low, high, STEPS + 1)
    entry = np.clip(np.searchsorted(edges[1:-1], values, side="right"), 0, STEPS - 1)
    digits = max(0, int(np.ceil(-np.log10((high - low) / STEPS))) + 1)
    labels = [f"{a:.{digits}f} – {b:.{digits}f}" for a, b in pairwise(edges)]
    if limits is None:
        labels[0], labels[-1] = f"below {edges[1]:.{digits}f}", f"{edges[-2]:.{digits}f} and more"
    if not known.all():
        labels.append(unknown or "not known")
        entry[~known] = STEPS
    return Legend(title, "sequence", tuple(labels), entry.astype(np.uint8), unknown=not known.all())
