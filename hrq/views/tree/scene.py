"""What the element draws: two outlines as rows of plain values, with marks, numbers and words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hrq.evaluate.matching.two_trees import GOOD, Match, TreePair
from hrq.layouts.tree_outline import Outline
from hrq.layouts.tree_rows import MOST_ROWS, PAGE, Kind, Row, Unfolding, visible
from hrq.views.frame.text import count, shorten
from hrq.views.tree.detail import CODE, TRUE, Selection, code_detail, true_detail

Marks = Mapping[int, str]  # node -> classes of its row: selected, match, aim
Words = Callable[[Row], dict[str, Any]]
Differs = Sequence[bool] | NDArray[np.bool_]  # by node; empty: none
FORMS = ("indented", "links", "icicle", "disk")
NUMBERS = (
    {
        "text": "precision",
        "look": "num p",
        "tip": "The share of the prefix's items that lies below its match",
    },
    {"text": "recall", "look": "num r", "tip": "The share of the match and all below it that lies under the prefix"},
    {"text": "F1", "look": "num score", "tip": "The harmonic mean of precision and recall"},
)


@dataclass(frozen=True, eq=False)
class Look:
    """The form of each side, which nodes of each disagree, and what a saved picture says of itself."""

    code: str = FORMS[0]
    true: str = FORMS[0]
    differs: tuple[Differs, Differs] = ((), ())
    source: str = ""
    file: str = "trees"


@dataclass(frozen=True)
class Unfoldings:
    """What is opened on each side."""

    code: Unfolding = field(default_factory=Unfolding)
    true: Unfolding = field(default_factory=Unfolding)

    def reveal(self, pair: TreePair, selection: Selection) -> "Unfoldings":
        """Open both sides at what is selected and at its counterpart."""
        code, true = self.code, self.true
        for node in code_marks(pair, selection):
            code = code.reveal(pair.code, node)
        for node in true_marks(pair, selection):
            true = true.reveal(pair.true, node)
        return Unfoldings(code, true)

    def act(self, pair: TreePair, side: str, act: str, node: int) -> "Unfoldings":
        """What a toggle or a paging gesture leaves."""
        outline: Outline = getattr(pair, side)
        unfolding: Unfolding = getattr(self, side)
        if act == "toggle":
            return replace(self, **{side: unfolding.toggle(outline, node)})
        return replace(self, **{side: unfolding.page(outline, node, Kind(act))})


def first_unfoldings(pair: TreePair) -> Unfoldings:
    """A start: the root of each side is open, where there is one."""
    sides = [Unfolding(tuple(int(root) for root in outline.roots[:1])) for outline in (pair.code, pair.true)]
    return Unfoldings(*sides)


def code_marks(pair: TreePair, selection: Selection) -> dict[int, str]:
    """What is marked in the code tree, the node to look at last."""
    marks: dict[int, str] = {}
    if selection.true_node is not None:
        best = pair.node_matches(selection.true_node)[:1] if selection.prefix is None else []
        if best and best[0].good and pair.true.sizes[selection.true_node] > 1:
            _mark(marks, int(pair.code.drawn[best[0].node]), "match")
        if (item := int(pair.item_of[selection.true_node])) >= 0:
            _mark(marks, item, "selected" if selection.prefix is not None else "selected aim")
    if selection.prefix is not None:
        _mark(marks, int(pair.code.drawn[selection.prefix]), "selected aim")
    return marks


def true_marks(pair: TreePair, selection: Selection) -> dict[int, str]:
    """What is marked in the hierarchy, the node to look at last."""
    marks: dict[int, str] = {}
    if selection.true_node is not None:
        _mark(marks, selection.true_node, "selected")
    if selection.prefix is not None:
        for best in pair.prefix_matches(selection.prefix)[:1]:
            if best.good:
                _mark(marks, best.node, "match aim")
    return marks


def scene(
    pair: TreePair, selection: Selection, unfoldings: Unfoldings, *, title: str, look: Look | None = None
) -> dict[str, Any]:
    """All that the element needs: at most MOST_ROWS rows a side."""
    drawn = look or Look()
    tokens = f"{count(len(pair.tree.item_nodes), 'code')} of {count(pair.tree.levels, 'token')}, prefix by prefix"
    several = int((pair.truth.parents.counts > 1).sum())
    code = {
        "id": CODE,
        "title": "Code tree",
        "about": tokens,
        "columns": [_column("prefix, items"), _column("best match", "best"), *NUMBERS],
        "detail": code_detail(pair, selection),
    }
    true = {
        "id": TRUE,
        "title": title,
        "about": f"{len(pair.truth):,} nodes, {several:,} with several parents",
        "columns": [_column("node, with all below it"), _column("best prefix", "best"), NUMBERS[2]],
        "detail": true_detail(pair, selection),
    }
    code_rows = _rows(
        pair.code, unfoldings.code, code_marks(pair, selection), partial(_code_words, pair), drawn.differs[0]
    )
    true_rows = _rows(
        pair.true, unfoldings.true, true_marks(pair, selection), partial(_true_words, pair), drawn.differs[1]
    )
    sides = [code | {"form": drawn.code} | code_rows, true | {"form": drawn.true} | true_rows]
    return {
        "sides": sides,
        "source": drawn.source,
        "file": drawn.file,
        "legend": ["▌ selected", "▢ ⟷ its best match", "⤴ has other parents", f"≈ matches · ≁ F1 below {GOOD}"],
        "aim": f"{selection.true_node} {selection.prefix}",
    }


def _code_words(pair: TreePair, row: Row) -> dict[str, Any]:
    """What a row of the code tree says."""
    node = row.node
    if pair.is_prefix(node):
        words = {"code": pair.labels[node], "count": f"{pair.code.sizes[node]:,}"}
        return words | _match_words(pair.prefix_matches(node)[:1], pair.truth.names)
    true_node = int(pair.true_node_of[node - len(pair.tree.prefix_nodes)])
    tip = shorten(pair.truth.descriptions[true_node]) if true_node >= 0 else ""
    return {"code": pair.code_of(node), "text": pair.tree.hierarchy.names[node], "tip": tip}


def _true_words(pair: TreePair, row: Row) -> dict[str, Any]:
    """What a row of the hierarchy says."""
    node, names = row.node, pair.truth.names
    if row.kind is Kind.REFERENCE:
        return {"text": names[node], "tip": f"Its place is under {names[int(pair.true.parent[node])]}"}
    words: dict[str, Any] = {"text": names[node], "tip": shorten(pair.truth.descriptions[node])}
    if others := pair.true.other_parents(node):
        words["up"] = f"also under {', '.join(names[parent] for parent in others)}"
    if pair.true.sizes[node] > 1:
        words["count"] = f"{pair.true.sizes[node]:,}"
        words |= _match_words(pair.node_matches(node)[:1], pair.labels)
        if words.get("match", {}).get("whole"):
            spread = count(pair.spread(node), "token")
            about = f"no prefix of its own: spread over {spread} of level 1; all codes together fit it best"
            words["match"] |= {"name": spread, "about": about}
    return words


def _rows(outline: Outline, unfolding: Unfolding, marks: Marks, words: Words, differs: Differs) -> dict[str, Any]:
    """One side's rows, and the note under them."""
    shown = visible(outline, unfolding, list(marks))
    folded = count(shown.folded, "branch", "branches")
    note = f"To stay within {MOST_ROWS} rows, {folded} opened earlier are drawn closed." if shown.folded else ""
    return {"rows": [_row(row, marks, words, differs) for row in shown.rows], "note": note}


def _row(row: Row, marks: Marks, words: Words, differs: Differs) -> dict[str, Any]:
    plain = {"kind": row.kind.value, "node": row.node, "depth": row.depth, "marks": ""}
    if row.kind in (Kind.EARLIER, Kind.LATER):
        more = f"show {min(PAGE, row.hidden)} {'more' if row.kind is Kind.LATER else 'before'} ({row.hidden:,} hidden)"
        return plain | {"key": f"{row.kind.value} {row.node}", "text": more}
    mark = "" if row.kind is Kind.REFERENCE else marks.get(row.node, "")
    place = {"key": f"{row.parent} {row.node}", "place": row.place, "siblings": row.siblings}
    told = {"marks": mark, "differs": True} if len(differs) and differs[row.node] else {"marks": mark}
    return plain | place | told | words(row)


def _match_words(found: list[Match], names: tuple[str, ...]) -> dict[str, Any]:
    if not found:
        return {}
    match = found[0]
    shown = {name: f"{getattr(match, name):.2f}" for name in ("precision", "recall", "f1")}
    return {
        "match": shown
        | {"name": names[match.node], "share": round(match.f1, 2), "low": not match.good}
        | ({"whole": True} if match.whole else {})
    }


def _column(text: str, look: str = "") -> dict[str, str]:
    return {"text": text, "look": look, "tip": ""}


def _mark(marks: dict[int, str], node: int, classes: str) -> None:
    before = marks.pop(node, "")
    marks[node] = " ".join(dict.fromkeys(f"{before} {classes}".split()))
