"""What a hierarchy is like, before anything is made of it."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.errors import TooLargeError

LARGEST, ROOTS = 10, 5


@dataclass(frozen=True)
class Preview:
    """Counts, and the nodes with the most below them: (label, nodes below)."""

    nodes: int
    links: int
    pairs: int | None  # of the closure; None where there are too many to count
    roots: int
    some_roots: tuple[str, ...]
    depth: int  # of the longest way
    several: int  # nodes with more than one parent
    alone: int  # roots without anything below them
    largest: tuple[tuple[str, int], ...]
    alike: tuple[tuple[str, ...], ...]  # names that a reader will take for one another


def preview(hierarchy: Hierarchy) -> Preview:
    """Look a hierarchy over.

    >>> from hrq.data.hierarchy.toy import animals
    >>> seen = preview(animals())
    >>> seen.nodes, seen.links, seen.pairs, seen.depth
    (7, 6, 10, 2)
    >>> seen.largest
    (('animal', 6), ('canine', 2), ('feline', 2))
    """
    roots, below = hierarchy.roots, hierarchy.children.counts
    try:
        above = hierarchy.ancestry.links
        pairs, sizes = len(above.indices), np.bincount(above.indices, minlength=len(hierarchy))
    except TooLargeError:
        pairs, sizes = None, below
    order = np.argsort(-sizes, kind="stable")[:LARGEST]
    return Preview(
        nodes=len(hierarchy),
        links=len(hierarchy.parents.indices),
        pairs=pairs,
        roots=len(roots),
        some_roots=tuple(hierarchy.labels[i] for i in roots[np.argsort(-sizes[roots], kind="stable")][:ROOTS]),
        depth=int(hierarchy.longest_depth.max()),
        several=int((hierarchy.parents.counts > 1).sum()),
        alone=int((below[roots] == 0).sum()),
        largest=tuple((hierarchy.labels[i], int(sizes[i])) for i in order if sizes[i]),
        alike=alike(hierarchy.names),
    )


def alike(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Groups of names that differ only in case, in blanks, or in how the same letters are encoded.

    >>> alike(("dog", "Dog", "cat", "d og"))
    (('dog', 'Dog'),)
    """
    groups = defaultdict(list)
    for name in names:
        visible = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")  # such as zero-width blanks
        groups[" ".join(unicodedata.normalize("NFKC", visible).casefold().split())].append(name)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
