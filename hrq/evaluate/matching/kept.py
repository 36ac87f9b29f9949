"""The best matches between a run's code tree and its hierarchy: computed once, kept beside the run as two tables."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hrq.data.hierarchy.code_tree import CodeTree, code_tree
from hrq.data.hierarchy.links import freeze
from hrq.errors import CannotWriteError, TooLargeError
from hrq.evaluate.matching.best_matches import BEST, Correspondence, best_prefixes, best_synsets
from hrq.jobs.atomic import write_atomically
from hrq.runs import Run
from hrq.runs.aside import find_aside, own_aside

SYNSETS, PREFIXES = "prefix_matches.parquet", "synset_matches.parquet"
NUMBERS = ("precision", "recall", "f1")


class Matched(NamedTuple):
    """A run's code tree and the best matches both ways."""

    tree: CodeTree
    synsets: Correspondence  # row: prefix node
    prefixes: Correspondence  # row: synset


def tree_of(run: Run) -> CodeTree:
    """The tree that a run's codes spell."""
    hierarchy = run.items
    return code_tree(run.codes, run.names, labels=hierarchy.labels, descriptions=hierarchy.descriptions)


def matched_or_not(run: Run, tree: CodeTree | None = None) -> tuple[Matched, str]:
    """The tree with its matches, or without any, and then the sentence that says why."""
    try:
        return matches(run, tree), ""
    except TooLargeError as error:
        own = tree or tree_of(run)
        return Matched(own, *no_matches(own, len(run.truth))), str(error)


def matches(run: Run, tree: CodeTree | None = None) -> Matched:
    """As kept beside the run, else computed and, where that can be, kept. Raises TooLargeError for the closure."""
    tree = tree or tree_of(run)
    synsets = _read(find_aside(run.hash, SYNSETS), len(tree.prefix_nodes), BEST, len(run.truth))
    prefixes = _read(find_aside(run.hash, PREFIXES), len(run.truth), 0, len(tree.prefix_nodes))
    if synsets is None or prefixes is None:
        synsets, prefixes = best_synsets(tree, run.truth), best_prefixes(tree, run.truth)
        with suppress(CannotWriteError):  # they take seconds: that is no reason to show none
            _write(own_aside(run.hash) / SYNSETS, synsets)
            _write(own_aside(run.hash) / PREFIXES, prefixes)
    return Matched(tree, synsets, prefixes)


def no_matches(tree: CodeTree, size: int) -> tuple[Correspondence, Correspondence]:
    """What stands in for the matches where the hierarchy's closure is too large to compute them."""
    count = len(tree.prefix_nodes)
    nothing = [Correspondence(np.full(shape, -1), *np.zeros((3, *shape))) for shape in ((count, BEST), (size,))]
    return nothing[0], nothing[1]


def _write(path: Path, found: Correspondence) -> None:
    """One row a prefix (three matches: node_1, precision_1 …) or a synset; −1 where there is no match."""
    columns = {}
    for place in range(BEST if found.node.ndim == 2 else 1):
        for name in ("node", *NUMBERS):
            values = getattr(found, name)
            columns[f"{name}_{place + 1}"] = values[:, place] if values.ndim == 2 else values
    with write_atomically(path) as temporary:
        pq.write_table(pa.table(columns), temporary, compression="zstd")


def _read(path: Path | None, rows: int, most: int, partners: int) -> Correspondence | None:
    """The matches in a file, or None where it is not what it should be: then they are computed again."""
    if path is None:
        return None
    try:
        table = pq.read_table(path)
        columns = {
            name: np.column_stack([table[f"{name}_{place + 1}"].to_numpy() for place in range(max(most, 1))])
            for name in ("node", *NUMBERS)
        }
    except (pa.ArrowException, OSError, KeyError):
        return None
    if table.num_rows != rows or columns["node"].max(initial=-1) >= partners:
        return None
    arrays = [np.ascontiguousarray(column if most else column[:, 0]) for column in columns.values()]
    freeze(*arrays)
    return Correspondence(*arrays)
