"""The best matches between a run's code tree and its hierarchy: computed once, kept beside the run as two tables."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hrq.data.hierarchy.code_tree import CodeTree, code_tree
from hrq.data.hierarchy.links import freeze
from hrq.errors import TooLargeError
from hrq.evaluate.matching.best_matches import BEST, Correspondence, best_nodes, best_prefixes
from hrq.runs import Run
from hrq.runs.beside import Stamp, kept, stamp, write_table

NODES_OF_PREFIXES, PREFIXES_OF_NODES = "best_nodes_of_prefixes.parquet", "best_prefixes_of_nodes.parquet"
FORMAT = 1
NUMBERS = ("precision", "recall", "f1")


class Matched(NamedTuple):
    """A run's code tree and the best matches both ways."""

    tree: CodeTree
    matched_nodes: Correspondence  # row: prefix node
    prefixes: Correspondence  # row: node of the hierarchy


def tree_of(run: Run) -> CodeTree:
    """The tree that a run's codes spell.

    >>> from hrq.runs import load_run
    >>> tree = tree_of(load_run("mammals-2d-ghrq"))
    >>> tree.levels, len(tree.item_nodes)
    (3, 1182)
    """
    hierarchy = run.items
    return code_tree(run.codes, run.names, labels=hierarchy.labels, descriptions=hierarchy.descriptions)


def matched_or_not(run: Run, tree: CodeTree | None = None) -> tuple[Matched, str]:
    """The tree with its matches, or without any, and then the sentence that says why.

    >>> from hrq.runs import load_run
    >>> matched, why_not = matched_or_not(load_run("mammals-2d-ghrq"))
    >>> matched.matched_nodes.node.shape, why_not
    ((1442, 3), '')
    """
    try:
        return matches(run, tree), ""
    except TooLargeError as error:
        own = tree or tree_of(run)
        return Matched(own, *no_matches(own, len(run.truth))), str(error)


def matches(run: Run, tree: CodeTree | None = None) -> Matched:
    """As kept beside the run, else computed and, where that can be, kept. Raises TooLargeError for the closure.

    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> found = matches(run)
    >>> place = run.truth.index("whale.n.02")
    >>> found.tree.hierarchy.names[found.prefixes.node[place]], round(float(found.prefixes.f1[place]), 2)
    ('5', 0.47)
    """
    tree = tree or tree_of(run)
    prefixes, nodes, wanted = len(tree.prefix_nodes), len(run.truth), stamp(run, FORMAT)
    return Matched(
        tree,
        kept(
            NODES_OF_PREFIXES,
            wanted,
            read=lambda path: _read(path, (prefixes, BEST), nodes),
            compute=lambda: best_nodes(tree, run.truth),
            write=_write,
        ),
        kept(
            PREFIXES_OF_NODES,
            wanted,
            read=lambda path: _read(path, (nodes,), prefixes),
            compute=lambda: best_prefixes(tree, run.truth),
            write=_write,
        ),
    )


def no_matches(tree: CodeTree, size: int) -> tuple[Correspondence, Correspondence]:
    """What stands in for the matches where the hierarchy's closure is too large to compute them.

    >>> from hrq.data.hierarchy.toy import CODES
    >>> matched_nodes, prefixes = no_matches(code_tree(CODES, list("abcdefg")), 2)
    >>> matched_nodes.node[0].tolist(), prefixes.f1.tolist()
    ([-1, -1, -1], [0.0, 0.0])
    """
    count = len(tree.prefix_nodes)
    nothing = [Correspondence(np.full(shape, -1), *np.zeros((3, *shape))) for shape in ((count, BEST), (size,))]
    return nothing[0], nothing[1]


def _write(path: Path, found: Correspondence, stamped: Stamp) -> None:
    """One row a prefix (three matches: node_1, precision_1 …) or a node; −1 where there is no match."""
    columns = {}
    for place in range(BEST if found.node.ndim == 2 else 1):
        for name in ("node", *NUMBERS):
            values = getattr(found, name)
            columns[f"{name}_{place + 1}"] = values[:, place] if values.ndim == 2 else values
    write_table(path, pa.table(columns), stamped)


def _read(path: Path, shape: tuple[int, ...], partners: int) -> Correspondence:
    """The matches in a file; raises ValueError where they are not of this shape, or of partners that do not exist."""
    table = pq.read_table(path)
    columns = [
        np.column_stack([table[f"{name}_{place + 1}"].to_numpy() for place in range(shape[1] if shape[1:] else 1)])
        for name in ("node", *NUMBERS)
    ]
    if columns[0].max(initial=-1) >= partners:
        raise ValueError(f"{path} holds matches with more than {partners:,} partners.")
    arrays = [np.ascontiguousarray(column.reshape(shape)) for column in columns]
    freeze(*arrays)
    return Correspondence(*arrays)
