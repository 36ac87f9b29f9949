"""Mistakes that codes and hierarchy show by themselves: no points are needed. Row i of the codes is node i."""

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.code_tree import CodeTree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Bools, Floats, Ints, spread
from hrq.evaluate.agreement.likeness import group_by_code
from hrq.evaluate.agreement.pairs_and_triples import random_pairs, shared_tokens
from hrq.evaluate.matching.best_matches import Correspondence
from hrq.evaluate.mistakes.cases import Cases, node_cases
from hrq.evaluate.quantization.codewords import is_overloaded

Codes = NDArray[np.integer]
LEAST_SIBLINGS = 3
MOST_FELLOWS = 64
NEAR = 2  # links: parents, children, siblings, grandparents
LEAST_MEMBERS = 5
GOOD = 0.4
SAMPLE = 20_000


def split_siblings(codes: Codes, hierarchy: Hierarchy) -> Cases:
    """Nodes that most of their siblings left at the first token; the more of them, the clearer. No closure needed.

    >>> from hrq.data.hierarchy.hierarchy import Hierarchy
    >>> names = ["pet", "ant", "bee", "cat", "dog"]
    >>> tree = Hierarchy.from_links(names, [(name, "pet") for name in names[1:]])
    >>> found = split_siblings(np.array([[2], [1], [1], [1], [2]]), tree)
    >>> [names[node] for node in found.nodes], found.scores.tolist()
    (['dog'], [1.0])
    """
    parent, size = hierarchy.main_parents, len(codes)
    children = np.flatnonzero(parent >= 0)
    families, members = np.unique(parent[children], return_inverse=True)
    width = int(codes[:, 0].max(initial=0)) + 1
    keys, times = np.unique(members * width + codes[children, 0], return_counts=True)
    order = np.lexsort((-times, keys // width))
    first = order[np.searchsorted((keys // width)[order], np.arange(len(families)))]
    leader, count = keys[first] % width, times[first]
    siblings = np.bincount(members, minlength=len(families))[members] - 1
    share = np.where(codes[children, 0] == leader[members], 0.0, count[members] / np.maximum(siblings, 1))
    able = np.zeros(size, dtype=bool)
    able[children[siblings >= LEAST_SIBLINGS]] = True
    found = np.flatnonzero((share > 0.5) & (siblings >= LEAST_SIBLINGS))
    found = found[~_has_own_token(codes[:, 0], hierarchy, children[found])]
    found = found[np.lexsort((children[found], -siblings[found], -share[found]))]
    kin = _first_with(children, members * width + codes[children, 0], members[found] * width + leader[members[found]])
    return node_cases(codes, 1, children[found], kin, share[found], able)


def _has_own_token(tokens: Codes, hierarchy: Hierarchy, nodes: Ints) -> Bools:
    """Which nodes have a token to their branch: more than half of all nodes with it are the node or lie below it."""
    loads = np.bincount(tokens)
    own = np.zeros(len(nodes), dtype=bool)
    for place in np.flatnonzero(hierarchy.children.counts[nodes] | (loads[tokens[nodes]] == 1)):
        node = int(nodes[place])
        inside = 1 + int((tokens[hierarchy.descendants(node)] == tokens[node]).sum())
        own[place] = 2 * inside > loads[tokens[node]]
    return own


def _first_with(nodes: Ints, keys: Ints, wanted: Ints) -> Ints:
    """For every wanted key the first node that has it."""
    order = np.argsort(keys, kind="stable")
    return nodes[order[np.searchsorted(keys[order], wanted)]]


def strangers(codes: Codes, hierarchy: Hierarchy, noise: np.random.Generator) -> Cases:
    """Nodes that share half of their tokens with others, most of which are far. Raises TooLargeError.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> codes = CODES.copy()
    >>> codes[[4, 5]] = codes[[5, 4]]  # wolf and cat have changed sides
    >>> found = strangers(codes, animals(), np.random.default_rng(0))
    >>> [animals().names[node] for node in found.nodes]
    ['wolf', 'cat']
    """
    length = (codes.shape[1] + 1) // 2
    drawn = random_pairs(hierarchy, noise, sample=SAMPLE).links
    usual = float(np.median(drawn[drawn >= 0])) if (drawn >= 0).any() else np.inf
    least = max(usual / 2, NEAR + 1)
    nodes, fellows, links = _linked_fellows(codes[:, :length], hierarchy, noise)
    others = np.bincount(nodes, minlength=len(codes))
    far = np.bincount(nodes, weights=links >= least, minlength=len(codes))
    finite = np.where(np.isfinite(links), links, 2.0 * int(hierarchy.longest_depth.max(initial=0)) + 1)
    mean = np.bincount(nodes, weights=finite, minlength=len(codes)) / np.maximum(others, 1)
    found = np.flatnonzero((others > 0) & (far > others / 2))
    found = found[np.lexsort((found, -mean[found]))]
    nearest = np.full(len(codes), -1)
    first = np.flatnonzero(np.diff(nodes, prepend=-1))
    nearest[nodes[first]] = fellows[first]
    return node_cases(codes, length, found, nearest[found], mean[found], others > 0)


def collisions(codes: Codes, nearest: Codes, hierarchy: Hierarchy, noise: np.random.Generator) -> Cases:
    """Nodes whose nearest code is that of others, none of them near. Raises TooLargeError.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> nearest = CODES.copy()
    >>> nearest[5] = nearest[3]  # the cat's nearest code is that of the dog
    >>> found = collisions(CODES, nearest, animals(), np.random.default_rng(0))
    >>> [animals().names[node] for node in found.nodes]
    ['dog', 'cat']
    """
    nodes, fellows, links = _linked_fellows(nearest, hierarchy, noise)
    first = np.flatnonzero(np.diff(nodes, prepend=-1))
    far = first[links[first] > NEAR]
    far = far[np.lexsort((nodes[far], -links[far]))]
    length, able = max(1, codes.shape[1] - 1), np.ones(len(codes), dtype=bool)
    return node_cases(codes, length, nodes[far], fellows[far], links[far], able)


def _linked_fellows(shared: Codes, hierarchy: Hierarchy, noise: np.random.Generator) -> tuple[Ints, Ints, Floats]:
    """Nodes, the others of their group and the links to them, by node, the nearest first; inf where there is no way."""
    nodes, fellows = fellow_pairs(shared, noise)
    links = hierarchy.meet(nodes, fellows).shortest.astype(np.float64)
    links[links < 0] = np.inf
    order = np.lexsort((fellows, links, nodes))
    return nodes[order], fellows[order], links[order]


def fellow_pairs(shared: Codes, noise: np.random.Generator, *, most: int = MOST_FELLOWS) -> tuple[Ints, Ints]:
    """Every node with the others of its group: all of them, or `most` drawn with replacement where there are more.

    >>> fellow_pairs(np.array([[1], [0], [1]]), np.random.default_rng(0))
    (array([0, 2]), array([2, 0]))
    """
    groups = group_by_code(shared)
    sizes = np.diff(np.append(groups.starts, len(shared)))
    group = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(shared)) - groups.starts[group]
    others = np.minimum(sizes - 1, most)[group]
    owner = np.repeat(np.arange(len(shared)), others)
    step = spread(np.ones(len(shared), dtype=np.int64), others)
    crowded = np.flatnonzero(sizes[group][owner] - 1 > most)
    step[crowded] = noise.integers(1, sizes[group][owner[crowded]])
    fellow = groups.starts[group][owner] + (place[owner] + step) % sizes[group][owner]
    return groups.order[owner], groups.order[fellow]


def torn(codes: Codes, hierarchy: Hierarchy) -> Cases:
    """Nodes with several parents of which some share their first token and others do not. No closure needed.

    >>> from hrq.data.hierarchy.hierarchy import Hierarchy
    >>> tree = Hierarchy.from_links(["pet", "animal", "dog"], [("dog", "pet"), ("dog", "animal")])
    >>> torn(np.array([[0], [1], [1]]), tree).nodes.tolist()  # dog has the first token of animal, not of pet
    [2]
    """
    rows, parents = hierarchy.parents.rows, hierarchy.parents.indices
    shared = shared_tokens(codes, rows, parents)
    most, least = np.full(len(codes), -1), np.full(len(codes), codes.shape[1] + 1)
    np.maximum.at(most, rows, shared)
    np.minimum.at(least, rows, shared)
    able = hierarchy.parents.counts > 1
    found = np.flatnonzero(able & (most > 0) & (least == 0))
    found = found[np.lexsort((found, -most[found]))]
    away = np.lexsort((parents, shared, rows))
    partner = parents[away[np.searchsorted(rows[away], found)]]
    return node_cases(codes, 1, found, partner, most[found].astype(np.float64), able)


def meaningless(codes: Codes, tree: CodeTree, matched_nodes: Correspondence) -> Cases:
    """Prefixes that match nothing, the largest first.

    >>> from hrq.data.hierarchy.code_tree import code_tree
    >>> from hrq.data.hierarchy.hierarchy import Hierarchy
    >>> from hrq.evaluate.matching.best_matches import best_nodes
    >>> names = [f"n{i}" for i in range(12)]
    >>> codes = np.array([[i % 2] for i in range(12)])
    >>> tree, flat = code_tree(codes, names), Hierarchy.from_links(names, [])
    >>> meaningless(codes, tree, best_nodes(tree, flat)).prefixes
    [(0,), (1,)]
    """
    sizes, best = tree.sizes, matched_nodes.f1[:, 0]
    large = (sizes >= LEAST_MEMBERS) & (tree.lengths > 0)
    found = np.flatnonzero(large & (best < GOOD))
    found = found[np.lexsort((found, -sizes[found]))]
    nothing = np.full(len(found), -1)
    prefixes = [tree.prefix_of(node) for node in found.tolist()]
    able, wrong = (_under(tree, nodes) for nodes in (np.flatnonzero(large), found))
    return Cases(nothing, nothing, prefixes, best[found], able, wrong, int(large.sum()))


def _under(tree: CodeTree, prefixes: Ints) -> Bools:
    """Which items stand under one of the prefixes."""
    ends = np.zeros(len(tree.order) + 1, dtype=np.int64)
    np.add.at(ends, tree.starts[prefixes], 1)
    np.add.at(ends, tree.ends[prefixes], -1)
    inside = np.zeros(len(tree.order), dtype=bool)
    inside[tree.order] = np.cumsum(ends)[:-1] > 0
    return inside


def uneven_codewords(codes: Codes, sizes: tuple[int, ...]) -> Cases:
    """Codewords with far more than their share of the nodes, then those without any; a prefix is (level, codeword).

    >>> uneven_codewords(np.array([[0]] * 9 + [[1]]), (4,)).prefixes  # nine tenths have token 0; nobody has 2 or 3
    [(1, 0), (1, 2), (1, 3)]
    """
    loads: list[Floats] = []
    places: list[tuple[int, ...]] = []
    wrong = np.zeros(len(codes), dtype=bool)
    for level, size in enumerate(sizes):
        counts = np.bincount(codes[:, level], minlength=size)
        load, crowded = counts * size / len(codes), is_overloaded(counts)
        bad = np.flatnonzero((counts == 0) | crowded)
        wrong |= crowded[codes[:, level]]
        loads.append(load[bad])
        places += [(level + 1, int(codeword)) for codeword in bad]
    load = np.concatenate(loads)
    order = np.argsort(-load, kind="stable")
    nothing = np.full(len(order), -1)
    able = np.ones(len(codes), dtype=bool)
    return Cases(nothing, nothing, [places[one] for one in order], load[order], able, wrong, sum(sizes))
