"""A node's neighbours by three measures: distance in the ball, shared beginning of the code, links of the hierarchy."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.evaluate.quantization.path_of_a_node import Neighbours
from hrq.geometry.poincare import pairwise_distance
from hrq.quantize import ResidualQuantizer


def by_prefix(codes: Ints, row: int, points: Tensor | None, *, c: float, k: int = 10) -> Neighbours:
    """The k nodes whose codes begin most like a node's: by tokens in common, then by distance where points are known.

    Their `distances` count the tokens in common. Nodes that share none are no neighbours.

    >>> from hrq.data.hierarchy.toy import CODES
    >>> found = by_prefix(CODES, 3, None, c=1.0)  # of dog, 1-1: canine and wolf begin with 1 too
    >>> found.rows.tolist(), found.distances.tolist()
    ([1, 4], [1.0, 1.0])
    """
    common = (codes == codes[row]).cumprod(axis=1).sum(axis=1)
    common[row] = 0
    last = len(common) - min(k, len(common))
    least = int(np.partition(common, last)[last])
    some = np.flatnonzero(common >= max(least, 1))
    apart = np.zeros(len(some))
    if points is not None and len(some):
        apart = pairwise_distance(points[row][None].double(), points[some].double(), c=c)[0].numpy()
    order = np.lexsort((some, apart, -common[some]))[:k]
    found = some[order]
    return Neighbours(found, common[found].astype(np.float64))


def by_links(hierarchy: Hierarchy, row: int, *, k: int = 10) -> Neighbours:
    """The k nodes fewest links away, up and down; of equally many the more usual words first.

    Their `distances` count the links.

    >>> from hrq.data.hierarchy.toy import animals
    >>> found = by_links(animals(), 3, k=3)
    >>> [animals().names[row] for row in found.rows], found.distances.tolist()
    (['canine', 'animal', 'wolf'], [1.0, 2.0, 2.0])
    """
    seen, edge, distance = {row}, [row], 0
    found: list[tuple[int, int]] = []
    while edge and len(found) < k:
        distance += 1
        ring = {int(j) for i in edge for links in (hierarchy.parents, hierarchy.children) for j in links.of(i)} - seen
        seen |= ring
        edge = sorted(ring, key=lambda i: (-int(hierarchy.frequencies[i]), i))
        found += [(i, distance) for i in edge[: k - len(found)]]
    rows, far = [i for i, _ in found], [d for _, d in found]
    return Neighbours(np.array(rows, dtype=np.int64), np.array(far, dtype=np.float64))


def near_place(points: Tensor, place: Tensor, *, c: float, k: int = 5) -> Neighbours:
    """The k points nearest to any place (d,) of their ball.

    >>> from hrq.data.hierarchy.toy import PLACES
    >>> near_place(torch.tensor(PLACES), torch.tensor([0.6, 0.1]), c=1.0, k=2).rows.tolist()  # dog, canine
    [3, 1]
    """
    apart = pairwise_distance(place[None].double(), points.double(), c=c)[0]
    found = apart.topk(min(k, len(points)), largest=False)
    return Neighbours(found.indices.numpy(), found.values.numpy())


def shared(groups: Sequence[Neighbours]) -> list[tuple[int, int, int]]:
    """For each pair of groups (i, j), how many nodes are in both.

    >>> first, second = Neighbours(np.array([1, 2, 3]), np.ones(3)), Neighbours(np.array([3, 4, 1]), np.ones(3))
    >>> shared([first, second])
    [(0, 1, 2)]
    """
    sets = [set(group.rows.tolist()) for group in groups]
    return [(i, j, len(sets[i] & sets[j])) for i in range(len(sets)) for j in range(i + 1, len(sets))]


def with_runner_up(quantizer: ResidualQuantizer, point: Tensor, code: Ints, level: int) -> Ints:
    """The code that a point (d,) would have had if at `level` (1 … N) the runner-up had won: from there on the nearest.

    A level's nearest codeword is the one taken where its margin is positive, and the runner-up where it is not.

    >>> from hrq.quantize import make_quantizer
    >>> books = [torch.tensor([[0.5, 0.0], [-0.4, 0.0]]), torch.tensor([[0.1, 0.0], [-0.1, 0.0]])]
    >>> quantizer = make_quantizer("rq", books, c=0.0)
    >>> with_runner_up(quantizer, torch.tensor([0.1, 0.0]), np.array([0, 1]), level=1).tolist()
    [1, 0]
    """
    changed = torch.from_numpy(np.array(code, dtype=np.int64))[None]
    for at in range(level - 1, quantizer.levels):
        steps = quantizer.steps(point[None].double(), changed)
        margin = float(steps.runner_up_distances[0, at] - steps.distances[0, at])
        if at == level - 1 or margin < 0:
            changed[0, at] = steps.runners_up[0, at]
    swapped: Ints = changed[0].numpy()
    return swapped
