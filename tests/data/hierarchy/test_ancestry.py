from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from hrq.data.hierarchy import ancestry as room
from hrq.data.hierarchy.ancestry import ancestry, count_ancestors, find_cycle, layers, reachable, shortest_depths
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Links
from hrq.errors import TooLargeError

RandomDag = Callable[[int, int], Hierarchy]
AsGraph = Callable[[Hierarchy], nx.DiGraph]


@pytest.mark.parametrize("seed", range(8))
def test_closure_and_distances_are_networkx_s(seed: int, random_dag: RandomDag, as_graph: AsGraph) -> None:
    hierarchy = random_dag(60, seed)
    ways = dict(nx.all_pairs_shortest_path_length(as_graph(hierarchy)))
    found = ancestry(hierarchy.parents, layers(hierarchy.parents, hierarchy.children))
    for node in range(60):
        expected = {above: far for above, far in ways[node].items() if above != node}
        span = slice(found.links.indptr[node], found.links.indptr[node + 1])
        assert [*zip(found.links.of(node).tolist(), found.distances[span].tolist(), strict=True)] == sorted(
            expected.items()
        )


@pytest.mark.parametrize("seed", range(4))
def test_small_portions_change_nothing(seed: int, random_dag: RandomDag, monkeypatch: pytest.MonkeyPatch) -> None:
    hierarchy = random_dag(80, seed)
    layered = layers(hierarchy.parents, hierarchy.children)
    whole = ancestry(hierarchy.parents, layered)
    monkeypatch.setattr(room, "CHUNK_CANDIDATES", 7)
    monkeypatch.setattr(room, "BLOCK_CELLS", 200)
    parts = ancestry(hierarchy.parents, layered)
    np.testing.assert_array_equal(parts.links.indices, whole.links.indices)
    np.testing.assert_array_equal(parts.distances, whole.distances)


@pytest.mark.parametrize("seed", range(4))
def test_depths_are_the_shortest_and_the_longest_way(seed: int, random_dag: RandomDag, as_graph: AsGraph) -> None:
    hierarchy = random_dag(60, seed)
    graph = as_graph(hierarchy)
    roots = [node for node in graph if graph.out_degree(node) == 0]
    shortest = nx.multi_source_dijkstra_path_length(graph.reverse(), roots)
    longest = dict.fromkeys(graph, 0)
    for node in reversed([*nx.topological_sort(graph)]):
        longest[node] = max((longest[above] + 1 for above in graph.successors(node)), default=0)
    np.testing.assert_array_equal(
        shortest_depths(hierarchy.parents, hierarchy.children), [shortest[i] for i in range(60)]
    )
    np.testing.assert_array_equal(hierarchy.longest_depth, [longest[i] for i in range(60)])


@pytest.mark.parametrize("seed", range(6))
def test_ancestors_are_counted_without_the_closure(seed: int, random_dag: RandomDag) -> None:
    hierarchy = random_dag(70, seed)
    counts, exact = count_ancestors(hierarchy.parents, layers(hierarchy.parents, hierarchy.children))
    assert exact
    assert counts.tolist() == [len(hierarchy.ancestors(node)) for node in range(70)]


def chain(size: int, *, skips: bool = False) -> Hierarchy:
    steps = np.column_stack([np.arange(1, size), np.arange(size - 1)])
    jumps = np.column_stack([np.arange(2, size), np.arange(size - 2)])
    return Hierarchy.from_indices([str(i) for i in range(size)], np.vstack([steps, jumps]) if skips else steps)


def test_a_closure_above_the_limit_is_refused_with_its_count() -> None:
    """A chain of 10,001 nodes has 50,005,000 pairs: one count over the limit, and known to the pair."""
    with pytest.raises(TooLargeError, match=r"has 50,005,000 pairs; at most 50,000,000"):
        chain(10_001).closure()


def test_a_graph_far_above_the_limit_is_refused_before_it_is_counted_out() -> None:
    with pytest.raises(TooLargeError, match=r"has at least [\d,]+ pairs"):
        chain(20_000, skips=True).closure()


def test_what_needs_no_closure_works_above_the_limit() -> None:
    deep = chain(10_001)
    assert deep.depth[-1] == 10_000
    assert len(deep.ancestors(10_000)) == 10_000
    assert len(deep.path_to_root(10_000)) == 10_001


def test_counting_stops_once_a_low_limit_is_passed(random_dag: RandomDag) -> None:
    hierarchy = random_dag(70, 1)
    layered = layers(hierarchy.parents, hierarchy.children)
    total = int(count_ancestors(hierarchy.parents, layered)[0].sum())
    assert len(ancestry(hierarchy.parents, layered, most=total).links.indices) == total
    with pytest.raises(TooLargeError):
        ancestry(hierarchy.parents, layered, most=total - 1)


def test_a_cycle_is_found_even_below_other_nodes() -> None:
    """Node 4 hangs below the cycle 1 → 2 → 3 → 1 and is not on it."""
    parents, _ = Links.from_pairs(np.array([1, 2, 3, 4, 1]), np.array([2, 3, 1, 1, 0]), 5)
    cycle = find_cycle(parents, layers(parents, parents.reverse()))
    assert cycle[0] == cycle[-1]
    assert sorted(cycle[:-1]) == [1, 2, 3]


def test_the_way_to_a_cycle_is_no_part_of_it() -> None:
    """Node 0, where the search begins, hangs below the cycle 1 → 2 → 3 → 1."""
    parents, _ = Links.from_pairs(np.array([0, 1, 2, 3]), np.array([1, 2, 3, 1]), 4)
    assert find_cycle(parents, layers(parents, parents.reverse())) == [1, 2, 3, 1]


def test_reachable_stops_at_nodes_seen_before(random_dag: RandomDag, as_graph: AsGraph) -> None:
    hierarchy = random_dag(50, 3)
    graph = as_graph(hierarchy)
    assert all(set(reachable(hierarchy.parents, node).tolist()) == nx.descendants(graph, node) for node in graph)
