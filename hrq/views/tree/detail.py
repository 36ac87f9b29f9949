"""What is said about a selection, above each tree: lines of pieces, some of which lead to another node.

A piece is {"text", "look"?, "tip"?, "go"?: {"side", "node"}}; looks are strong and soft. Texts are never markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hrq.evaluate.matching.two_trees import Match, TreePair
from hrq.views.frame.text import count, shorten

Piece = dict[str, Any]
CODE, TRUE = "code", "true"
MOST_PARENTS = 6


@dataclass(frozen=True)
class Selection:
    """What is selected: a node (its number), a prefix of codes (its node), both or neither."""

    true_node: int | None = None
    prefix: int | None = None


def code_detail(pair: TreePair, selection: Selection) -> list[list[Piece]]:
    """What is said above the code tree."""
    if selection.prefix is not None:
        return _prefix_lines(pair, selection.prefix) + _also(pair, selection)
    if selection.true_node is not None:
        return _item_lines(pair, selection.true_node)
    clearest = pair.clearest()
    found = pair.prefix_matches(clearest)[:1]
    line = [soft("Choose a prefix, and the node that it matches best is marked on the other side.")]
    return [line] + [[soft("For example, prefix"), _prefix(pair, clearest), *_is(pair, match)] for match in found]


def true_detail(pair: TreePair, selection: Selection) -> list[list[Piece]]:
    """What is said above the hierarchy."""
    if selection.prefix is not None:
        return _counterpart_lines(pair, selection.prefix)
    if selection.true_node is not None:
        return _node_lines(pair, selection.true_node)
    return [[soft("Choose a node, and its code and the prefix that fits it best are marked on the other side.")]]


def numbers(match: Match) -> str:
    """The three numbers in words."""
    return f"precision {match.precision:.2f} · recall {match.recall:.2f} · F1 {match.f1:.2f}"


def soft(text: str) -> Piece:
    """Text that steps back."""
    return {"text": text, "look": "soft"}


def _prefix_lines(pair: TreePair, prefix: int) -> list[list[Piece]]:
    name = pair.labels[prefix]
    head = [
        {"text": _called(pair, prefix), "look": "strong"},
        soft(count(int(pair.code.sizes[prefix]), "item")),
    ]
    above = pair.code.hierarchy.path_to_root(prefix)[1:-1]
    return [head, *_crumbs(pair, above[::-1], name), *_matches(pair, pair.prefix_matches(prefix), TRUE)]


def _item_lines(pair: TreePair, true_node: int) -> list[list[Piece]]:
    item, name = int(pair.item_of[true_node]), pair.truth.names[true_node]
    if item < 0:
        return [[{"text": name, "look": "strong"}, soft("has no code in this run.")]]
    code = pair.code_of(item)
    head = [{"text": code, "look": "strong"}, soft("is the code of"), {"text": name}]
    above = pair.code.hierarchy.path_to_root(item)[2:-1]
    lines = [head, *_crumbs(pair, above[::-1], code)]
    if pair.true.sizes[true_node] > 1:
        size = count(int(pair.true.sizes[true_node]), "node")
        lines += _matches(pair, pair.node_matches(true_node), CODE, of=f"{name} and all below it ({size}):")
    return lines


def _counterpart_lines(pair: TreePair, prefix: int) -> list[list[Piece]]:
    found = pair.prefix_matches(prefix)
    if not found or not found[0].good:
        near = [[soft("The nearest is"), _true_node(pair, match.node), soft(numbers(match))] for match in found[:1]]
        return [[{"text": _none(found), "look": "strong"}], *near]
    lines = _node_lines(pair, found[0].node)
    return [
        [
            *lines[0],
            soft(f"is the best match of {_called(pair, prefix)}: {numbers(found[0])}"),
        ],
        *lines[1:],
    ]


def _node_lines(pair: TreePair, true_node: int) -> list[list[Piece]]:
    truth = pair.truth
    size = count(int(pair.true.sizes[true_node]), "node")
    head = [{"text": truth.names[true_node], "look": "strong"}, soft(f"({size} with all below it)")]
    lines = [head if pair.true.sizes[true_node] > 1 else head[:1]]
    if truth.descriptions[true_node]:
        lines.append([{"text": shorten(truth.descriptions[true_node], 160), "tip": truth.descriptions[true_node]}])
    if others := pair.true.other_parents(true_node):
        shown = [_true_node(pair, parent) for parent in others[:MOST_PARENTS]]
        lines.append([soft("⤴ also under"), *shown])
    return lines


def _matches(pair: TreePair, found: Sequence[Match], side: str, *, of: str = "") -> list[list[Piece]]:
    link = _true_node if side == TRUE else _prefix
    start = [soft(of)] if of else []
    if found and found[0].whole:
        return [[*start, *_spread(pair, found[0])]]
    if not found or not found[0].good:
        near = [soft("The nearest is"), link(pair, found[0].node)] if found else []
        return [[*start, {"text": _none(found)}, *near]]
    best, *others = found
    lines = [[*start, soft("best match"), link(pair, best.node), {"text": numbers(best)}]]
    rest = [piece for match in others for piece in (link(pair, match.node), soft(f"F1 {match.f1:.2f}"))]
    return [*lines, [soft("runners-up"), *rest]] if rest else lines


def _spread(pair: TreePair, match: Match) -> list[Piece]:
    """What is said where nothing shorter than all codes together fits a node: it has no prefix of its own."""
    return [
        {"text": "has no prefix of its own: its codes begin in many ways."},
        soft(f"Nothing fits it better than all codes together: {numbers(match)}"),
    ]


def _is(pair: TreePair, match: Match) -> list[Piece]:
    return [soft(f"is mostly {pair.truth.names[match.node]}: {numbers(match)}")]


def _called(pair: TreePair, prefix: int) -> str:
    return f"prefix {pair.labels[prefix]}" if prefix else "all codes"


def _none(found: Sequence[Match]) -> str:
    return f"no good counterpart (best F1 {found[0].f1:.2f})" if found else "no counterpart (best F1 0.00)"


def _also(pair: TreePair, selection: Selection) -> list[list[Piece]]:
    return [] if selection.true_node is None else [[soft("selected synset"), _true_node(pair, selection.true_node)]]


def _crumbs(pair: TreePair, prefixes: Sequence[int], last: str) -> list[list[Piece]]:
    if not prefixes:
        return []
    line = [piece for prefix in prefixes for piece in (_prefix(pair, prefix), soft("›"))]
    return [[soft("in"), *line, soft(last)]]


def _prefix(pair: TreePair, prefix: int) -> Piece:
    size = count(int(pair.code.sizes[prefix]), "item")
    return {"text": pair.labels[prefix], "tip": size, "go": {"side": CODE, "node": prefix}}


def _true_node(pair: TreePair, true_node: int) -> Piece:
    tip = pair.truth.descriptions[true_node]
    return {"text": pair.truth.names[true_node], "tip": tip, "go": {"side": TRUE, "node": true_node}}
