r"""A tree laid out in the disk by cones: every subtree in a half-plane of its own, so that no two overlap.

A node keeps a half-angle for the direction of its parent and shares what is left among its children, in proportion to
(nodes in the subtree)^0.6. A cone of half-angle α at u is cut off by a geodesic at the distance arcosh(1/sin α), so a
child at least that far along its axis, plus what its own reserved angle needs, keeps its subtree on its side of it:

    L(u, v) = s · arcosh(1/sin α) + [v has children] arcosh(1/sin ρ) + margin,   s ≥ 1

At s = 1 subtrees just do not touch, and leaves in a crowd are nearer to each other than to their parent. Two leaves at
angles 2α from each other are about 2(L + log α) apart, so that at s = 2 the parent is as near as the next sibling.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Floats, Ints
from hrq.geometry.poincare import expmap0

RESERVED = np.pi / 2.2  # half-angle that a node keeps free towards its parent
MARGIN = 0.15  # of an edge, beyond what is needed


@dataclass(frozen=True)
class Cones:
    """How room is shared out: s of an edge to a node with children, s of one to a leaf, and the power of sizes."""

    inner: float = 1.0
    outer: float = 1.0
    power: float = 0.6


def cone_tangents(hierarchy: Hierarchy, cones: Cones | None = None) -> Floats:
    """Tangent vectors (n, 2) at the middle of the disk of curvature −1; expmap0 takes them to their places.

    Half of their length is what `expmap0` calls |v|; the hyperbolic distance from the middle is 2|v|. A single root
    lies in the middle, several share the circle around it. A node with several parents has its place under its main
    one. Frames are carried as matrices of SU(1, 1), in which nothing cancels, however far out; one pass a depth.
    """
    shape = cones or Cones()
    parent, depth, weight = hierarchy.main_parents, hierarchy.depth, _weights(hierarchy) ** shape.power
    inner = np.bincount(parent[parent >= 0], minlength=len(hierarchy)) > 0
    a, b = np.ones(len(hierarchy), complex), np.zeros(len(hierarchy), complex)
    for level in range(int(depth.max(initial=0)) + 1):
        nodes = np.flatnonzero(depth == level)
        if level == 0 and len(nodes) == 1:
            continue  # the frame of the middle itself
        nodes = nodes[np.argsort(parent[nodes], kind="stable")]
        above = parent[nodes]
        reserved = np.where((above >= 0) & (depth[above] > 0), RESERVED, 0.0)
        angle, half = _directions(above, weight[nodes], reserved)
        far = _lengths(half, inner[nodes], shape)
        up, side = (a[above], b[above]) if level else (np.ones(len(nodes), complex), np.zeros(len(nodes), complex))
        turn, c, s = np.exp(0.5j * angle), np.cosh(far / 2), np.sinh(far / 2)
        # frame of the parent, turned by the angle, moved along by the length; the parent then lies at the angle π
        turned, aside = up * turn, side * turn.conj()
        a[nodes], b[nodes] = turned * c + aside * s, turned * s + aside * c
    direction = np.angle(b * a)  # of b / conj(a)
    tangents: Floats = np.arcsinh(np.abs(b))[:, None] * np.stack([np.cos(direction), np.sin(direction)], axis=-1)
    return tangents


def _weights(hierarchy: Hierarchy) -> Floats:
    """Nodes of each node's subtree, itself too."""
    parent, depth, weight = hierarchy.main_parents, hierarchy.depth, np.ones(len(hierarchy))
    for level in range(int(depth.max(initial=0)), 0, -1):
        nodes = np.flatnonzero(depth == level)
        np.add.at(weight, parent[nodes], weight[nodes])
    return weight


def _directions(above: NDArray[np.int64], weight: Floats, reserved: Floats) -> tuple[Floats, Floats]:
    """Each node's direction in its parent's frame, and the half of its angle; siblings stand next to each other."""
    first = np.searchsorted(above, above)
    ends = np.cumsum(weight)
    begun = ends - weight
    total = np.add.reduceat(weight, np.unique(first))[np.unique(first, return_inverse=True)[1]]
    room = 2 * (np.pi - reserved)
    half = weight / total * room / 2
    start = np.where(reserved > 0, np.pi + reserved, 0.0)  # the parent lies at the angle π
    angle: Floats = start + (begun - begun[first]) / total * room + half
    return angle, half


def _lengths(half: Floats, inner: NDArray[np.bool_], shape: Cones) -> Floats:
    """The length of the edge to each node."""
    free = np.arccosh(1 / np.sin(np.minimum(half, np.pi / 2)))
    own = np.where(inner, np.arccosh(1 / np.sin(RESERVED)), 0.0)
    lengths: Floats = np.where(inner, shape.inner, shape.outer) * free + own + MARGIN
    return lengths


@dataclass(frozen=True, eq=False)
class TreePlaces:
    """Every node's place (m, 2) in the unit disk, and its parent (m,) there, −1 for a root: links to draw."""

    places: Floats
    parents: Ints


def tree_places(hierarchy: Hierarchy, cones: Cones | None = None) -> TreePlaces:
    """The cones' places of any hierarchy: no two subtrees overlap; of all nouns the farthest lies at radius 22.

    float64 tells neighbours apart that far out; places that would lie beyond its margin land on it.
    """
    places = expmap0(torch.from_numpy(cone_tangents(hierarchy, cones)), c=1.0)
    return TreePlaces(places.numpy(), hierarchy.main_parents)
