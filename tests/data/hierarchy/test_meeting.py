from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from hrq.data.hierarchy import meeting
from hrq.data.hierarchy.hierarchy import Hierarchy


@pytest.mark.parametrize("chunk", [30, 4_000_000])
def test_ways_between_pairs_are_the_shortest_up_and_down(
    chunk: int,
    random_dag: Callable[[int, int], Hierarchy],
    as_graph: Callable[[Hierarchy], nx.DiGraph],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(meeting, "CHUNK_CANDIDATES", chunk)
    hierarchy = random_dag(40, 5)
    ways = dict(nx.all_pairs_shortest_path_length(as_graph(hierarchy)))
    a, b = (side.ravel() for side in np.meshgrid(np.arange(40), np.arange(40)))
    met = hierarchy.meet(a, b)
    for x, y, low, up_a, up_b, shortest in zip(*(side.tolist() for side in (a, b, *met)), strict=True):
        common = set(ways[x]) & set(ways[y])
        assert shortest == min((ways[x][z] + ways[y][z] for z in common), default=-1)
        if common:  # the deepest, of those the one fewest links from both, of those the lowest number
            assert low == min(common, key=lambda z: (-hierarchy.depth[z], ways[x][z] + ways[y][z], z))
        assert (up_a, up_b) == ((ways[x][low], ways[y][low]) if common else (-1, -1))


def test_nodes_of_two_trees_never_meet() -> None:
    forest = Hierarchy.from_links(["a", "b", "c"], [("c", "a")])
    met = forest.meet(np.array([0, 2]), np.array([1, 0]))
    assert met.ancestor.tolist() == [-1, 0]
    assert met.shortest.tolist() == [-1, 1]


def test_no_pairs_give_no_meetings(mammals: Hierarchy) -> None:
    none = np.array([], dtype=np.int64)
    assert len(mammals.meet(none, none).ancestor) == 0
