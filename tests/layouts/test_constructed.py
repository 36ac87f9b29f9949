"""A tree as a picture: places in the open disk, parents aligned with them, nothing overlapping that need not."""

import numpy as np
import torch

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.geometry.poincare import distance, distance0, expmap0
from hrq.layouts.cones import cone_tangents
from hrq.layouts.constructed import tree_places


def test_places_and_parents_of_any_hierarchy() -> None:
    links = np.array([(1, 0), (2, 0), (3, 1), (3, 2), (4, 3)])
    drawn = tree_places(Hierarchy.from_indices(tuple("abcde"), links, title="diamond"))
    assert drawn.places.shape == (5, 2)
    assert drawn.parents.tolist() == [-1, 0, 0, 1, 3]
    assert np.linalg.norm(drawn.places, axis=1).max() < 1
    assert drawn.places[0].tolist() == [0, 0]


def test_a_code_tree_hangs_its_items_under_their_last_prefix() -> None:
    codes = np.random.default_rng(0).integers(0, 3, (40, 3))
    tree = code_tree(codes, [f"item {number}" for number in range(40)])
    drawn = tree_places(tree.hierarchy)
    places = torch.from_numpy(drawn.places)
    for item, node in enumerate(tree.item_nodes.tolist()):
        above = int(drawn.parents[node])
        assert tree.hierarchy.labels[above] == "-".join(str(one) for one in codes[item])
        assert float(distance0(places[node], c=1.0)) > float(distance0(places[above], c=1.0))


def test_places_are_the_cones_in_the_ball() -> None:
    codes = np.random.default_rng(1).integers(0, 4, (60, 2))
    hierarchy = code_tree(codes, [str(number) for number in range(60)]).hierarchy
    exact = expmap0(torch.from_numpy(cone_tangents(hierarchy)), c=1.0)
    assert float(distance(exact, torch.from_numpy(tree_places(hierarchy).places), c=1.0).max()) == 0
