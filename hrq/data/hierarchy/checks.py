"""What makes a list of names and links a hierarchy; every refusal names the node and, in a file, the line."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from hrq.data.hierarchy.links import Ints
from hrq.data.hierarchy.spelling import nearest_spellings
from hrq.errors import HierarchyError, clipped, shown

Lines = Sequence[int] | None
MOST_TOLD = 100  # nodes of a cycle that are named
LONGEST_NAME = 2_000  # characters; longer ones are no names, and no address could hold them


def at_line(lines: Lines, link: int) -> str:
    """The beginning of a sentence about a link: where it stands in the file, if it stands in one.

    >>> at_line([2, 7], 1), at_line(None, 1)
    ('Line 7: ', '')
    """
    return "" if lines is None else f"Line {lines[link]}: "


def check_names(names: Sequence[str]) -> None:
    """There is at least one node, none without a name, none twice, none that is no text or a whole page of it.

    >>> check_names(["dog", "cat"])
    >>> check_names(["dog", "dog"])
    Traceback (most recent call last):
    hrq.errors.HierarchyError: The name 'dog' is given twice; every node needs a name of its own.
    """
    if not len(names):
        raise HierarchyError("The hierarchy is empty: it needs at least one node.")
    _check_text(names)
    if len(set(names)) == len(names) and "" not in names:
        return
    seen: set[str] = set()
    for place, name in enumerate(names, 1):
        if not name:
            raise HierarchyError(f"Node {place} has an empty name; every node needs one.")
        if name in seen:
            raise HierarchyError(f"The name {shown(name)} is given twice; every node needs a name of its own.")
        seen.add(name)


def _check_text(names: Sequence[str]) -> None:
    if max(map(len, names)) > LONGEST_NAME:
        place, name = next((place, name) for place, name in enumerate(names, 1) if len(name) > LONGEST_NAME)
        raise HierarchyError(
            f"Node {place:,} has a name of {len(name):,} characters, {shown(name)}, and at most {LONGEST_NAME:,} are "
            "taken. Give nodes short names, and put longer texts into labels or descriptions."
        )
    joined = "".join(names)
    if "\0" in joined:
        name = next(name for name in names if "\0" in name)
        raise HierarchyError(f"The name {shown(name)} holds the character 0, which ends texts. Leave it out.")
    try:
        joined.encode()
    except UnicodeEncodeError:  # half of a pair, which JSON can write and no file can hold
        name = next(name for name in names if any("\ud800" <= sign <= "\udfff" for sign in name))
        raise HierarchyError(f"The name {shown(name)} holds half a character. Write it in whole ones.") from None


def link_indices(names: Sequence[str], links: Sequence[tuple[str, str]], lines: Lines) -> Ints:
    """(child, parent) names as an (m, 2) array of indices.

    >>> link_indices(["animal", "dog"], [("dog", "animal")], None).tolist()
    [[1, 0]]
    """
    index = {name: i for i, name in enumerate(names)}
    pairs = np.empty((len(links), 2), dtype=np.int64)
    for i, (child, parent) in enumerate(links):
        if child not in index:
            raise HierarchyError(
                f"{at_line(lines, i)}the child {shown(child)} is not among the nodes.{_near(child, index)}"
            )
        if parent not in index:
            raise HierarchyError(
                f"{at_line(lines, i)}{shown(child)} names the parent {shown(parent)}, which is not among the nodes."
                f"{_near(parent, index)} Add it as a node or correct the name."
            )
        pairs[i] = index[child], index[parent]
    return pairs


def _near(name: str, known: Sequence[str] | dict[str, int]) -> str:
    close = nearest_spellings(name, tuple(known), most=3)
    return f" Nearest: {', '.join(close)}." if close else ""


def check_links(names: Sequence[str], pairs: Ints, lines: Lines = None) -> None:
    """Both ends exist, no link leads to its own node, none is given twice.

    >>> check_links(["animal", "dog"], np.array([[1, 0]]))
    >>> check_links(["animal", "dog"], np.array([[1, 1]]), lines=[2])
    Traceback (most recent call last):
    hrq.errors.HierarchyError: Line 2: 'dog' is given as its own parent. Remove that link.
    """
    size = len(names)
    outside = np.flatnonzero(((pairs < 0) | (pairs >= size)).any(axis=1))
    if len(outside):
        raise HierarchyError(f"Link {tuple(pairs[outside[0]].tolist())} leaves the {size} nodes, numbered from 0.")
    loops = np.flatnonzero(pairs[:, 0] == pairs[:, 1])
    if len(loops):
        name = names[pairs[loops[0], 0]]
        raise HierarchyError(
            f"{at_line(lines, int(loops[0]))}{shown(name)} is given as its own parent. Remove that link."
        )
    keys = pairs[:, 0] * size + pairs[:, 1]
    order = np.argsort(keys, kind="stable")
    twins = np.flatnonzero(np.diff(keys[order]) == 0)
    if len(twins):
        again = int(order[twins + 1].min())
        child, parent = (names[i] for i in pairs[again])
        raise HierarchyError(
            f"{at_line(lines, again)}the link {shown(child)} → {shown(parent)} is given twice. Remove one."
        )


def _some(texts: list[str]) -> list[str]:
    """All of them, or of very many the first and the last and how many lie between."""
    left = len(texts) - MOST_TOLD
    return texts if left <= 0 else [*texts[: MOST_TOLD // 2], f"({left:,} more)", *texts[-MOST_TOLD // 2 :]]


def check_acyclic(names: Sequence[str], pairs: Ints, cycle: Sequence[int], lines: Lines = None) -> None:
    """`cycle` (node, parent, …, the first node again) is empty.

    >>> check_acyclic(["a", "b"], np.array([[0, 1], [1, 0]]), [0, 1, 0])
    Traceback (most recent call last):
    hrq.errors.HierarchyError: These links form a cycle: a → b → a. Remove one of them.
    """
    if not cycle:
        return
    on_it = {*pairwise(cycle)}
    where = ""
    if lines is not None:
        at = sorted({lines[i] for i, (child, parent) in enumerate(pairs.tolist()) if (child, parent) in on_it})
        where = f" (lines {', '.join(_some([str(line) for line in at]))})"
    way = " → ".join(_some([clipped(names[i]) for i in cycle]))
    raise HierarchyError(f"These links form a cycle{where}: {way}. Remove one of them.")
