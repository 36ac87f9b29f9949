"""What the codewords of a run hold: how evenly they are used, what each means, how far they lie from one another.

A codeword of level 1 is a prefix of its own. One further down means something after each prefix, so that it is told
twice: what it holds after the prefix that is looked at, and what it holds wherever it occurs.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import torch
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

from hrq.data.hierarchy.code_tree import CodeTree, code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Floats, Ints
from hrq.data.prefix import under, write_prefix
from hrq.evaluate.matching.best_matches import Correspondence, best_nodes
from hrq.evaluate.quantization import OVERLOADED
from hrq.geometry.poincare import pairwise_distance
from hrq.quantize import ResidualQuantizer
from hrq.quantize.codebook import perplexity, usage
from hrq.runs import Run

DEAD, UNUSED_HERE, CROWDED = "dead", "unused here", "overloaded"


class LevelUse(NamedTuple):
    """How a level's codewords are used by all nodes; `largest` is the largest share of the nodes that one holds."""

    level: int
    codewords: int
    used: int
    dead: int
    overloaded: int
    perplexity: float
    largest: float


class Parents(NamedTuple):
    """Under which parents some nodes hang, most first: how many, and what share of all children of that parent."""

    parents: Ints  # −1: roots, which hang under none
    counts: Ints
    of_children: Floats


@dataclass(frozen=True, eq=False)
class Meanings:
    """For each codeword of a level, wherever it occurs, the node of the hierarchy it matches best; −1 where none."""

    node: Ints
    precision: Floats
    recall: Floats
    f1: Floats


def level_use(run: Run) -> list[LevelUse]:
    """A row a level.

    >>> from hrq.runs import load_run
    >>> first = level_use(load_run("mammals-2d-ghrq"))[0]
    >>> first.codewords, first.used, first.overloaded, round(first.perplexity, 2)
    (16, 16, 0, 15.58)
    """
    rows = []
    for level, size in enumerate(run.config.sizes):
        counts = usage(torch.from_numpy(run.codes[:, level]), size)
        rows.append(
            LevelUse(
                level=level + 1,
                codewords=size,
                used=int((counts > 0).sum()),
                dead=int((counts == 0).sum()),
                overloaded=int(is_overloaded(counts.numpy()).sum()),
                perplexity=perplexity(counts),
                largest=float(counts.max() / counts.sum().clamp_min(1)),
            )
        )
    return rows


def is_overloaded(counts: Ints) -> NDArray[np.bool_]:
    """Which of a level's codewords hold more than `OVERLOADED` times an even share.

    >>> is_overloaded(np.array([10, 1, 1, 0])).tolist()
    [True, False, False, False]
    """
    crowded: NDArray[np.bool_] = counts > OVERLOADED * counts.sum() / len(counts)
    return crowded


def counts_after(run: Run, prefix: tuple[int, ...]) -> Ints:
    """How many nodes each codeword of the next level holds after a prefix: (K,).

    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> counts_after(run, ())[:4].tolist(), counts_after(run, (0,))[:4].tolist()
    ([76, 51, 64, 87], [1, 3, 5, 8])
    """
    codes = run.codes
    inside = under(codes, prefix)
    counts: Ints = np.bincount(codes[inside, len(prefix)], minlength=run.config.sizes[len(prefix)])
    return counts


def members(run: Run, prefix: tuple[int, ...]) -> Ints:
    """The rows of the nodes whose code begins so, ascending.

    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> len(members(run, (0,))), [run.names[row] for row in members(run, (0,))[:3]]
    (76, ['phalanger.n.01', 'anthropoid.n.02', 'hominoid.n.01'])
    """
    rows: Ints = np.flatnonzero(under(run.codes, prefix))
    return rows


def meanings_everywhere(run: Run, level: int) -> Meanings:
    """What each codeword of a level (1 …) holds, whatever comes before it, matched with the true hierarchy.

    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> found = meanings_everywhere(run, 1)
    >>> [run.truth.names[node] for node in found.node[:3]], found.f1[:3].round(2).tolist()
    (['primate.n.02', 'swine.n.01', 'antelope.n.01'], [0.82, 0.27, 0.59])
    """
    tree = code_tree(run.codes[:, level - 1 : level], run.names)
    best = best_nodes(tree, run.truth)
    size = run.config.sizes[level - 1]
    tokens = np.unique(run.codes[:, level - 1])
    found = Meanings(np.full(size, -1), *np.zeros((3, size)))
    for into, values in zip(
        (found.node, found.precision, found.recall, found.f1),
        (best.node, best.precision, best.recall, best.f1),
        strict=True,
    ):
        into[tokens] = values[1:, 0]  # row 0 is the root: all nodes
    return found


def codeword_table(
    run: Run,
    prefix: tuple[int, ...],
    tree: CodeTree,
    best: Correspondence | None = None,
    everywhere: Meanings | None = None,
) -> pa.Table:
    """The codewords of the level after a prefix, a row each: what they hold after it, and wherever they occur.

    `best` are the matches of the tree's prefixes, `everywhere` those of the level's codewords; without them (a run
    without a hierarchy) the columns of meaning are left out. Shares are of the nodes that begin with the prefix.

    >>> from hrq.evaluate.matching.kept import tree_of
    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> codeword_table(run, (), tree_of(run)).select(["codeword", "prefix", "nodes"]).slice(0, 2).to_pylist()
    [{'codeword': 0, 'prefix': '0', 'nodes': 76}, {'codeword': 1, 'prefix': '1', 'nodes': 51}]
    """
    here = counts_after(run, prefix)
    counts = np.bincount(run.codes[:, len(prefix)], minlength=len(here))
    names = [write_prefix((*prefix, token)) for token in range(len(here))]
    columns = {
        "codeword": np.arange(len(here)),
        "prefix": names,
        "nodes": here,
        "share": here / max(1, here.sum()),
        "status": _statuses(here, counts, first=not prefix),
        "nodes_everywhere": counts,
    }
    if best is not None and everywhere is not None:
        texts = tree.hierarchy.labels
        known = {texts[node]: node for node in tree.prefix_nodes.tolist()}
        rows = [known.get(name, -1) for name in names]
        columns |= _meaning(run.truth, rows, best)
        own = everywhere.node.tolist()
        columns["means_everywhere"] = [run.truth.names[node] if node >= 0 else None for node in own]
        columns["f1_everywhere"] = _or_none(everywhere.f1, everywhere.node >= 0)
    return pa.table(columns)


def _statuses(here: Ints, counts: Ints, *, first: bool) -> list[str]:
    crowded = is_overloaded(counts)
    words = []
    for token, number in enumerate(here.tolist()):
        if counts[token] == 0:
            words.append(DEAD)
        elif number == 0 and not first:
            words.append(UNUSED_HERE)
        else:
            words.append(CROWDED if crowded[token] else "")
    return words


def _meaning(hierarchy: Hierarchy, rows: list[int], best: Correspondence) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {name: [] for name in ("means", "words", "precision", "recall", "f1")}
    for row in rows:
        node = int(best.node[row, 0]) if row >= 0 else -1
        known = node >= 0
        values = (best.precision[row, 0], best.recall[row, 0], best.f1[row, 0]) if known else (None, None, None)
        texts = (hierarchy.names[node], hierarchy.lemmas[node]) if known else (None, None)
        for name, value in zip(found, (*texts, *values), strict=True):
            found[name].append(float(value) if isinstance(value, np.floating) else value)
    return found


def _or_none(values: Floats, known: NDArray[np.bool_]) -> list[float | None]:
    return [value if sure else None for value, sure in zip(values.tolist(), known.tolist(), strict=True)]


def codeword_distances(quantizer: ResidualQuantizer, level: int, tokens: Ints | None = None) -> Floats:
    """Distances (m, m) between codewords of a level (1 …), all or some, in the space that they are chosen in.

    >>> from hrq.quantize import make_quantizer
    >>> quantizer = make_quantizer("rq", [torch.tensor([[0.0, 0.0], [3.0, 4.0]])], c=0.0)
    >>> codeword_distances(quantizer, 1).tolist()  # at c = 0 a distance is 2 |x − y|, as on a very large ball
    [[0.0, 10.0], [10.0, 0.0]]
    """
    book = quantizer.codebooks[level - 1].detach().double()
    book = book if tokens is None else book[tokens]
    apart: Floats = pairwise_distance(book, book, c=quantizer.residual_c).numpy()
    return apart


def by_likeness(apart: Floats) -> Ints:
    """An order of the codewords in which near ones stand together: the leaves of their average-linkage tree.

    >>> places = np.array([0.0, 9.0, 1.0, 8.0])
    >>> by_likeness(np.abs(places[:, None] - places)).tolist()
    [0, 2, 3, 1]
    """
    if len(apart) < 3:
        return np.arange(len(apart))
    condensed = squareform((apart + apart.T) / 2, checks=False)
    order: Ints = leaves_list(optimal_leaf_ordering(linkage(condensed, "average"), condensed)).astype(np.int64)
    return order


def distance_table(apart: Floats, tokens: Ints) -> pa.Table:
    """Every pair of codewords (m,) once, nearest first: codeword, other, distance.

    >>> apart = np.array([[0.0, 5.0, 1.0], [5.0, 0.0, 2.0], [1.0, 2.0, 0.0]])
    >>> distance_table(apart, np.array([7, 8, 9])).to_pydict()
    {'codeword': [7, 8, 7], 'other': [9, 9, 8], 'distance': [1.0, 2.0, 5.0]}
    """
    first, second = np.triu_indices(len(apart), 1)
    order = np.argsort(apart[first, second], kind="stable")
    pairs = {"codeword": tokens[first[order]], "other": tokens[second[order]]}
    return pa.table(pairs | {"distance": apart[first, second][order]})


def members_by_parent(hierarchy: Hierarchy, rows: Ints) -> Parents:
    """Some nodes counted by the main parent that each hangs under, so that the counts add up.

    >>> from hrq.data.hierarchy.toy import animals
    >>> members_by_parent(animals(), np.array([3, 4, 5]))  # dog and wolf: all of canine's; cat: half of feline's
    Parents(parents=array([1, 2]), counts=array([2, 1]), of_children=array([1. , 0.5]))
    """
    above = hierarchy.main_parents[rows]
    parents, counts = np.unique(above, return_counts=True)
    children = np.bincount(hierarchy.main_parents[hierarchy.main_parents >= 0], minlength=len(hierarchy))
    share = np.where(parents >= 0, counts / np.maximum(1, children[parents]), np.nan)
    order = np.lexsort((parents, -counts))
    return Parents(parents[order], counts[order], share[order])
