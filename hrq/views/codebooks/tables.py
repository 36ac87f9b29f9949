"""The Codebooks page's numbers as tables, each made once a run: codewords, distances, members."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from hrq.data.hierarchy.links import Floats, Ints
from hrq.data.prefix import write_prefix
from hrq.evaluate.quantization.codewords import (
    LevelUse,
    Meanings,
    by_likeness,
    codeword_distances,
    codeword_table,
    level_use,
    meanings_everywhere,
    members,
    members_by_parent,
)
from hrq.runs import Run
from hrq.views.frame import caches

MOST_MAPPED = 256  # codewords in a map of distances: more would be smaller than a pixel each
MOST_MEASURED = 1_024  # codewords whose pairs are listed: half a million pairs
HELD = 64  # tables kept at once


@caches.of_run()
def levels(run: Run) -> list[LevelUse]:
    """How each level's codewords are used."""
    return level_use(run)


@caches.of_run(entries=HELD, spinner="Matching codewords with the hierarchy …")
def codewords(run: Run, before: tuple[int, ...]) -> pa.Table:
    """The codewords of the level after a prefix; see `codeword_table`."""
    tree = caches.code_tree(run)
    if not run.has_hierarchy:
        return codeword_table(run, before, tree)
    everywhere = _everywhere(run, len(before) + 1)
    return codeword_table(run, before, tree, caches.best_node_of_prefixes(run), everywhere)


@caches.of_run(entries=HELD)
def _everywhere(run: Run, level: int) -> Meanings:
    return meanings_everywhere(run, level)


class Distances(NamedTuple):
    """Distances (m, m) between codewords (m,), all or the most used; and which of them to map, in which order."""

    tokens: Ints
    apart: Floats
    order: Ints


@caches.of_run(entries=HELD, spinner="Measuring distances between codewords …")
def distances(run: Run, level: int) -> Distances:
    """How far a level's codewords lie from one another, and those to map in an order by likeness."""
    counts = np.bincount(run.codes[:, level - 1], minlength=run.config.sizes[level - 1])
    tokens = most_used(counts, MOST_MEASURED)
    apart = codeword_distances(run.quantizer, level, tokens)
    mapped = most_used(counts[tokens], MOST_MAPPED)
    return Distances(tokens, apart, mapped[by_likeness(apart[np.ix_(mapped, mapped)])])


def most_used(counts: Ints, most: int) -> Ints:
    """The codewords that hold most nodes, at most so many, ascending."""
    chosen: Ints = np.sort(np.argsort(-counts, kind="stable")[:most])
    return chosen


def member_table(run: Run, prefix: tuple[int, ...]) -> pa.Table:
    """The nodes whose code begins with a prefix: name, words, parent, code, depth, gloss."""
    rows, items = members(run, prefix), run.items
    columns: dict[str, object] = {
        "name": [run.names[row] for row in rows],
        "words": [items.lemmas[row] for row in rows],
        "code": [write_prefix(one) for one in run.codes[rows].tolist()],
    }
    if run.has_hierarchy:
        above = items.main_parents[rows].tolist()
        columns["parent"] = [items.names[one] if one >= 0 else None for one in above]
        columns["depth"] = items.depth[rows]
    columns["gloss"] = [items.descriptions[row] for row in rows]
    return pa.table(columns)


def parent_table(run: Run, prefix: tuple[int, ...]) -> pa.Table:
    """The same nodes counted by parent: parent, words, nodes, share of the codeword's, share of all its children."""
    hierarchy, rows = run.truth, members(run, prefix)
    found = members_by_parent(hierarchy, rows)
    parents = found.parents.tolist()
    return pa.table(
        {
            "parent": [hierarchy.names[one] if one >= 0 else "(no parent)" for one in parents],
            "words": [hierarchy.lemmas[one] if one >= 0 else "" for one in parents],
            "nodes": found.counts,
            "share": found.counts / max(1, len(rows)),
            "of_children": pa.array(found.of_children, from_pandas=True),
        }
    )
