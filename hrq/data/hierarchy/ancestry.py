"""What follows from the links of a directed acyclic graph: depths, cycles, the closure and its size.

Everything goes layer by layer with whole arrays; nothing loops over pairs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.links import Ints, Links, freeze, spread
from hrq.errors import TooLargeError

MOST_PAIRS = 50_000_000
BLOCK_CELLS = 4_000_000  # of the table of visited nodes while ancestors are counted
CHUNK_CANDIDATES = 8_000_000  # pairs held at once before duplicates are dropped


@dataclass(frozen=True, eq=False)
class Ancestry:
    """Every node's ancestors (without itself, ascending), and how many links lie between by the shortest way."""

    links: Links
    distances: Ints

    def with_self(self) -> "Ancestry":
        """Every node's ancestors and itself, which is its own at distance 0.

        >>> from hrq.data.hierarchy.toy import animals
        >>> animals().ancestry.with_self().links.of(3).tolist()  # of dog: animal, canine and dog
        [0, 1, 3]
        """
        size = len(self.links)
        rows = np.concatenate([self.links.rows, np.arange(size)])
        columns = np.concatenate([self.links.indices, np.arange(size)])
        order = np.lexsort((columns, rows))
        links, _ = Links.from_pairs(rows[order], columns[order], size)
        distances = np.concatenate([self.distances, np.zeros(size, dtype=np.int64)])[order]
        freeze(distances)
        return Ancestry(links, distances)


def layers(parents: Links, children: Links) -> list[Ints]:
    """Nodes by their longest way from a root; nodes on or below a cycle are in no layer.

    >>> from hrq.data.hierarchy.toy import animals
    >>> tree = animals()
    >>> [layer.tolist() for layer in layers(tree.parents, tree.children)]
    [[0], [1, 2], [3, 4, 5, 6]]
    """
    waiting = parents.counts.copy()
    layer, found = np.flatnonzero(waiting == 0), []
    while len(layer):
        found.append(layer)
        reached, times = np.unique(children.indices[children.positions(layer)[1]], return_counts=True)
        waiting[reached] -= times
        layer = reached[waiting[reached] == 0]
    return found


def shortest_depths(parents: Links, children: Links) -> Ints:
    """Links on the shortest way from a root down to every node.

    >>> from hrq.data.hierarchy.toy import animals
    >>> tree = animals()
    >>> shortest_depths(tree.parents, tree.children).tolist()
    [0, 1, 1, 2, 2, 2, 2]
    """
    depth = np.full(len(parents), -1, dtype=np.int64)
    layer, level = np.flatnonzero(parents.counts == 0), 0
    while len(layer):
        depth[layer] = level
        below = np.unique(children.indices[children.positions(layer)[1]])
        layer, level = below[depth[below] < 0], level + 1
    return depth


def find_cycle(parents: Links, layered: list[Ints]) -> list[int]:
    """One cycle as node, parent, …, node again; empty where every node found its layer.

    >>> parents, _ = Links.from_pairs(np.array([0, 1]), np.array([1, 0]), size=3)
    >>> find_cycle(parents, layers(parents, parents.reverse()))
    [0, 1, 0]
    """
    caught = np.ones(len(parents), dtype=bool)
    for layer in layered:
        caught[layer] = False
    if not caught.any():
        return []
    # Every node left over has a parent left over, so walking up must meet its own way again.
    node, seen, way = int(np.flatnonzero(caught)[0]), dict[int, int](), list[int]()
    while node not in seen:
        seen[node] = len(way)
        way.append(node)
        node = int(next(parent for parent in parents.of(node) if caught[parent]))
    return [*way[seen[node] :], node]


def reachable(links: Links, start: int) -> Ints:
    """All nodes that can be reached from one, without itself, ascending.

    >>> from hrq.data.hierarchy.toy import animals
    >>> reachable(animals().parents, 3).tolist(), reachable(animals().children, 1).tolist()
    ([0, 1], [3, 4])
    """
    seen = np.zeros(len(links), dtype=bool)
    layer = np.array([start])
    while len(layer):
        reached = links.indices[links.positions(layer)[1]]
        layer = np.unique(reached[~seen[reached]])
        seen[layer] = True
    return np.flatnonzero(seen)


def count_ancestors(parents: Links, layered: list[Ints], *, most: int = MOST_PAIRS) -> tuple[Ints, bool]:
    """How many ancestors each node has, and whether that is exact: counting stops once `most` is surely passed.

    A node with one parent has one ancestor more than it, so only nodes with several parents need a search. Until
    searched, the longest way to a root is a lower bound, and in a tree it is the number itself.

    >>> from hrq.data.hierarchy.toy import animals
    >>> tree = animals()
    >>> counts, exact = count_ancestors(tree.parents, layers(tree.parents, tree.children))
    >>> counts.tolist(), exact
    ([0, 1, 1, 2, 2, 2, 2], True)
    """
    size = len(parents)
    bound = np.zeros(size, dtype=np.int64)
    for level, layer in enumerate(layered):
        bound[layer] = level
    several = np.flatnonzero(parents.counts > 1)
    block = max(1, BLOCK_CELLS // max(size, 1))
    visited = np.zeros(block * size, dtype=bool)
    spare = most - int(bound.sum())
    for start in range(0, len(several), block):
        if spare < 0:
            return bound, False
        nodes = several[start : start + block]
        counts = _count_upwards(parents, nodes, visited)
        spare -= int((counts - bound[nodes]).sum())
        bound[nodes] = counts
    for layer in layered[1:]:
        single = layer[parents.counts[layer] == 1]
        bound[single] = bound[parents.indices[parents.indptr[single]]] + 1
    return bound, True


def _count_upwards(parents: Links, nodes: Ints, visited: NDArray[np.bool_]) -> Ints:
    size = len(parents)
    counts = np.zeros(len(nodes), dtype=np.int64)
    keys, touched = np.arange(len(nodes)) * size + nodes, []
    while len(keys):
        owner, positions = parents.positions(keys % size)
        above = (keys // size)[owner] * size + parents.indices[positions]
        keys = np.unique(above[~visited[above]])
        visited[keys] = True
        touched.append(keys)
        counts += np.bincount(keys // size, minlength=len(nodes))
    visited[np.concatenate(touched)] = False
    return counts


def ancestry(parents: Links, layered: list[Ints], *, most: int = MOST_PAIRS) -> Ancestry:
    """The transitive closure, refused with the count where it would pass `most` pairs.

    >>> from hrq.data.hierarchy.toy import animals
    >>> tree = animals()
    >>> layered = layers(tree.parents, tree.children)
    >>> found = ancestry(tree.parents, layered)
    >>> found.links.of(3).tolist(), found.distances[found.links.rows == 3].tolist()  # dog: animal 2 links up, canine 1
    ([0, 1], [2, 1])
    >>> ancestry(tree.parents, layered, most=5)
    Traceback (most recent call last):
    hrq.errors.TooLargeError: The transitive closure of this hierarchy has 10 pairs; at most 5 are held at once. ...
    """
    counts, exact = count_ancestors(parents, layered, most=most)
    total = int(counts.sum())
    if total > most:
        raise TooLargeError(
            f"The transitive closure of this hierarchy has {'' if exact else 'at least '}{total:,} pairs; at most "
            f"{most:,} are held at once. Take a subtree (wordnet:SYNSET, or a smaller file)."
        )
    indptr = np.concatenate([[0], np.cumsum(counts)])
    indices, distances = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64)
    partial = Links(indptr, indices)
    for layer in layered[1:]:
        for nodes in _portions(layer, parents, counts):
            found, far = _inherit(parents, partial, distances, nodes)
            target = spread(indptr[nodes], counts[nodes])
            indices[target], distances[target] = found, far
    freeze(indptr, indices, distances)
    return Ancestry(partial, distances)


def _portions(layer: Ints, parents: Links, counts: Ints) -> list[Ints]:
    """The layer in portions whose pairs, duplicates included, fit into memory."""
    owner, positions = parents.positions(layer)
    candidates = np.bincount(owner, weights=counts[parents.indices[positions]] + 1, minlength=len(layer))
    cuts = np.flatnonzero(np.diff(np.cumsum(candidates) // CHUNK_CANDIDATES)) + 1
    return np.split(layer, cuts)


def _inherit(parents: Links, partial: Links, distances: Ints, nodes: Ints) -> tuple[Ints, Ints]:
    """What nodes get from parents that have theirs: ancestors, node by node, and shortest distances, each once."""
    owner, positions = parents.positions(nodes)
    above = parents.indices[positions]
    through, inherited = partial.positions(above)
    rows = np.concatenate([owner, owner[through]])
    found = np.concatenate([above, partial.indices[inherited]])
    far = np.concatenate([np.ones(len(above), dtype=np.int64), distances[inherited] + 1])
    order = np.lexsort((far, found, rows))
    rows, found, far = rows[order], found[order], far[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (found[1:] != found[:-1])
    return found[first], far[first]
