"""Random graphs, and the slow obvious answers that the fast code is held against."""

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from hrq.data.hierarchy import Hierarchy
from hrq.data.wordnet import load_wordnet

RandomDag = Callable[[int, int], Hierarchy]


@pytest.fixture(scope="session")
def nouns() -> Hierarchy:
    """All of WordNet's nouns."""
    return load_wordnet()


@pytest.fixture(scope="session")
def mammals(nouns: Hierarchy) -> Hierarchy:
    """The subtree that most examples use."""
    return nouns.subtree("mammal.n.01")


@pytest.fixture(scope="session")
def random_dag() -> RandomDag:
    """Graphs with several roots, several parents and shuffled numbers, by size and seed."""

    def make(size: int, seed: int) -> Hierarchy:
        noise = np.random.default_rng(seed)
        rank = noise.permutation(size)
        above = [np.flatnonzero(rank < rank[node]) for node in range(size)]
        chosen = [noise.choice(a, min(len(a), noise.integers(0, 4)), replace=False) for a in above]
        links = [(node, int(parent)) for node, parents in enumerate(chosen) for parent in parents]
        pairs = np.array(links, dtype=np.int64).reshape(-1, 2)
        return Hierarchy.from_indices([f"n{i}" for i in range(size)], pairs, title="random")

    return make


@pytest.fixture(scope="session")
def as_graph() -> Callable[[Hierarchy], nx.DiGraph]:
    """The same links as a networkx graph whose edges lead from child to parent."""

    def make(hierarchy: Hierarchy) -> nx.DiGraph:
        graph = nx.DiGraph()
        graph.add_nodes_from(range(len(hierarchy)))
        graph.add_edges_from(zip(hierarchy.parents.rows.tolist(), hierarchy.parents.indices.tolist(), strict=True))
        return graph

    return make


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Write a table's text (or bytes) to a file."""

    def write(content: str | bytes, name: str = "animals.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
