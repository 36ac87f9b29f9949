"""Trees laid out by cones: the lengths of edges, room for every subtree, and precision far out."""

import cmath
from itertools import pairwise

import numpy as np
import pytest
import torch

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.by_name import load_hierarchy
from hrq.geometry.poincare import distance, distance0, expmap0
from hrq.layouts.cones import MARGIN, RESERVED, Cones, cone_tangents, tree_places


def tree(parents: list[int]) -> Hierarchy:
    links = np.array([(child, parent) for child, parent in enumerate(parents) if parent >= 0])
    return Hierarchy.from_indices(tuple(f"n{i}" for i in range(len(parents))), links, title="tree")


def places(hierarchy: Hierarchy, cones: Cones | None = None) -> torch.Tensor:
    return expmap0(torch.from_numpy(cone_tangents(hierarchy, cones)), c=1.0)


def random_tree(seed: int, size: int = 200) -> Hierarchy:
    numbers = np.random.default_rng(seed)
    return tree([-1, *(int(numbers.integers(0, max(1, child // 2))) for child in range(1, size))])


def walked(hierarchy: Hierarchy, shape: Cones) -> np.ndarray:
    """The same construction, one node at a time and by Möbius translations alone."""
    sizes, found = np.ones(len(hierarchy)), np.zeros(len(hierarchy), complex)
    for node in reversed(range(1, len(hierarchy))):
        sizes[hierarchy.main_parents[node]] += sizes[node]

    def visit(node: int, z: complex, towards_parent: float | None) -> None:
        found[node] = z
        children = [int(one) for one in hierarchy.children.of(node)]
        reserved = 0.0 if towards_parent is None else RESERVED
        room, weights = 2 * (np.pi - reserved), sizes[children] ** shape.power
        at = 0.0 if towards_parent is None else towards_parent + reserved
        for child, weight in zip(children, weights, strict=True):
            half = min(room * weight / weights.sum() / 2, np.pi / 2)
            inner = len(hierarchy.children.of(child)) > 0
            far = (shape.inner if inner else shape.outer) * np.arccosh(1 / np.sin(half)) + MARGIN
            far += np.arccosh(1 / np.sin(RESERVED)) if inner else 0.0
            direction = at + room * weight / weights.sum() / 2
            at += room * weight / weights.sum()
            step = np.tanh(far / 2) * cmath.exp(1j * direction)
            there = (z + step) / (1 + z.conjugate() * step)
            visit(child, there, cmath.phase((z - there) / (1 - there.conjugate() * z)))

    visit(0, 0j, None)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_the_construction_walked_node_by_node(seed: int) -> None:
    hierarchy, shape = random_tree(seed, 60), Cones(inner=1.1, outer=1.5)
    found = walked(hierarchy, shape)
    expected = torch.from_numpy(np.stack([found.real, found.imag], axis=1))
    assert float(distance(places(hierarchy, shape), expected, c=1.0).max()) < 1e-5


@pytest.mark.parametrize("seed", range(4))
def test_no_two_subtrees_overlap(seed: int) -> None:
    """Seen from a node, each child's subtree stays inside the child's cone."""
    hierarchy = random_tree(seed)
    found = places(hierarchy).numpy()
    z = found[:, 0] + 1j * found[:, 1]
    for node in range(len(hierarchy)):
        seen, taken = (z - z[node]) / (1 - z[node].conjugate() * z), []
        for child in (int(one) for one in hierarchy.children.of(node)):
            below = [child, *map(int, hierarchy.descendants(child))]
            turned = np.angle(seen[below] / seen[child])  # around the child's own direction
            start = np.angle(seen[child]) % (2 * np.pi)
            taken.append((start + turned.min(), start + turned.max()))
        taken.sort()
        assert all(a[1] < b[0] for a, b in pairwise(taken))


def test_longer_edges_bring_parents_nearest() -> None:
    star = tree([-1, 0, *[1] * 40])
    for outer, nearest in ((1.0, False), (2.0, True)):
        found = places(star, Cones(outer=outer))
        apart = distance(found[5], found, c=1.0)
        apart[5] = torch.inf
        assert (int(apart.argmin()) == 1) is nearest


def test_one_node_several_roots_and_several_parents() -> None:
    assert cone_tangents(tree([-1])).tolist() == [[0.0, 0.0]]
    forest = places(tree([-1, -1, -1]))
    lengths = forest.norm(dim=1)
    assert float(lengths.min()) > 0
    torch.testing.assert_close(lengths, lengths[:1].expand(3))
    links = np.array([(1, 0), (2, 0), (3, 1), (3, 2)])
    shared = Hierarchy.from_indices(("a", "b", "c", "d"), links, title="diamond")
    assert np.isfinite(cone_tangents(shared)).all()


def test_all_nouns_fit_where_float64_can_tell_them_apart() -> None:
    nouns = load_hierarchy("wordnet")
    tangents = cone_tangents(nouns)
    assert 2 * np.linalg.norm(tangents, axis=1).max() < 22
    found = expmap0(torch.from_numpy(tangents), c=1.0)
    parent = torch.from_numpy(nouns.main_parents.copy())
    edges = distance(found[1:], found[parent[1:]], c=1.0)[parent[1:] >= 0]
    assert float(edges.min()) > MARGIN * 0.999


@pytest.mark.parametrize("seed", range(3))
def test_the_names_of_nodes_do_not_matter(seed: int) -> None:
    """Node 0 need not be a root: the same tree under other numbers, siblings in their old order."""
    hierarchy = random_tree(seed, 60)
    turned = (np.arange(60) - 1) % 60  # the root is the last, its first child is node 0
    links = np.array([(turned[child], turned[hierarchy.main_parents[child]]) for child in range(1, 60)])
    other = Hierarchy.from_indices(tuple(f"n{i}" for i in range(60)), links, title="turned")
    reach = np.sort(np.linalg.norm(cone_tangents(hierarchy), axis=1))
    np.testing.assert_allclose(np.sort(np.linalg.norm(cone_tangents(other), axis=1)), reach, rtol=1e-9)


def test_edges_of_a_chain_are_as_long_as_written() -> None:
    """Half-angles are cut at a right one: only the reserved angle's part and the margin are left."""
    tangents = cone_tangents(tree([-1, 0, 1]))
    inner = np.arccosh(1 / np.sin(RESERVED)) + MARGIN
    first, second = 2 * np.linalg.norm(tangents[1]), 2 * np.linalg.norm(tangents[2])
    assert first == pytest.approx(inner)
    half = np.pi - RESERVED
    free = np.arccosh(1 / np.sin(min(half, np.pi / 2)))
    assert second == pytest.approx(inner + free + MARGIN, rel=1e-6)
    assert (RESERVED, MARGIN, Cones()) == (np.pi / 2.2, 0.15, Cones(inner=1.0, outer=1.0, power=0.6))


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
