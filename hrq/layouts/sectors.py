"""A sector of directions for every node: children share their parent's by the number of nodes below them."""

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.hierarchy import Hierarchy


def sector_angles(hierarchy: Hierarchy) -> NDArray[np.float64]:
    """The middle (n,) of each node's sector, in radians; roots share the whole circle.

    Sectors of different children never overlap; a node's share of its parent's is (1 + nodes below it), in the
    hierarchy's order. One pass up and one down, a depth at a time; no Python loop over nodes.
    """
    parent, depth = hierarchy.main_parents, hierarchy.depth
    by_depth = [np.flatnonzero(depth == one) for one in range(int(depth.max(initial=0)) + 1)]
    weight = np.ones(len(hierarchy))
    for nodes in reversed(by_depth[1:]):
        np.add.at(weight, parent[nodes], weight[nodes])
    start, width = np.zeros(len(hierarchy)), np.zeros(len(hierarchy))
    for number, nodes in enumerate(by_depth):
        above = parent[nodes]
        order = np.argsort(above, kind="stable")
        nodes, above = nodes[order], above[order]
        total = weight[nodes].sum() if number == 0 else weight[above] - 1
        room = 2 * np.pi if number == 0 else width[above]
        begun = np.cumsum(weight[nodes]) - weight[nodes]
        first = np.searchsorted(above, above)
        width[nodes] = weight[nodes] / total * room
        start[nodes] = (0 if number == 0 else start[above]) + (begun - begun[first]) / total * room
    middle: NDArray[np.float64] = start + width / 2
    return middle
