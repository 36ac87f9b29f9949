from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.errors import HierarchyError, UnknownNameError

DIAMOND = [("dog", "canine"), ("dog", "pet"), ("canine", "animal"), ("pet", "animal"), ("puppy", "dog")]
NAMES = ["animal", "canine", "pet", "dog", "puppy"]


@pytest.fixture
def diamond() -> Hierarchy:
    return Hierarchy.from_links(NAMES, DIAMOND, title="diamond")


def test_a_diamond_offers_what_a_hierarchy_offers(diamond: Hierarchy) -> None:
    dog = diamond.index("dog")
    assert len(diamond) == 5
    assert diamond.roots.tolist() == [0]
    assert diamond.depth.tolist() == [0, 1, 1, 2, 3]
    assert diamond.ancestors(dog).tolist() == [0, 1, 2]
    assert diamond.descendants(dog).tolist() == [4]
    assert diamond.paths_to_root(4) == [[4, 3, 1, 0], [4, 3, 2, 0]]
    assert diamond.path_to_root(4) == [4, 3, 1, 0]
    assert diamond.closure().tolist() == [[1, 0], [2, 0], [3, 0], [3, 1], [3, 2], [4, 0], [4, 1], [4, 2], [4, 3]]
    assert "dog" in diamond
    assert "cat" not in diamond


def test_path_to_root_is_a_shortest_one() -> None:
    long_way = Hierarchy.from_links(["top", "mid", "leaf"], [("leaf", "mid"), ("mid", "top"), ("leaf", "top")])
    assert long_way.path_to_root(2) == [2, 0]
    assert long_way.depth.tolist() == [0, 1, 1]
    assert long_way.longest_depth.tolist() == [0, 1, 2]


def test_a_main_parent_is_the_first_on_a_shortest_way() -> None:
    names = ["top", "mid", "other", "leaf", "twin"]
    links = [("mid", "top"), ("other", "top"), ("leaf", "mid"), ("leaf", "top"), ("twin", "other"), ("twin", "mid")]
    hierarchy = Hierarchy.from_links(names, links)
    assert hierarchy.main_parents.tolist() == [-1, 0, 0, 0, 2]
    assert hierarchy.path_to_root(4) == [4, 2, 0]


def test_a_long_chain_has_its_way_to_the_root() -> None:
    """Red when found: a RecursionError at 1,000 nodes."""
    size = 1200
    chain = Hierarchy.from_indices([f"n{i}" for i in range(size)], np.array([[i, i - 1] for i in range(1, size)]))
    assert chain.paths_to_root(size - 1) == [list(range(size))[::-1]]
    assert chain.path_to_root(size - 1) == list(range(size))[::-1]
    assert chain.paths_to_root(0) == [[0]]


def test_paths_to_root_stop_at_most_so_many() -> None:
    """Twenty diamonds on top of each other have 2²⁰ ways."""
    links = [pair for i in range(0, 60, 3) for pair in [(i + 1, i), (i + 2, i), (i + 3, i + 1), (i + 3, i + 2)]]
    tower = Hierarchy.from_indices([str(i) for i in range(61)], np.array(links))
    assert len(tower.paths_to_root(60, most=50)) == 50


def test_a_subtree_keeps_only_links_inside_it(diamond: Hierarchy) -> None:
    """`dog` has the parents canine and pet; below canine only the first is left."""
    below = diamond.subtree("canine")
    assert below.names == ("canine", "dog", "puppy")
    assert [below.parents.of(i).tolist() for i in range(3)] == [[], [0], [1]]
    assert below.title == "diamond: canine"


def test_taking_nodes_carries_everything_along(nouns: Hierarchy) -> None:
    mammal = nouns.subtree("mammal.n.01")
    here, there = mammal.index("dog.n.01"), nouns.index("dog.n.01")
    assert mammal.labels[here] == nouns.labels[there] == "dog"
    assert mammal.descriptions[here] == nouns.descriptions[there]
    assert mammal.frequencies[here] == nouns.frequencies[there] == 42
    assert mammal.category_names[mammal.categories[here]] == "noun.animal"
    assert mammal.senses is not None
    assert len(mammal.senses.numbers) == sum(len(entry.split("; ")) for entry in mammal.lemmas)
    assert mammal.senses.counts[mammal.senses.starts[here]] == 42


@pytest.mark.parametrize("seed", range(3))
def test_lowest_common_ancestors_against_sets(
    seed: int, random_dag: Callable[[int, int], Hierarchy], as_graph: Callable[[Hierarchy], nx.DiGraph]
) -> None:
    hierarchy = random_dag(40, seed)
    ways = dict(nx.all_pairs_shortest_path_length(as_graph(hierarchy)))
    a, b = (side.ravel() for side in np.meshgrid(np.arange(40), np.arange(40)))

    def slow(x: int, y: int) -> int:
        common = set(ways[x]) & set(ways[y])
        return min(common, key=lambda z: (-hierarchy.depth[z], ways[x][z] + ways[y][z], z), default=-1)

    expected = [slow(x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    assert hierarchy.lowest_common_ancestors(a, b).tolist() == expected


def test_an_unknown_name_is_answered_with_the_nearest(nouns: Hierarchy) -> None:
    with pytest.raises(UnknownNameError, match=r"'dog'.*Nearest: dog\.n\.01"):
        nouns.index("dog")


@pytest.mark.parametrize(
    ("names", "links", "message"),
    [
        ([], [], "empty"),
        (["a", "a"], [], "'a' is given twice"),
        (["a", ""], [], "Node 2 has an empty name"),
        (["a"], [("a", "a")], "'a' is given as its own parent"),
        (["a", "b"], [("a", "bb")], r"parent 'bb', which is not among the nodes"),
        (["a", "b"], [("c", "b")], r"child 'c' is not among the nodes"),
        (["a", "b"], [("a", "b"), ("a", "b")], "'a' → 'b' is given twice"),
        (["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a")], "cycle: a → b → c → a"),
    ],
)
def test_what_is_no_hierarchy_is_refused_by_name(names: list[str], links: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(HierarchyError, match=message):
        Hierarchy.from_links(names, links)


def test_a_link_that_leaves_the_nodes_is_refused() -> None:
    with pytest.raises(HierarchyError, match=r"\(0, 7\) leaves the 2 nodes"):
        Hierarchy.from_indices(["a", "b"], np.array([[0, 7]]))


def test_the_content_hash_knows_names_and_links_but_not_their_order(diamond: Hierarchy) -> None:
    same = Hierarchy.from_links(NAMES, [DIAMOND[1], DIAMOND[0], *DIAMOND[2:]], labels=["x"] * 5)
    fewer = Hierarchy.from_links(NAMES, DIAMOND[1:])
    renamed = Hierarchy.from_links(["beast", *NAMES[1:]], [(a, b.replace("animal", "beast")) for a, b in DIAMOND])
    assert same.content_hash == diamond.content_hash
    assert len({diamond.content_hash, fewer.content_hash, renamed.content_hash}) == 3


def test_the_hash_of_texts_knows_every_text_and_where_it_stands(diamond: Hierarchy) -> None:
    texts = ["x", "", "", "", ""]
    labelled = Hierarchy.from_links(NAMES, DIAMOND, labels=texts)
    described = Hierarchy.from_links(NAMES, DIAMOND, descriptions=texts)
    moved = Hierarchy.from_links(NAMES, DIAMOND, descriptions=texts[::-1])
    again = Hierarchy.from_links(NAMES, DIAMOND)
    assert len({one.text_hash for one in (diamond, labelled, described, moved)}) == 4
    assert again.text_hash == diamond.text_hash


def test_a_hierarchy_never_changes(diamond: Hierarchy) -> None:
    arrays = (diamond.parents.indices, diamond.children.indptr, diamond.depth, diamond.main_parents)
    for array in (*arrays, diamond.frequencies):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(AttributeError):
        diamond.title = "other"  # type: ignore[misc]
