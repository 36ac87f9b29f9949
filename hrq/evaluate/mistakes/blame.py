"""Why a code went wrong: where its way left that of its kin, and whether the embedding or the quantizer is to blame.

Kin are parents, children and siblings. Their way is followed token by token: at each level the one that more than half
of those who came so far have. The unquantized point is asked: does it lie nearer to its nearest kin of that way, or to
the nearest of those whose tokens its code took instead? Nearer to kin: the quantizer parted them. Else: the embedding.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.data.prefix import under
from hrq.geometry.poincare import distance, pairwise_distance
from hrq.runs import Run

EMBEDDING, QUANTIZER = "embedding", "quantizer"
LEAST_KIN = 2
BLOCK = 2_000_000  # distances held at once


class Leaving(NamedTuple):
    """Where a node's code leaves the way of its kin: the level (1 …), its token and theirs, and those who took it."""

    level: int
    taken: int
    right: int
    kin: Ints  # kin with the right tokens up to that level


class Evidence(NamedTuple):
    """What can be said about one node; None and empty where a run lacks points or codebooks, or nothing was left."""

    kin: Ints
    leaving: Leaving | None
    to_taken: float | None  # distances from the residual at that level to the two codewords, scaled coordinates
    to_right: float | None
    nearest_kin: int  # of those on the kin's way; −1 where there is none
    kin_distance: float | None
    nearest_other: int  # of those under the node's own prefix who are no kin
    other_distance: float | None
    nearest_are_kin: float | None  # share of kin among the nearest ten points

    @property
    def blame(self) -> str:
        """`embedding`, `quantizer`, or an empty text where neither can be told."""
        if self.kin_distance is None or self.other_distance is None:
            return ""
        return QUANTIZER if self.kin_distance <= self.other_distance else EMBEDDING


def kin_of(hierarchy: Hierarchy, node: int) -> Ints:
    """Parents, children and siblings under any parent, ascending, without the node itself.

    >>> from hrq.data.hierarchy.toy import animals
    >>> [animals().names[node] for node in kin_of(animals(), 3)]  # of dog
    ['canine', 'wolf']
    """
    parents = hierarchy.parents.of(node)
    siblings = hierarchy.children.indices[hierarchy.children.positions(parents)[1]]
    return np.setdiff1d(np.concatenate([parents, hierarchy.children.of(node), siblings]), [node])


def leaving(codes: NDArray[np.integer], node: int, kin: Ints) -> Leaving | None:
    """The first level at which the code leaves its kin's way; None where it follows to the end or they have none.

    >>> codes = np.array([[1, 1], [1, 2], [1, 2], [0, 0]])
    >>> leaving(codes, 0, np.array([1, 2]))  # node 0 leaves its two kin at level 2
    Leaving(level=2, taken=1, right=2, kin=array([1, 2]))
    """
    for level in range(codes.shape[1]):
        if len(kin) < LEAST_KIN:
            return None
        tokens, times = np.unique(codes[kin, level], return_counts=True)
        right, count = int(tokens[times.argmax()]), int(times.max())
        if 2 * count <= len(kin):
            return None
        kin = kin[codes[kin, level] == right]
        if codes[node, level] != right:
            return Leaving(level + 1, int(codes[node, level]), right, kin)
    return None


def evidence(run: Run, node: int, length: int | None = None) -> Evidence:
    """Everything about one node's mistake.

    Where its code did not leave its kin's, the others are those with the same first `length` tokens: all but the last,
    if nothing is said.

    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> found = evidence(run, run.hierarchy.index("dog.n.01"))
    >>> len(found.kin), found.blame
    (25, 'quantizer')
    """
    codes, kin = run.codes, kin_of(run.hierarchy, node)
    left = leaving(codes, node, kin)
    to_taken = to_right = None
    if left is not None and run.has_codebooks and run.has_points:
        steps = run.quantizer.steps(run.points[node : node + 1].double(), run.codes[node : node + 1])
        book, at = run.quantizer.codebooks[left.level - 1].detach().double(), steps.residuals[left.level - 1]
        pair = distance(at, book[[left.taken, left.right]], c=run.quantizer.residual_c)
        to_taken, to_right = (float(one) for one in pair)
    length = left.level if left is not None else length or max(1, codes.shape[1] - 1)
    others = np.setdiff1d(np.flatnonzero(under(codes, codes[node, :length])), [*kin, node])
    nearest_kin, kin_distance = _nearest(run, node, left.kin if left is not None else kin)
    nearest_other, other_distance = _nearest(run, node, others)
    share = _kin_among_nearest(run, node, kin)
    return Evidence(kin, left, to_taken, to_right, nearest_kin, kin_distance, nearest_other, other_distance, share)


def _nearest(run: Run, node: int, among: Ints) -> tuple[int, float | None]:
    if not run.has_points or not len(among):
        return -1, None
    points = run.points
    apart = pairwise_distance(points[node][None].double(), points[among].double(), c=run.config.curvature)[0]
    best = int(apart.argmin())
    return int(among[best]), float(apart[best])


def _kin_among_nearest(run: Run, node: int, kin: Ints, *, k: int = 10) -> float | None:
    if not run.has_points or not len(kin) or len(run.names) < 2:
        return None
    apart = pairwise_distance(run.points[node][None].double(), run.points.double(), c=run.config.curvature)[0]
    apart[node] = torch.inf
    found = apart.topk(min(k, len(run.names) - 1, len(kin)), largest=False).indices.numpy()
    return float(np.isin(found, kin).mean())


def blame_many(run: Run, nodes: Ints, length: int | None = None) -> list[str]:
    """The blame of many nodes: as `evidence(run, node, length).blame`, with the distances of a prefix taken together.

    >>> from hrq.runs import load_run
    >>> blame_many(load_run("mammals-2d-ghrq"), np.array([3, 7, 20]))
    ['quantizer', 'quantizer', 'quantizer']
    """
    if not run.has_points:
        return [""] * len(nodes)
    codes, found = run.codes, {}
    kin = {node: kin_of(run.hierarchy, node) for node in nodes.tolist()}
    left = {node: leaving(codes, node, kin[node]) for node in nodes.tolist()}
    groups: dict[tuple[int, ...], list[int]] = {}
    for node in nodes.tolist():
        where = left[node]
        tokens = where.level if where is not None else length or max(1, codes.shape[1] - 1)
        groups.setdefault(tuple(codes[node, :tokens].tolist()), []).append(node)
    points, c = run.points.double(), run.config.curvature
    order = np.lexsort(codes.T[::-1])
    for prefix, members in groups.items():
        under = _members(codes, order, prefix)
        for chunk in np.array_split(np.array(members), max(1, len(members) * len(under) // BLOCK)):
            apart = pairwise_distance(points[chunk], points[under], c=c).numpy()
            for row, node in enumerate(chunk.tolist()):
                where = left[node]
                own = kin[node] if where is None else where.kin
                strange = ~np.isin(under, kin[node])
                strange[under == node] = False
                if not strange.any() or not len(own):
                    found[node] = ""
                    continue
                near = float(pairwise_distance(points[node][None], points[own], c=c).min())
                found[node] = QUANTIZER if near <= float(apart[row][strange].min()) else EMBEDDING
    return [found[node] for node in nodes.tolist()]


def _members(codes: NDArray[np.integer], order: Ints, prefix: tuple[int, ...]) -> Ints:
    """The nodes under a prefix, by halving in the sorted codes, ascending."""
    low, high = 0, len(order)
    for level, token in enumerate(prefix):
        column = codes[order[low:high], level]
        low, high = low + int(np.searchsorted(column, token)), low + int(np.searchsorted(column, token, side="right"))
    return np.sort(order[low:high])
