"""A look through a GraphML file before anything is made of it: what is wrong is said with its line."""

from xml.parsers import expat

from hrq.data.read.files import File
from hrq.errors import HierarchyError, shown

AGAIN = "Save the graph again, or its links as a CSV `child,parent`."


def check_graphml(file: File) -> None:
    """Raise HierarchyError unless nodes and links have names that belong together, and no entity is declared.

    >>> check_graphml(File("a.graphml", b'<graphml><graph><node id="a"/></graph></graphml>'))
    >>> check_graphml(File("a.graphml", b"<graphml><graph><node/></graph></graphml>"))
    Traceback (most recent call last):
    hrq.errors.HierarchyError: a.graphml, line 1: this node has no id. Save the graph again, or its links as a CSV ...
    """
    parser = expat.ParserCreate()
    nodes: set[str] = set()
    ends: list[tuple[str, int]] = []

    def declared(*_: object) -> None:
        raise HierarchyError(f"{file} declares XML entities, which are never opened. Save it without a DOCTYPE.")

    def begun(tag: str, has: dict[str, str]) -> None:
        line, kind = parser.CurrentLineNumber, tag.rpartition(":")[2]
        if kind == "graph" and has.get("edgedefault") == "undirected":
            raise HierarchyError(
                f"{file}, line {line}: this graph is undirected, so nobody is a parent. Save it with "
                'edgedefault="directed".'
            )
        wanted = {"node": ("id",), "edge": ("source", "target")}.get(kind, ())
        for key in wanted:
            if not has.get(key, "").strip():
                raise HierarchyError(f"{file}, line {line}: this {kind} has no {key}. {AGAIN}")
        if kind == "node":
            nodes.add(has["id"])
        ends.extend((has[key], line) for key in wanted if kind == "edge")

    parser.StartDoctypeDeclHandler, parser.StartElementHandler = declared, begun
    try:
        parser.Parse(bytes(file.content), True)
    except expat.ExpatError as error:
        what = expat.errors.messages[error.code]
        raise HierarchyError(f"{file}, line {error.lineno}: this is not GraphML ({what}). {AGAIN}") from error
    for name, line in ends:
        if name not in nodes:
            raise HierarchyError(
                f"{file}, line {line}: the edge names the node {shown(name)}, which is not there. {AGAIN}"
            )
