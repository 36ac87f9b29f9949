"""Hierarchies as graphs: GraphML, and edge lists as networkx writes them.

Neither says which end of a link is the parent. Whichever reading gives more nodes exactly one parent is taken, and
`reading` tells which; `reverse` takes the other.
"""

import io
import re
from collections import Counter
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

import networkx as nx

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.files import File, Source, opened
from hrq.data.read.graphml_check import check_graphml
from hrq.data.read.text import lines_of
from hrq.errors import HierarchyError

Pair = tuple[str, str]
XML = (".graphml", ".xml")
DOWN, UP = "parent → child", "child → parent"
NOT_GRAPHML = (  # what networkx raises at keys, types and values that are not GraphML's
    nx.NetworkXError, ParseError, LookupError, ValueError, TypeError, AttributeError, RecursionError,
)  # fmt: skip
HEADERS = (["child", "parent"], ["parent", "child"], ["source", "target"], ["name", "parents"], ["name", "parent"])


class Graph(NamedTuple):
    """Nodes and links as they stand in a file, and on which lines the links do, where it has lines."""

    file: File
    names: list[str]
    links: list[Pair]
    lines: list[int] | None = None
    labels: list[str] | None = None
    descriptions: list[str] | None = None

    @property
    def reading(self) -> str:
        """Which way the links are read unless they are reversed: `parent → child` or `child → parent`."""

        def lonely(end: int) -> int:
            return sum(count == 1 for count in Counter(link[end] for link in self.links).values())

        return DOWN if lonely(1) >= lonely(0) else UP

    def hierarchy(self, *, reverse: bool = False) -> Hierarchy:
        """The graph as a hierarchy. Raises HierarchyError."""
        if not self.names:
            comments = "" if self.file.ending in XML else " Lines that begin with # are comments."
            raise HierarchyError(f"{self.file} is empty: a hierarchy needs at least one node.{comments}")
        downwards = (self.reading == DOWN) != reverse
        links = [(b, a) for a, b in self.links] if downwards else self.links
        texts = {"labels": self.labels, "descriptions": self.descriptions}
        try:
            return Hierarchy.from_links(self.names, links, title=self.file.stem, lines=self.lines, **texts)
        except HierarchyError as error:
            raise HierarchyError(f"{self.file}: {error}") from error


def read_graph(source: Source) -> Graph:
    """The nodes and links of a graph's file, read once. Raises HierarchyError.

    >>> graph = read_graph(File("animals.edgelist", b"animal dog\\nanimal cat\\n"))
    >>> graph.reading, graph.hierarchy().names
    ('parent → child', ('animal', 'dog', 'cat'))
    """
    file = opened(source)
    return _graphml(file) if file.ending in XML else _edges(file)


def read_graph_hierarchy(source: Source) -> Hierarchy:
    """A hierarchy from a graph's file, read whichever way gives more nodes one parent. Raises HierarchyError.

    >>> read_graph_hierarchy(File("animals.edgelist", b"animal dog\\nanimal cat\\n"))
    <Hierarchy 'animals': 3 nodes, 2 links>
    """
    return read_graph(source).hierarchy()


def _graphml(file: File) -> Graph:
    check_graphml(file)
    try:
        graph = nx.read_graphml(io.BytesIO(file.content))
    except NOT_GRAPHML as error:
        raise HierarchyError(
            f"{file}: this is not GraphML ({error}). Save the graph again, or its links as a CSV `child,parent`."
        ) from error
    if not graph.is_directed():
        raise HierarchyError(f'{file} is an undirected graph: nobody is a parent. Save it with edgedefault="directed".')
    data = dict(graph.nodes(data=True))
    names = [str(name).strip() for name in data]
    labels = [str(one.get("label") or one.get("name") or name) for name, one in data.items()]
    texts = [str(one.get("description") or one.get("gloss") or "") for one in data.values()]
    links = [(str(edge[0]).strip(), str(edge[1]).strip()) for edge in graph.edges()]
    return Graph(file, names, links, None, labels, texts)


def _edges(file: File) -> Graph:
    """Two names a line, between tabulators, commas, semicolons or blanks; a line that begins with `#` is a comment."""
    names: dict[str, None] = {}
    links, lines = [], []
    for number, line in enumerate(lines_of(file.text.text), 1):
        words = _words(line)
        if not names and [word.casefold() for word in words] in HEADERS:
            raise HierarchyError(
                f"{file} begins with the header {' '.join(words)}, which an edge list has not. Name the file .csv."
            )
        if not words:
            continue
        if len(words) == 1:
            names[words[0]] = None
            continue
        if len(words) != 2:
            raise HierarchyError(
                f"{file}, line {number}: {len(words)} names where a link has two. Separate them by a tabulator if a "
                "name holds blanks."
            )
        names |= dict.fromkeys(words)
        links.append((words[0], words[1]))
        lines.append(number)
    return Graph(file, list(names), links, lines)


def _words(line: str) -> list[str]:
    line = re.sub(r"\s*\{.*\}\s*$", "", line.strip())  # networkx appends a dictionary of attributes
    if not line or line.startswith("#"):
        return []
    mark = next((one for one in ("\t", ",", ";") if one in line), None)
    words = [word.strip().strip('"') for word in line.split(mark)]
    if len(words) == 3 and re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", words[2]):
        words = words[:2]  # a weight
    return [word for word in words if word]
