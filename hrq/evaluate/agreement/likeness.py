"""Do nodes whose codes begin alike also lie near each other in the hierarchy?"""

from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.likeness import wup_similarity
from hrq.data.hierarchy.links import Ints
from hrq.errors import SettingError, ShapeError


class PrefixSimilarity(TypedDict):
    """Mean wup of pairs that share at least `tokens` first tokens, beside the same with shuffled codes.

    `shuffled_low` and `shuffled_high` hold the middle 95 % of the shuffled draws. None where no pair shares so much.
    """

    tokens: int
    pairs: int
    wup: float | None
    shuffled: float | None
    shuffled_low: float | None
    shuffled_high: float | None


class CodeGroups(NamedTuple):
    """Rows sorted by code, cut where the prefix changes; `ends` counts the pairs inside the groups so far."""

    order: Ints
    starts: Ints
    ends: Ints


def prefix_similarity(
    codes: NDArray[np.integer],
    hierarchy: Hierarchy,
    seed: int,
    sample: int = 20_000,
    *,
    draws: int = 20,
    partial: bool = False,
) -> list[PrefixSimilarity]:
    """For prefixes of 1, 2, … N tokens: how alike the nodes are that share one; row i of `codes` is node i.

    All pairs are taken where there are at most `sample`, else that many are drawn uniformly, with replacement. The
    control gives the same codes to other nodes, `draws` times: it has the same groups and nothing else, so what wup
    exceeds it by is what the prefixes know. wup counts depths from the root of this hierarchy: under mammal.n.01 all
    values are lower than in all of WordNet, and those of the control too. Where the codes are `partial`, the
    hierarchy's last nodes have none, such as the categories of items.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> first = prefix_similarity(CODES, animals(), seed=0)[0]
    >>> first["tokens"], first["pairs"], round(first["wup"], 3), round(first["shuffled"], 3)
    (1, 6, 0.756, 0.534)
    """
    if codes.ndim != 2 or len(codes) > len(hierarchy) or not (partial or len(codes) == len(hierarchy)):
        raise ShapeError("codes", codes.shape, f"({len(hierarchy)}, levels), a row for every node of the hierarchy")
    if sample < 1 or draws < 2:
        raise SettingError("sample and draws", (sample, draws), "at least 1 and 2")
    noise = np.random.default_rng(seed)
    return [_likeness(codes[:, :tokens], hierarchy, noise, sample, draws) for tokens in range(1, codes.shape[1] + 1)]


def _likeness(
    codes: NDArray[np.integer], hierarchy: Hierarchy, noise: np.random.Generator, sample: int, draws: int
) -> PrefixSimilarity:
    groups = group_by_code(codes)
    total = int(groups.ends[-1])
    if total == 0:
        return PrefixSimilarity(
            tokens=codes.shape[1], pairs=0, wup=None, shuffled=None, shuffled_low=None, shuffled_high=None
        )
    shuffles = []
    for _ in range(draws):
        a, b = draw_pairs(groups, noise, sample)
        other = noise.permutation(len(codes))
        shuffles.append(float(wup_similarity(hierarchy, other[a], other[b]).mean()))
    low, high = np.quantile(shuffles, [0.025, 0.975])
    return PrefixSimilarity(
        tokens=codes.shape[1],
        pairs=total,
        wup=float(wup_similarity(hierarchy, *draw_pairs(groups, noise, sample)).mean()),
        shuffled=float(np.mean(shuffles)),
        shuffled_low=float(low),
        shuffled_high=float(high),
    )


def group_by_code(codes: NDArray[np.integer]) -> CodeGroups:
    """Rows with equal codes side by side.

    >>> groups = group_by_code(np.array([[1, 1], [0, 0], [1, 1]]))
    >>> groups.order.tolist(), groups.starts.tolist(), groups.ends.tolist()
    ([1, 0, 2], [0, 1], [0, 1])
    """
    order = np.lexsort(codes.T[::-1])
    ordered = codes[order]
    starts = np.flatnonzero(np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1)))
    sizes = np.diff(np.append(starts, len(codes)))
    return CodeGroups(order, starts, np.cumsum(sizes * (sizes - 1) // 2))


def draw_pairs(groups: CodeGroups, noise: np.random.Generator, sample: int) -> tuple[Ints, Ints]:
    """Pairs of different rows that share a prefix: pair number r of all, whose group and two places follow from r.

    >>> groups = group_by_code(np.array([[1], [0], [1], [1]]))  # three pairs share a code
    >>> draw_pairs(groups, np.random.default_rng(0), sample=100)
    (array([0, 0, 2]), array([2, 3, 3]))
    """
    total = int(groups.ends[-1])
    ranks = np.arange(total) if total <= sample else noise.integers(0, total, sample)
    group = np.searchsorted(groups.ends, ranks, side="right")
    inside = ranks - np.append(0, groups.ends)[group]
    # Pairs (0,1), (0,2), (1,2), (0,3), …: the second place j is the largest with j (j − 1) / 2 ≤ r.
    second = np.floor((1 + np.sqrt(1 + 8 * inside.astype(np.float64))) / 2).astype(np.int64)
    first = inside - second * (second - 1) // 2
    return groups.order[groups.starts[group] + first], groups.order[groups.starts[group] + second]
