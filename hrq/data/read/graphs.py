"""Hierarchies as graphs: GraphML, and edge lists as networkx writes them.

Neither says which end of a link is the parent. Whichever reading gives more nodes exactly one parent is taken, and
`reading` tells which; `reverse` takes the other.
"""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import networkx as nx

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.graphml_check import check_graphml
from hrq.data.read.text import lines_of, read_text
from hrq.errors import HierarchyError

Pair = tuple[str, str]
XML = (".graphml", ".xml")
DOWN, UP = "parent → child", "child → parent"
HEADERS = (["child", "parent"], ["parent", "child"], ["source", "target"], ["name", "parents"], ["name", "parent"])


class Graph(NamedTuple):
    """Nodes and links as they stand in a file, and on which lines the links do, where it has lines."""

    names: list[str]
    links: list[Pair]
    lines: list[int] | None = None
    labels: list[str] | None = None
    descriptions: list[str] | None = None


def read_graph(path: Path, *, reverse: bool = False) -> Hierarchy:
    """A hierarchy from a graph's file. Raises HierarchyError."""
    graph = _read(path)
    if not graph.names:
        comments = "" if path.suffix.lower() in XML else " Lines that begin with # are comments."
        raise HierarchyError(f"{path} is empty: a hierarchy needs at least one node.{comments}")
    downwards = (_reading(graph.links) == DOWN) != reverse
    links = [(b, a) for a, b in graph.links] if downwards else graph.links
    try:
        return Hierarchy.from_links(
            graph.names, links, title=path.stem, labels=graph.labels, descriptions=graph.descriptions, lines=graph.lines
        )
    except HierarchyError as error:
        raise HierarchyError(f"{path}: {error}") from error


def reading(path: Path) -> str:
    """Which way the links of a file are read: `parent → child` or `child → parent`."""
    return _reading(_read(path).links)


def _read(path: Path) -> Graph:
    return _graphml(path) if path.suffix.lower() in XML else _edges(path)


def _reading(links: list[Pair]) -> str:
    def lonely(end: int) -> int:
        return sum(count == 1 for count in Counter(link[end] for link in links).values())

    return DOWN if lonely(1) >= lonely(0) else UP


def _graphml(path: Path) -> Graph:
    try:
        check_graphml(path)
        graph = nx.read_graphml(path)
    except HierarchyError:
        raise
    except OSError as error:
        raise HierarchyError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from error
    except Exception as error:
        raise HierarchyError(
            f"{path}: this is not GraphML ({error}). Save the graph again, or its links as a CSV `child,parent`."
        ) from error
    if not graph.is_directed():
        raise HierarchyError(f'{path} is an undirected graph: nobody is a parent. Save it with edgedefault="directed".')
    data = dict(graph.nodes(data=True))
    names = [str(name).strip() for name in data]
    labels = [str(one.get("label") or one.get("name") or name) for name, one in data.items()]
    texts = [str(one.get("description") or one.get("gloss") or "") for one in data.values()]
    return Graph(names, [(str(edge[0]).strip(), str(edge[1]).strip()) for edge in graph.edges()], None, labels, texts)


def _edges(path: Path) -> Graph:
    """Two names a line, between tabulators, commas, semicolons or blanks; a line that begins with `#` is a comment."""
    names: dict[str, None] = {}
    links, lines = [], []
    for number, line in enumerate(lines_of(read_text(path).text), 1):
        words = _words(line)
        if not names and [word.casefold() for word in words] in HEADERS:
            raise HierarchyError(
                f"{path} begins with the header {' '.join(words)}, which an edge list has not. Name the file .csv."
            )
        if not words:
            continue
        if len(words) == 1:
            names[words[0]] = None
            continue
        if len(words) != 2:
            raise HierarchyError(
                f"{path}, line {number}: {len(words)} names where a link has two. Separate them by a tabulator if a "
                "name holds blanks."
            )
        names |= dict.fromkeys(words)
        links.append((words[0], words[1]))
        lines.append(number)
    return Graph(list(names), links, lines)


def _words(line: str) -> list[str]:
    line = re.sub(r"\s*\{.*\}\s*$", "", line.strip())  # networkx appends a dictionary of attributes
    if not line or line.startswith("#"):
        return []
    mark = next((one for one in ("\t", ",", ";") if one in line), None)
    words = [word.strip().strip('"') for word in line.split(mark)]
    if len(words) == 3 and re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", words[2]):
        words = words[:2]  # a weight
    return [word for word in words if word]
