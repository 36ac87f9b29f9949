"""Random graphs, and the slow obvious answers that the fast code is held against."""

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet.nouns import load_wordnet

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
def nltk_folder() -> Path:
    """NLTK's data folder with WordNet in it; tests that need it skip where there is none."""
    pytest.importorskip("nltk", reason="NLTK is not installed")
    given = os.environ.get("NLTK_DATA", "").split(os.pathsep)
    for folder in [*map(Path, filter(None, given)), Path(__file__).parents[2] / ".nltk_data"]:
        if (folder / "corpora" / "wordnet").is_dir():
            return folder.resolve()
    pytest.skip("NLTK's WordNet corpus is neither in NLTK_DATA nor in .nltk_data")


@pytest.fixture(scope="session")
def corpus(nltk_folder: Path) -> Iterator[Any]:
    """NLTK's own reader of WordNet, opened without any code of ours."""
    import nltk.data
    from nltk.corpus.reader.wordnet import WordNetCorpusReader

    nltk.data.path.insert(0, str(nltk_folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other languages are not installed
        reader = WordNetCorpusReader(nltk.data.find("corpora/wordnet", paths=[str(nltk_folder)]), None)
    with ExitStack() as opened:  # NLTK leaves its files open
        open_file = reader.open
        reader.open = lambda name: opened.enter_context(closing(open_file(name)))
        yield reader


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
