"""Two partitions of the same nodes, one by the codes and one by a depth of the hierarchy: how far do they agree?

A cut at depth d puts every node into the class of its ancestor at depth d, by the way over main parents (a shortest
way to a root); a node above the cut is a class of its own. So every node has one class, in a graph as in a tree.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Floats, Ints, spread

MOST_CUTS = 10
FAR = 12  # standard deviations of a hypergeometric count beyond which its terms are nothing
BLOCK = 4_000_000  # terms of the expected information held at once


class Counts(NamedTuple):
    """How many nodes each pair of a row's class and a column's class holds; only pairs that hold some."""

    rows: Ints
    columns: Ints
    both: Ints


def cut_depths(hierarchy: Hierarchy) -> list[int]:
    """The depths that part a hierarchy: from 1 (0 too where there are several roots), at most ten, none trivial.

    >>> from hrq.data.hierarchy.toy import animals
    >>> cut_depths(animals())
    [1]
    """
    first, last = (0 if len(hierarchy.roots) > 1 else 1), int(hierarchy.depth.max(initial=0))
    return list(range(first, last))[:MOST_CUTS]


def cut_classes(hierarchy: Hierarchy, cut: int) -> Ints:
    """The class of every node at a cut: the number of the node that stands for it.

    >>> from hrq.data.hierarchy.toy import animals
    >>> cut_classes(animals(), 1).tolist()  # animal itself, then canine or feline
    [0, 1, 2, 1, 1, 2, 2]
    """
    classes = np.arange(len(hierarchy))
    for depth in range(cut + 1, int(hierarchy.depth.max(initial=0)) + 1):
        nodes = np.flatnonzero(hierarchy.depth == depth)
        classes[nodes] = classes[hierarchy.main_parents[nodes]]
    return classes


def prefix_classes(codes: NDArray[np.integer]) -> Ints:
    """For every length 0 … N the class of each code's prefix of that length, numbered from 0: (N + 1, n).

    >>> from hrq.data.hierarchy.toy import CODES
    >>> prefix_classes(CODES).tolist()
    [[0, 0, 0, 0, 0, 0, 0], [0, 1, 2, 1, 1, 2, 2], [0, 1, 4, 2, 3, 5, 6]]
    """
    order = np.lexsort(codes.T[::-1])
    fresh = np.zeros(len(codes), dtype=np.int64)
    found = np.zeros((codes.shape[1] + 1, len(codes)), dtype=np.int64)
    for level, column in enumerate(codes[order].T, 1):
        fresh[1:] |= column[1:] != column[:-1]
        found[level, order] = np.cumsum(fresh)
    return found


def nearest_cut(hierarchy: Hierarchy, groups: int) -> int | None:
    """The cut with nearest to `groups` classes, as a ratio: chosen by numbers of classes alone, not by a result.

    >>> from hrq.data.hierarchy.toy import animals
    >>> nearest_cut(animals(), 3)
    1
    """
    depths = cut_depths(hierarchy)
    sizes = np.array([len(np.unique(cut_classes(hierarchy, cut))) for cut in depths], dtype=np.float64)
    return depths[int(np.argmin(np.abs(np.log(sizes / groups))))] if depths else None


def adjusted_information(first: Ints, second: Ints) -> float:
    """Adjusted mutual information of two labelings: 1 the same partition, 0 what chance gives; arithmetic mean.

    AMI = (I − E) / ((H₁ + H₂) / 2 − E) with the expectation E over all labelings of the same class sizes.
    Source: Vinh, Epps and Bailey (2010). scikit-learn agrees; it takes minutes where classes are many.

    >>> two = np.array([0, 0, 1, 1])
    >>> adjusted_information(two, 1 - two), round(adjusted_information(two, np.array([0, 1, 0, 1])), 3)
    (1.0, -0.5)
    """
    a, b = (np.unique(one, return_inverse=True)[1] for one in (first, second))
    sizes_a, sizes_b = np.bincount(a), np.bincount(b)
    total, table = len(a), count(a, b)
    ratio = table.both * total / (sizes_a[table.rows] * sizes_b[table.columns])
    information = float((table.both / total * np.log(ratio)).sum())
    expected = _expected_information(sizes_a, sizes_b)
    most = (_entropy(sizes_a) + _entropy(sizes_b)) / 2
    if np.isclose(most, expected):
        return 1.0 if len(sizes_a) == len(sizes_b) == len(table.both) else 0.0
    return (information - expected) / (most - expected)


def dendrogram_purity(prefixes: Ints, classes: Ints) -> float | None:
    """Over all pairs of nodes of one class: of the nodes under the longest prefix both share, the share of that class.

    1 where every class has a branch to itself; None where no class has two nodes. Exact, by counting: a prefix with m
    nodes of a class, of which its longer prefixes hold m₁, m₂, …, is where C(m, 2) − Σ C(m_i, 2) of its pairs part.
    Source: Heller and Ghahramani, Bayesian Hierarchical Clustering (2005).

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> prefixes = prefix_classes(CODES)
    >>> dendrogram_purity(prefixes, cut_classes(animals(), 1)), dendrogram_purity(prefixes, np.arange(7))
    (1.0, None)
    """
    _, classes = np.unique(classes, return_inverse=True)
    pairs, purity = 0.0, 0.0
    below = np.zeros(0)
    parts = [count(level, classes) for level in prefixes]
    for level in range(len(prefixes) - 1, -1, -1):
        table = parts[level]
        here = table.both * (table.both - 1) / 2
        parting = here.copy()
        if level + 1 < len(prefixes):
            parent = _parents(prefixes[level], prefixes[level + 1])
            deeper = parts[level + 1]
            keys = table.rows * len(classes) + table.columns
            place = np.searchsorted(keys, parent[deeper.rows] * len(classes) + deeper.columns)
            parting -= np.bincount(place, weights=below, minlength=len(here))
        purity += float((parting * table.both / np.bincount(prefixes[level])[table.rows]).sum())
        pairs, below = float(here.sum()), here
    return purity / pairs if pairs else None


def count(first: Ints, second: Ints) -> Counts:
    """The nodes of each pair of labels (from 0), by rows then columns.

    >>> count(np.array([0, 0, 1]), np.array([0, 1, 1]))
    Counts(rows=array([0, 0, 1]), columns=array([0, 1, 1]), both=array([1, 1, 1]))
    """
    width = int(second.max(initial=0)) + 1
    keys, both = np.unique(first * width + second, return_counts=True)
    return Counts(keys // width, keys % width, both)


def _parents(short: Ints, long: Ints) -> Ints:
    """For every longer prefix the shorter one that it continues."""
    parent = np.zeros(int(long.max(initial=0)) + 1, dtype=np.int64)
    parent[long] = short
    return parent


def _entropy(sizes: Ints) -> float:
    share = sizes / sizes.sum()
    return float(-(share * np.log(share)).sum())


def _expected_information(sizes_a: Ints, sizes_b: Ints) -> float:
    """E of the mutual information when labels are dealt out at random; classes of equal size are counted together."""
    return _expected_of(np.sort(sizes_a).tobytes(), np.sort(sizes_b).tobytes())


@lru_cache(maxsize=256)
def _expected_of(sorted_a: bytes, sorted_b: bytes) -> float:
    """That expectation, by sizes as bytes: shuffling leaves them as they are, so that every draw asks for the same."""
    sizes_a, sizes_b = (np.frombuffer(one, dtype=np.int64) for one in (sorted_a, sorted_b))
    (a, times_a), (b, times_b) = (np.unique(sizes, return_counts=True) for sizes in (sizes_a, sizes_b))
    total = int(sizes_a.sum())
    a, b = (side.ravel() for side in np.meshgrid(a, b))
    weight = np.outer(times_b, times_a).ravel()
    mean = a * b / total
    deviation = np.sqrt(np.maximum(mean * (1 - a / total) * (total - b) / max(total - 1, 1), 0.0))
    low = np.maximum(np.maximum(1, a + b - total), np.floor(mean - FAR * deviation - FAR)).astype(np.int64)
    high = np.minimum(np.minimum(a, b), np.ceil(mean + FAR * deviation + FAR)).astype(np.int64)
    terms = np.maximum(high - low + 1, 0)
    log_factorial = gammaln(np.arange(total + 1) + 1.0)
    cuts = np.flatnonzero(np.diff(np.cumsum(terms) // BLOCK)) + 1
    return sum(
        _terms(a[part], b[part], weight[part], low[part], terms[part], log_factorial)
        for part in np.split(np.arange(len(a)), cuts)
    )


def _terms(a: Ints, b: Ints, weight: Ints, low: Ints, terms: Ints, log_factorial: Floats) -> float:
    total, owner = len(log_factorial) - 1, np.repeat(np.arange(len(a)), terms)
    both = spread(low, terms)
    a, b = a[owner], b[owner]
    f = log_factorial
    margins = f[a] + f[b] + f[total - a] + f[total - b] - f[total]
    chance = np.exp(margins - f[both] - f[a - both] - f[b - both] - f[total - a - b + both])
    return float((weight[owner] * both / total * np.log(total * both / (a * b)) * chance).sum())
