"""Which rows of an outline are on the screen: at most `MOST_ROWS`, and marked nodes always among them.

    rows = visible(outline, unfolding, marked)

An open node shows a window of its children, and rows that move the window. A closed node that holds marked nodes shows
the way to them and nothing else. Where open nodes would show too much, those opened longest ago are drawn closed.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from hrq.data.hierarchy.links import Ints
from hrq.layouts.tree_outline import Outline

MOST_ROWS = 500
PAGE = 50  # children shown at once, and added by "show 50 more"
LONGEST_WINDOW = 200  # children shown at once at most: a longer window drops its other end
MOST_OPEN = 500  # open nodes that are remembered
TOP = -1  # stands for "above the roots": it has no row, and its children are the roots


class Kind(StrEnum):
    """What a row is."""

    OPEN = "open"
    CLOSED = "closed"
    WAY = "way"  # closed, but showing the way to marked nodes
    LEAF = "leaf"
    REFERENCE = "ref"  # a node whose place is under another parent
    EARLIER = "earlier"  # moves the window of `node` up
    LATER = "later"  # moves it down


@dataclass(frozen=True)
class Row:
    """One line of an outline. `node` is the parent for the rows that move a window."""

    kind: Kind
    node: int
    depth: int
    parent: int = TOP
    hidden: int = 0  # children that are not shown at this end of the window
    place: int = 0  # 1, 2, … among the node's siblings, for screen readers
    siblings: int = 0


@dataclass(frozen=True)
class Unfolding:
    """What a reader has opened, longest ago first, and the windows that were moved."""

    opened: tuple[int, ...] = ()
    windows: Mapping[int, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))

    def toggle(self, outline: Outline, node: int) -> "Unfolding":
        """Close an open node, or open a closed one."""
        if node in self.opened:
            return replace(self, opened=tuple(one for one in self.opened if one != node))
        return self._open([*outline.above(node), node])

    def reveal(self, outline: Outline, node: int) -> "Unfolding":
        """Open everything above a node, with windows that show the way to it."""
        way, windows = outline.above(node), dict(self.windows)
        for parent, child in pairwise([TOP, *way, node]):
            children = _children(outline, parent)
            place = _place(children, child)
            start, end = _window(windows, parent, len(children))
            if not start <= place < end:
                start = place // PAGE * PAGE
                windows[parent] = (start, min(start + PAGE, len(children)))
        return replace(self._open(way), windows=MappingProxyType(windows))

    def page(self, outline: Outline, node: int, kind: Kind) -> "Unfolding":
        """Move the window of a node by one page; a long one loses its other end."""
        total = len(_children(outline, node))
        start, end = _window(self.windows, node, total)
        if kind is Kind.LATER:
            end = min(end + PAGE, total)
            start = max(start, end - LONGEST_WINDOW)
        else:
            start = max(start - PAGE, 0)
            end = min(end, start + LONGEST_WINDOW)
        return replace(self, windows=MappingProxyType({**self.windows, node: (start, end)}))

    def _open(self, nodes: list[int]) -> "Unfolding":
        """Open nodes from the root down; their being asked for makes all of them the latest."""
        kept = tuple(one for one in self.opened if one not in nodes)
        return replace(self, opened=(*kept, *nodes)[-MOST_OPEN:])


@dataclass(frozen=True)
class Visible:
    """The rows on the screen, and how many open nodes had to be drawn closed to make room."""

    rows: tuple[Row, ...]
    folded: int


def visible(outline: Outline, unfolding: Unfolding, marked: Collection[int], *, most: int = MOST_ROWS) -> Visible:
    """The rows to draw. Marked nodes are there however much is closed, with the way to them."""
    ways, opened = _ways(outline, marked), unfolding.opened

    def draw(folded: int) -> list[Row]:
        return _Drawing(outline, {TOP, *opened[folded:]}, unfolding.windows, ways, most).rows()

    # The more is closed the fewer rows there are, so the least that must be closed is found by halving.
    folded = bisect_left(range(len(opened)), True, key=lambda folded: len(draw(folded)) <= most)
    return Visible(tuple(draw(folded)), folded)


class _Drawing:
    """Collects the rows; stops soon after there are too many."""

    def __init__(
        self,
        outline: Outline,
        opened: Collection[int],
        windows: Mapping[int, tuple[int, int]],
        ways: Mapping[int, list[int]],
        most: int,
    ) -> None:
        self.outline, self.opened, self.windows = outline, opened, windows
        self.ways = ways  # children on the way to a marked node, by parent
        self.most = most
        self.found: list[Row] = []

    def rows(self) -> list[Row]:
        """All rows, from the roots down; no recursion, as a hierarchy can be deeper than Python's."""
        parts = [self._under(TOP, 0)]
        while parts and (len(self.found) <= self.most or self.opened == {TOP}):
            row = next(parts[-1], None)
            if row is None:
                parts.pop()
                continue
            self.found.append(row)
            if row.kind in (Kind.OPEN, Kind.WAY):
                parts.append(self._under(row.node, row.depth + 1))
        return self.found

    def _under(self, parent: int, depth: int) -> Iterator[Row]:
        """The rows right under a node: its window, what moves it, and what is marked outside it."""
        children = _children(self.outline, parent)
        total, is_open = len(children), parent in self.opened
        start, end = _window(self.windows, parent, total) if is_open else (0, 0)
        on_way = sorted(_place(children, child) for child in self.ways.get(parent, ()))
        yield from self._branches(children, [place for place in on_way if place < start], parent, depth)
        if is_open and start > 0:
            yield Row(Kind.EARLIER, parent, depth, parent, hidden=start)
        yield from self._branches(children, range(start, end), parent, depth)
        if is_open and end < total:
            yield Row(Kind.LATER, parent, depth, parent, hidden=total - end)
        yield from self._branches(children, [place for place in on_way if place >= end], parent, depth)

    def _branches(self, children: Ints, places: Iterable[int], parent: int, depth: int) -> Iterator[Row]:
        for place in places:
            node = int(children[place])
            yield Row(self._kind(node, parent), node, depth, parent, place=place + 1, siblings=len(children))

    def _kind(self, node: int, parent: int) -> Kind:
        if int(self.outline.parent[node]) != parent:
            return Kind.REFERENCE
        if not len(_children(self.outline, node)):
            return Kind.LEAF
        if node in self.opened:
            return Kind.OPEN
        return Kind.WAY if node in self.ways else Kind.CLOSED


def _ways(outline: Outline, marked: Collection[int]) -> dict[int, list[int]]:
    ways: dict[int, list[int]] = {}
    for node in marked:
        line = [TOP, *outline.above(node), node]
        for parent, child in pairwise(line):
            if child not in ways.setdefault(parent, []):
                ways[parent].append(child)
    return ways


def _children(outline: Outline, node: int) -> Ints:
    return outline.roots if node == TOP else outline.children.of(node)


def _place(children: Ints, child: int) -> int:
    return int(np.flatnonzero(children == child)[0])


def _window(windows: Mapping[int, tuple[int, int]], node: int, total: int) -> tuple[int, int]:
    return windows.get(node, (0, min(PAGE, total)))
