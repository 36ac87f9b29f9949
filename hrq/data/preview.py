"""What a hierarchy is like, before anything is made of it."""

from dataclasses import dataclass

import numpy as np

from hrq.data.hierarchy import Hierarchy
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


def preview(hierarchy: Hierarchy) -> Preview:
    """Look a hierarchy over."""
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
    )
