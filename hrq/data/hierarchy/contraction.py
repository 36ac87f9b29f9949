"""A hierarchy on some of its nodes: what hung below a node that is left out hangs below that node's parents."""

from collections.abc import Sequence

import numpy as np

from hrq.data.hierarchy.hierarchy import Hierarchy


def contract(hierarchy: Hierarchy, names: Sequence[str]) -> Hierarchy:
    """The nodes of these names, in this order; a node's parents are the nearest of them above it, over all ways up.

    Raises UnknownNameError where a name is not in the hierarchy.

    >>> from hrq.data.hierarchy.toy import animals
    >>> small = contract(animals(), ["dog", "cat", "animal"])
    >>> [small.names[i] for i in small.parents.of(small.index("dog"))]
    ['animal']
    """
    rows = [hierarchy.index(name) for name in names]
    kept = np.zeros(len(hierarchy), dtype=bool)
    kept[rows] = True
    place = np.full(len(hierarchy), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    above: list[tuple[int, ...]] = [()] * len(hierarchy)  # of every node the nearest kept nodes above it
    for node in np.argsort(hierarchy.longest_depth, kind="stable").tolist():
        found: dict[int, None] = {}
        for parent in hierarchy.parents.of(node).tolist():
            found |= dict.fromkeys((parent,) if kept[parent] else above[parent])
        above[node] = tuple(found)
    links = [(int(place[row]), int(place[parent])) for row in rows for parent in above[row]]
    return Hierarchy.from_indices(
        list(names),
        np.array(links, dtype=np.int64).reshape(-1, 2),
        title=hierarchy.title,
        labels=[hierarchy.labels[row] for row in rows],
        descriptions=[hierarchy.descriptions[row] for row in rows],
        lemmas=[hierarchy.lemmas[row] for row in rows],
        categories=hierarchy.categories[rows],
        category_names=hierarchy.category_names,
        frequencies=hierarchy.frequencies[rows],
    )
