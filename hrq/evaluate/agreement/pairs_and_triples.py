"""Agreement of pairs and triples of nodes: do codes that begin alike belong to nodes that lie near each other?

All of it is sampled with a seed, unless there are fewer pairs than the sample takes; then all pairs are taken.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.likeness import path_similarity, wup_similarity
from hrq.data.hierarchy.links import Floats, Ints
from hrq.evaluate.agreement.likeness import draw_pairs, group_by_code

Codes = NDArray[np.integer]


class Likeness(NamedTuple):
    """Of pairs that share their first tokens: wup and path similarity, and how many such pairs there are in all."""

    wup: Floats
    path: Floats
    pairs: int


class Pairs(NamedTuple):
    """Pairs of nodes and the links on the shortest way between them, −1 where there is none."""

    a: Ints
    b: Ints
    links: Ints


class Triples(NamedTuple):
    """Triples of nodes (m, 3), and which of their nodes the hierarchy leaves aside: 0, 1, 2, or −1 for no order."""

    nodes: Ints
    aside: Ints


def likeness(codes: Codes, hierarchy: Hierarchy, tokens: int, noise: np.random.Generator, *, sample: int) -> Likeness:
    """Similarities of pairs that share at least `tokens` first tokens, drawn uniformly among all such pairs.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> found = likeness(CODES, animals(), 1, np.random.default_rng(0), sample=100)
    >>> found.pairs, found.wup.round(2).tolist()  # three pairs begin with 1, three with 2
    (6, [0.8, 0.8, 0.67, 0.8, 0.8, 0.67])
    """
    groups = group_by_code(codes[:, :tokens])
    total = int(groups.ends[-1])
    if not total:
        return Likeness(np.zeros(0), np.zeros(0), 0)
    a, b = draw_pairs(groups, noise, sample)
    return Likeness(wup_similarity(hierarchy, a, b), path_similarity(hierarchy, a, b), total)


def random_pairs(hierarchy: Hierarchy, noise: np.random.Generator, *, sample: int) -> Pairs:
    """Pairs of different nodes, uniformly; all of them where there are at most `sample`.

    >>> from hrq.data.hierarchy.toy import animals
    >>> found = random_pairs(animals().subtree("canine"), np.random.default_rng(0), sample=100)  # canine, dog, wolf
    >>> found.a.tolist(), found.b.tolist(), found.links.tolist()
    ([0, 0, 1], [1, 2, 2], [1, 1, 2])
    """
    a, b = draw_pairs(group_by_code(np.zeros((len(hierarchy), 1), np.int64)), noise, sample)
    return Pairs(a, b, hierarchy.meet(a, b).shortest)


def rank_correlation(shared: NDArray[np.number], links: NDArray[np.number]) -> float | None:
    """Spearman's correlation, ties given their mean rank; None where one side never varies.

    >>> rank_correlation(np.array([2, 1, 0]), np.array([1, 2, 4])), rank_correlation(np.array([1, 1]), np.array([2, 4]))
    (-1.0, None)
    """
    if len(shared) < 2 or np.ptp(shared) == 0 or np.ptp(links) == 0:
        return None
    first, second = (rankdata(side) - (len(side) + 1) / 2 for side in (shared, links))
    return float((first * second).sum() / np.sqrt((first**2).sum() * (second**2).sum()))


def shared_tokens(codes: Codes, a: Ints, b: Ints) -> Ints:
    """How many first tokens the codes of pairs have in common.

    >>> from hrq.data.hierarchy.toy import CODES
    >>> shared_tokens(CODES, np.array([3, 3, 3]), np.array([3, 4, 5])).tolist()  # 1-1 with 1-1, 1-2, 2-1
    [2, 1, 0]
    """
    shared: Ints = np.logical_and.accumulate(codes[a] == codes[b], axis=1).sum(axis=1)
    return shared


def random_triples(hierarchy: Hierarchy, noise: np.random.Generator, *, sample: int) -> Triples:
    """Triples of different nodes, uniformly with replacement, and how the hierarchy orders them.

    It leaves that node aside without which the two others meet deepest: their lowest common ancestor, the one of
    greatest shortest depth, lies deeper than those of both other pairs. Without one deepest pair there is no order.

    >>> from hrq.data.hierarchy.toy import animals
    >>> found = random_triples(animals(), np.random.default_rng(1), sample=3)
    >>> found.nodes.tolist(), found.aside.tolist()
    ([[3, 4, 5], [6, 0, 1], [5, 6, 1]], [2, -1, 2])
    """
    size = len(hierarchy)
    nodes = np.zeros((0, 3), np.int64)
    if size >= 3:
        nodes = noise.integers(0, [size, size - 1, size - 2], (sample, 3))
        nodes[:, 1] += nodes[:, 1] >= nodes[:, 0]
        lower, higher = np.sort(nodes[:, :2], axis=1).T
        nodes[:, 2] += nodes[:, 2] >= lower
        nodes[:, 2] += nodes[:, 2] >= higher
    depth = np.column_stack([_meeting_depth(hierarchy, nodes[:, one - 2], nodes[:, one - 1]) for one in range(3)])
    return Triples(nodes, one_above(depth))


def order_by_codes(codes: Codes, nodes: Ints) -> Ints:
    """Which node of each triple the codes leave aside: the two others share more first tokens than either with it.

    >>> from hrq.data.hierarchy.toy import CODES
    >>> order_by_codes(CODES, np.array([[3, 4, 5], [5, 3, 4], [0, 3, 5]])).tolist()  # dog and wolf share a token
    [2, 0, -1]
    """
    pairs = [shared_tokens(codes, nodes[:, one - 2], nodes[:, one - 1]) for one in range(3)]
    return one_above(np.column_stack(pairs))


def one_above(values: NDArray[np.integer]) -> Ints:
    """The column of each row's largest value, −1 where two are largest.

    >>> one_above(np.array([[0, 2, 1], [3, 3, 0]])).tolist()
    [1, -1]
    """
    best: Ints = values.argmax(axis=1)
    single = (values == values.max(axis=1, initial=-1, keepdims=True)).sum(axis=1) == 1
    return np.where(single, best, -1)


def triplet_agreement(by_codes: Ints, by_hierarchy: Ints) -> float | None:
    """Of triples that both sides order, the share where they leave the same node aside; None where there are none.

    >>> triplet_agreement(np.array([2, 0, -1, 1]), np.array([2, 1, 0, 1]))  # three triples are ordered by both
    0.6666666666666666
    """
    both = (by_codes >= 0) & (by_hierarchy >= 0)
    return float((by_codes[both] == by_hierarchy[both]).mean()) if both.any() else None


def _meeting_depth(hierarchy: Hierarchy, a: Ints, b: Ints) -> Ints:
    ancestor = hierarchy.meet(a, b).ancestor
    return np.where(ancestor >= 0, hierarchy.depth[ancestor], -1)
