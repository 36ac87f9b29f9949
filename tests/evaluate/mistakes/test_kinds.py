"""Every kind of mistake against loops over the nodes of a small graph with random codes."""

import itertools

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet.nouns import load_wordnet
from hrq.evaluate.matching.best_matches import best_nodes
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.in_codes import (
    collisions,
    fellow_pairs,
    meaningless,
    split_siblings,
    strangers,
    torn,
    uneven_codewords,
)


@pytest.fixture(scope="module")
def musical() -> Hierarchy:
    """Musical instruments: some of them have several parents."""
    return load_wordnet().subtree("musical_instrument.n.01")


@pytest.fixture(scope="module")
def codes(musical: Hierarchy) -> np.ndarray:
    noise = np.random.default_rng(0)
    top = [(way := musical.path_to_root(node)[::-1])[min(1, len(way) - 1)] % 4 for node in range(len(musical))]
    first = np.where(noise.random(len(musical)) < 0.2, noise.integers(0, 4, len(musical)), top)
    return np.column_stack([first, noise.integers(0, 3, (len(musical), 2))])


def ranked(cases: Cases) -> None:
    assert cases.wrong.sum() == len(set(cases.nodes.tolist())) == len(cases.nodes)
    assert (cases.able | ~cases.wrong).all()
    assert cases.able.sum() == cases.total


def test_split_siblings(musical: Hierarchy, codes: np.ndarray) -> None:
    found, parent = split_siblings(codes, musical), musical.main_parents
    expected = {}
    for node in range(len(musical)):
        siblings = [one for one in range(len(musical)) if parent[one] == parent[node] and one != node]
        if parent[node] < 0 or len(siblings) < 3:
            assert not found.able[node]
            continue
        tokens = [codes[one, 0] for one in siblings]
        most = max(set(tokens), key=tokens.count)
        branch = [node, *musical.descendants(node)]
        own = 2 * (codes[branch, 0] == codes[node, 0]).sum() > (codes[:, 0] == codes[node, 0]).sum()
        if 2 * tokens.count(most) > len(tokens) and codes[node, 0] != most and not own:
            expected[node] = tokens.count(most) / len(tokens), most
    assert set(found.nodes.tolist()) == set(expected)
    assert len(expected) > 3
    for node, partner, score in zip(found.nodes, found.partners, found.scores, strict=True):
        assert score == pytest.approx(expected[node][0])
        assert codes[partner, 0] == expected[node][1]
        assert parent[partner] == parent[node]
    assert (np.diff(found.scores) <= 0).all()
    ranked(found)


def family(tokens: list[int]) -> tuple[Hierarchy, np.ndarray]:
    """Children of one parent with these first tokens, and a second branch in which each token is used once more."""
    more = sorted(set(tokens))
    names = ["root", "parent", "aside", *(f"c{i}" for i in range(len(tokens))), *(f"o{i}" for i in range(len(more)))]
    links = [("parent", "root"), ("aside", "root"), *((f"c{i}", "parent") for i in range(len(tokens)))]
    links += [(f"o{i}", "aside") for i in range(len(more))]
    return Hierarchy.from_links(names, links), np.array([[50], [50], [50], *([one] for one in [*tokens, *more])])


@pytest.mark.parametrize(
    ("tokens", "wrong"),
    [
        ([9, 1, 1, 2, 2], []),  # two of four siblings: a tie is no majority
        ([9, 1, 1, 1, 2], ["c0", "c4"]),  # three of four
        ([9, 1, 1], []),  # two siblings are too few
        ([9, 1, 1, 2], ["c0", "c3"]),  # two of three
    ],
)
def test_a_majority_of_siblings_is_more_than_half_of_three_at_least(tokens: list[int], wrong: list[str]) -> None:
    tree, codes = family(tokens)
    found = split_siblings(codes, tree)
    children = [f"c{i}" for i in range(len(tokens))]
    assert sorted(tree.names[node] for node in found.nodes if tree.names[node] in children) == wrong


def test_most_of_the_others_is_more_than_half(musical: Hierarchy) -> None:
    """`x` shares its tokens with one near and one far node; with two far ones and one near it is among strangers."""
    links = [("a0", "root"), ("b0", "root"), *((f"a{i}", f"a{i - 1}") for i in range(1, 9))]
    links += [(f"b{i}", f"b{i - 1}") for i in range(1, 9)]
    names = ["root", *(f"a{i}" for i in range(9)), *(f"b{i}" for i in range(9))]
    tree, noise = Hierarchy.from_links(names, links), np.random.default_rng(0)
    for together, wrong in ((["a8", "a7", "b8"], {"b8"}), (["a8", "a7", "b8", "b7"], {"a8", "a7", "b8", "b7"})):
        codes = np.array([[0, 0] if name in together else [1 + place, 0] for place, name in enumerate(names)])
        found = strangers(codes, tree, noise)
        assert {tree.names[node] for node in found.nodes} == wrong


@pytest.mark.parametrize(("elsewhere", "split"), [(1, False), (2, True), (3, True)])
def test_a_branch_has_a_token_to_itself_where_most_nodes_with_it_lie_below(elsewhere: int, split: bool) -> None:
    """`c0` and its own child have the token 9; so have some nodes of another branch."""
    names = ["root", "parent", "aside", "c0", "c1", "c2", "c3", "own", *(f"o{i}" for i in range(elsewhere))]
    links = [("parent", "root"), ("aside", "root"), *((f"c{i}", "parent") for i in range(4)), ("own", "c0")]
    links += [(f"o{i}", "aside") for i in range(elsewhere)]
    codes = np.array([[50], [51], [52], [9], [1], [1], [1], [9], *([9] for _ in range(elsewhere))])
    tree = Hierarchy.from_links(names, links)
    assert (3 in split_siblings(codes, tree).nodes) == split


def test_torn_between_parents(musical: Hierarchy, codes: np.ndarray) -> None:
    found = torn(codes, musical)
    expected = set()
    for node in range(len(musical)):
        same = {codes[one, 0] == codes[node, 0] for one in musical.parents.of(node)}
        expected |= {node} if len(same) == 2 else set()
    assert set(found.nodes.tolist()) == expected
    assert expected
    for node, partner in zip(found.nodes, found.partners, strict=True):
        assert partner in musical.parents.of(node)
        assert codes[partner, 0] != codes[node, 0]
    assert found.total == (musical.parents.counts > 1).sum()
    ranked(found)


def test_who_shares_its_first_token_with_no_parent_is_not_torn() -> None:
    names, links = ["top", "a", "b", "x"], [("a", "top"), ("b", "top"), ("x", "a"), ("x", "b")]
    tree = Hierarchy.from_links(names, links)
    for tokens, found in (([0, 1, 2, 3], []), ([0, 1, 2, 1], [3]), ([0, 1, 1, 1], [])):
        assert torn(np.array([[token, 0] for token in tokens]), tree).nodes.tolist() == found


def test_strangers(musical: Hierarchy, codes: np.ndarray) -> None:
    found = strangers(codes, musical, np.random.default_rng(0))
    size = len(musical)
    a, b = np.array(list(itertools.combinations(range(size), 2))).T
    links = np.zeros((size, size))
    links[a, b] = links[b, a] = musical.meet(a, b).shortest
    usual = np.median(links[a, b])
    expected = {}
    for node in range(size):
        fellows = [i for i in range(size) if i != node and (codes[i, :2] == codes[node, :2]).all()]
        far = [one for one in fellows if links[node, one] >= max(usual / 2, 3)]
        if 2 * len(far) > len(fellows):
            expected[node] = np.mean([links[node, one] for one in fellows])
    assert dict(zip(found.nodes.tolist(), found.scores, strict=True)) == pytest.approx(expected)
    ranked(found)


def test_collisions(musical: Hierarchy, codes: np.ndarray) -> None:
    found = collisions(codes, codes, musical, np.random.default_rng(0))
    for node, partner, links in zip(found.nodes, found.partners, found.scores, strict=True):
        fellows = [i for i in range(len(codes)) if i != node and (codes[i] == codes[node]).all()]
        ways = musical.meet(np.full(len(fellows), node), np.array(fellows)).shortest
        assert ways.min() == links > 2
        assert partner in fellows
    assert len(found.nodes)
    assert found.total == len(codes)
    unique = np.column_stack([codes, np.arange(len(codes))])
    assert not len(collisions(unique, unique, musical, np.random.default_rng(0)).nodes)


def test_prefixes_without_a_meaning(musical: Hierarchy, codes: np.ndarray) -> None:
    tree = code_tree(codes, musical.names)
    best = best_nodes(tree, musical)
    found = meaningless(codes, tree, best)
    expected, under = set(), np.zeros(len(codes), dtype=bool)
    for node in range(1, len(tree.prefix_nodes)):
        if tree.sizes[node] >= 5 and best.f1[node, 0] < 0.4:
            expected.add(tuple(int(token) for token in tree.hierarchy.labels[node].split("-")))
            under[tree.members(node)] = True
    assert set(found.prefixes) == expected
    assert expected
    assert (found.wrong == under).all()
    assert found.total == ((tree.sizes >= 5) & (tree.lengths > 0)).sum()


def test_uneven_codewords() -> None:
    codes = np.column_stack([np.repeat([0, 1], [19, 1]), np.arange(20) % 5])
    found = uneven_codewords(codes, (8, 6))
    assert found.prefixes == [(1, 0), *((1, one) for one in range(2, 8)), (2, 5)]
    assert found.scores.tolist() == pytest.approx([7.6, *[0] * 7])
    assert found.wrong.tolist() == [True] * 19 + [False]
    assert found.share == pytest.approx(8 / 14)


def test_three_even_shares_are_not_too_many() -> None:
    codes = np.array([[0]] * 6 + [[1]] * 4)
    assert uneven_codewords(codes, (5,)).prefixes == [(1, 2), (1, 3), (1, 4)]
    assert uneven_codewords(codes, (6,)).prefixes == [(1, 0), (1, 2), (1, 3), (1, 4), (1, 5)]


def test_fellows_are_everybody_else_or_a_draw_of_them() -> None:
    shared = np.array([[0]] * 5 + [[1]] * 3 + [[2]])
    nodes, fellows = fellow_pairs(shared, np.random.default_rng(0))
    expected = {p for span in (range(5), range(5, 8)) for p in itertools.permutations(span, 2)}
    assert set(zip(nodes.tolist(), fellows.tolist(), strict=True)) == expected
    assert len(nodes) == len(expected)
    nodes, fellows = fellow_pairs(np.zeros((50, 1), dtype=int), np.random.default_rng(0), most=7)
    assert np.bincount(nodes).tolist() == [7] * 50
    assert (nodes != fellows).all()


def test_nothing_to_find_among_three_nodes() -> None:
    three = Hierarchy.from_links(["a", "b", "c"], [("b", "a")])
    codes, noise = np.array([[0], [0], [1]]), np.random.default_rng(0)
    for found in (split_siblings(codes, three), torn(codes, three), strangers(codes, three, noise)):
        assert not len(found.nodes)
    assert split_siblings(codes, three).share is None
