"""The code tree for other programs: Newick, JSON and GraphML, each with the run's hash and the app's version."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx

from hrq import __version__
from hrq.errors import UsageError
from hrq.evaluate.matching.best_matches import Correspondence
from hrq.evaluate.matching.kept import Matched, matched_or_not
from hrq.jobs.atomic import write_atomically
from hrq.runs import Run

ENDINGS = (".nwk", ".json", ".graphml")


def write_tree(run: Run, path: Path) -> str:
    """Write the code tree; the file's ending says how. Returns what could not be told, or an empty text.

    Raises UsageError for another ending.

    >>> from tempfile import TemporaryDirectory
    >>> from hrq.runs import load_run
    >>> with TemporaryDirectory() as folder:
    ...     said = write_tree(load_run("mammals-2d-ghrq"), Path(folder) / "tree.nwk")
    ...     (Path(folder) / "tree.nwk").read_text()[:40]
    '[run=mammals-2d-ghrq, hash=64e6b9497917c'
    """
    writers = dict(zip(ENDINGS, (_write_newick, _write_json, _write_graphml), strict=True))
    ending = path.suffix.lower()
    if ending not in writers:
        raise UsageError(f"{path} must end in .nwk, .json or .graphml, so that the format is known.")
    found, missing = matched_or_not(run)
    with write_atomically(path) as temporary:
        writers[ending](run, found, temporary)
    return missing


def tree_content(run: Run, found: Matched) -> dict[str, Any]:
    """The tree as plain data.

    `nodes`: a prefix each, the empty one first, with the node of the hierarchy that it matches best. `synsets`: the
    best prefix of every node of the hierarchy. `items`: the code of every one.

    >>> from hrq.evaluate.matching.kept import matches
    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> content = tree_content(run, matches(run))
    >>> len(content["nodes"]), len(content["items"])
    (1442, 1182)
    """
    names, prefixes = run.truth.names, _prefixes(found)
    rows = zip(names, *_columns(found.prefixes), strict=True)
    return {
        **provenance(run),
        "levels": found.tree.levels,
        "nodes": list(_nodes(run, found, prefixes)),
        "synsets": [
            {"synset": name, "prefix": prefixes[node] if node >= 0 else None, **_numbers(*numbers)}
            for name, node, *numbers in rows
        ],
        "items": [{"name": name, "code": code} for name, code in zip(run.names, run.codes.tolist(), strict=True)],
    }


def provenance(run: Run) -> dict[str, Any]:
    """What every export says of where it comes from.

    >>> from hrq.runs import load_run
    >>> found = provenance(load_run("mammals-2d-ghrq"))
    >>> found["run"], found["hierarchy"]
    ('mammals-2d-ghrq', 'wordnet:mammal.n.01')
    """
    return {
        "run": run.name,
        "hash": run.hash,
        "hrq": __version__,
        "hierarchy": run.config.hierarchy,
        "hierarchy_hash": run.config.hierarchy_hash,
    }


def _nodes(run: Run, found: Matched, prefixes: list[list[int]]) -> Iterator[dict[str, Any]]:
    names, sizes = run.truth.names, found.tree.sizes.tolist()
    for node, matched in enumerate(zip(*_columns(found.matched_nodes), strict=True)):
        first, *runners_up = [
            {"synset": names[true_node] if true_node >= 0 else None, **_numbers(*numbers)}
            for true_node, *numbers in zip(*matched, strict=True)
        ]
        others = [one for one in runners_up if one["synset"] is not None]
        yield {"prefix": prefixes[node], "size": sizes[node], **first, "runners_up": others}


def _prefixes(found: Matched) -> list[list[int]]:
    return [list(found.tree.prefix_of(node)) for node in found.tree.prefix_nodes.tolist()]


def _columns(found: Correspondence) -> list[list[Any]]:
    return [column.tolist() for column in (found.node, found.precision, found.recall, found.f1)]


def _numbers(precision: float, recall: float, f1: float) -> dict[str, float]:
    return {"precision": precision, "recall": recall, "f1": f1}


def _write_json(run: Run, found: Matched, path: Path) -> None:
    text = json.dumps(tree_content(run, found), ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _write_newick(run: Run, found: Matched, path: Path) -> None:
    """Leaves are the hierarchy's names; inner nodes are called `12-4 (dog.n.01)`; a comment says where it is from."""
    tree, names = found.tree.hierarchy, run.truth.names
    best = found.matched_nodes.node[:, 0].tolist()
    count = len(found.tree.prefix_nodes)

    def called(node: int) -> str:
        if node >= count:
            return _quoted(tree.names[node])
        meaning = f" ({names[best[node]]})" if best[node] >= 0 else ""
        return _quoted(f"{tree.labels[node]}{meaning}")

    below: list[str] = [""] * len(tree)
    for node in range(len(tree) - 1, count - 1, -1):
        below[node] = called(node)
    for node in range(count - 1, -1, -1):  # children come after their parents, so theirs are written already
        inside = ",".join(below[child] for child in tree.children.of(node))
        below[node] = f"({inside}){called(node)}"
    about = ", ".join(f"{key}={value}" for key, value in provenance(run).items())
    path.write_text(f"[{about.replace(']', ')')}]\n{below[0]};\n", encoding="utf-8")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _write_graphml(run: Run, found: Matched, path: Path) -> None:
    """A directed graph from shorter prefixes to longer ones, and from full codes to the nodes that have them."""
    tree, names = found.tree.hierarchy, run.truth.names
    graph = nx.DiGraph(**provenance(run))
    count, sizes = len(found.tree.prefix_nodes), found.tree.sizes.tolist()
    first = [[row[0] for row in column] for column in _columns(found.matched_nodes)]
    for node, (true_node, precision, recall, f1) in enumerate(zip(*first, strict=True)):
        known = {"synset": names[true_node], **_numbers(precision, recall, f1)} if true_node >= 0 else {}
        graph.add_node(tree.names[node], kind="prefix", label=tree.labels[node], size=sizes[node], **known)
    for node in range(count, len(tree)):
        graph.add_node(tree.names[node], kind="item", label=tree.labels[node], size=1)
    graph.add_edges_from(
        (tree.names[parent], tree.names[child])
        for child, parent in zip(tree.parents.rows.tolist(), tree.parents.indices.tolist(), strict=True)
    )
    nx.write_graphml(graph, path, encoding="utf-8")
