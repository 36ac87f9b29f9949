"""A tree as a picture: every node in the disk by cones, and who hangs under whom."""

from dataclasses import dataclass

import torch

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Floats, Ints
from hrq.geometry.poincare import expmap0
from hrq.layouts.cones import Cones, cone_tangents


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
