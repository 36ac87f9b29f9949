"""Which nodes and which cases a reader looks at: those of a subtree, depths, a category, a prefix, a slice.

A filter is written in an address as `subtree=dog.n.01&depth=2-5&file=noun.animal&prefix=12-4`.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, urlencode

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Bools, Ints
from hrq.data.prefix import read_prefix, under
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.kinds import CODEWORD, KINDS, NODE
from hrq.evaluate.mistakes.tables import categories


@dataclass(frozen=True)
class Filter:
    """What is looked at; an empty text or None leaves everything in.

    >>> wanted = Filter(subtree="dog.n.01", depth=(2, 5))
    >>> wanted.text(), wanted.words()
    ('subtree=dog.n.01&depth=2-5', 'below dog.n.01, depth 2 to 5')
    """

    subtree: str = ""
    depth: tuple[int, int] | None = None
    file: str = ""
    prefix: str = ""

    def text(self) -> str:
        """How the filter is written in an address; empty where nothing is filtered."""
        parts = {key: value for key, value in asdict(self).items() if value}
        if self.depth is not None:
            parts["depth"] = f"{self.depth[0]}-{self.depth[1]}"
        return urlencode(parts)

    def words(self) -> str:
        """What is looked at, in words."""
        parts = [f"below {self.subtree}"] if self.subtree else []
        parts += [f"depth {self.depth[0]} to {self.depth[1]}"] if self.depth is not None else []
        parts += [self.file] if self.file else []
        parts += [f"prefix {self.prefix}"] if self.prefix else []
        return ", ".join(parts)


def read_filter(text: str) -> Filter:
    """A filter from an address; what cannot be read is left out.

    >>> read_filter("subtree=dog.n.01&depth=2-5")
    Filter(subtree='dog.n.01', depth=(2, 5), file='', prefix='')
    """
    found = dict(parse_qsl(text))
    low, _, high = found.get("depth", "").partition("-")
    depth = (int(low), int(high)) if low.isdecimal() and high.isdecimal() and len(low + high) < 10 else None
    return Filter(found.get("subtree", ""), depth, found.get("file", ""), found.get("prefix", ""))


def nodes_inside(
    hierarchy: Hierarchy, codes: NDArray[np.integer], wanted: Filter, *, names: Collection[str] | None = None
) -> Bools:
    """Which nodes the filter leaves; `names` are those of a slice, by name. Raises UnknownNameError and PrefixError.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> nodes_inside(animals(), CODES, Filter(subtree="canine")).tolist()
    [False, True, False, True, True, False, False]
    """
    inside = np.ones(len(hierarchy), dtype=bool)
    if wanted.subtree:
        top = hierarchy.index(wanted.subtree)
        below = np.zeros(len(hierarchy), dtype=bool)
        below[[top, *hierarchy.descendants(top)]] = True
        inside &= below
    if wanted.depth is not None:
        inside &= (hierarchy.depth >= wanted.depth[0]) & (hierarchy.depth <= wanted.depth[1])
    if wanted.file:
        inside &= np.array(categories(hierarchy), dtype=object) == wanted.file
    if wanted.prefix:
        inside &= under(codes, read_prefix(wanted.prefix))
    if names is not None:
        kept = frozenset(names)
        inside &= np.array([name in kept for name in hierarchy.names])
    return inside


def cases_inside(kind: str, cases: Cases, codes: NDArray[np.integer], inside: Bools) -> Ints:
    """The rows of the cases that concern the nodes inside: the node itself, or any node of the prefix or codeword.

    >>> from hrq.data.hierarchy.toy import CODES
    >>> from hrq.evaluate.mistakes.cases import node_cases
    >>> from hrq.evaluate.mistakes.kinds import SPLIT
    >>> found = node_cases(CODES, 1, np.array([3, 5]), np.array([4, 6]), np.ones(2), np.ones(7, dtype=bool))
    >>> cases_inside(SPLIT, found, CODES, np.arange(7) == 5).tolist()  # of dog and cat the cat alone
    [1]
    """
    if inside.all():
        return np.arange(len(cases.scores))
    if KINDS[kind].unit == NODE:
        return np.flatnonzero(inside[cases.nodes])
    used = codes[inside]
    if KINDS[kind].unit == CODEWORD:
        kept = [bool((used[:, level - 1] == codeword).any()) for level, codeword in cases.prefixes]
    else:
        known = {tuple(code[:length]) for code in used.tolist() for length in range(1, codes.shape[1] + 1)}
        kept = [prefix in known for prefix in cases.prefixes]
    return np.flatnonzero(np.array(kept, dtype=bool))


def grouping(hierarchy: Hierarchy, codes: NDArray[np.integer], by: str, *, top: str = "") -> tuple[Ints, list[str]]:
    """A group for every node, −1 for none: by `file`, `depth`, `prefix` (first token) or `subtree` (branches of `top`).

    Branches follow main parents; without `top` they are those of the roots, where there is one below it.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> grouping(animals(), CODES, "subtree")
    (array([-1,  0,  1,  0,  0,  1,  1]), ['canine', 'feline'])
    >>> grouping(animals(), CODES, "depth")
    (array([0, 1, 1, 2, 2, 2, 2]), ['0', '1', '2'])
    """
    if by == "file":
        names = sorted(set(categories(hierarchy)))
        place: Mapping[str, int] = {name: number for number, name in enumerate(names)}
        return np.array([place[name] for name in categories(hierarchy)]), names
    if by == "depth":
        return hierarchy.depth, [str(depth) for depth in range(int(hierarchy.depth.max(initial=0)) + 1)]
    if by == "prefix":
        return codes[:, 0].astype(np.int64), [str(token) for token in range(int(codes[:, 0].max(initial=0)) + 1)]
    return _branches(hierarchy, top)


def _branches(hierarchy: Hierarchy, top: str) -> tuple[Ints, list[str]]:
    if top:
        heads = hierarchy.children.of(hierarchy.index(top))
    else:
        heads = hierarchy.roots if len(hierarchy.roots) > 1 else hierarchy.children.of(int(hierarchy.roots[0]))
    while len(heads) == 1 and len(hierarchy.children.of(int(heads[0]))):
        heads = hierarchy.children.of(int(heads[0]))
    group = np.full(len(hierarchy), -1)
    group[heads] = np.arange(len(heads))
    for depth in range(int(hierarchy.depth.max(initial=0)) + 1):
        nodes = np.flatnonzero((hierarchy.depth == depth) & (hierarchy.main_parents >= 0) & (group < 0))
        group[nodes] = group[hierarchy.main_parents[nodes]]
    return group, [hierarchy.names[head] for head in heads]
