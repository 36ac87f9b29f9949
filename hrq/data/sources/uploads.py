"""A hierarchy from bytes that somebody uploaded: read under its own name, and nothing of it stays on the disk."""

from dataclasses import dataclass

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read import graphs
from hrq.data.read.files import File, check_size
from hrq.data.read.text import WESTERN, separator_of
from hrq.data.sources.by_name import READERS, read_file
from hrq.errors import UsageError

GRAPHS = (".graphml", ".xml", ".edgelist", ".edges")
TABLES = (".csv", ".tsv", ".tab", ".txt")
ENDINGS = tuple(READERS)
SEPARATORS = {",": "comma", "\t": "tabulator", ";": "semicolon", "|": "bar"}


@dataclass(frozen=True, eq=False)
class Upload:
    """The hierarchy, and how its file was understood."""

    hierarchy: Hierarchy
    understood: tuple[str, ...]
    reversible: bool  # whether it is a graph, whose links could be read the other way


def read_upload(name: str, content: bytes, *, reverse: bool = False) -> Upload:
    """Read uploaded bytes. Raises HrqError, whose sentence names the file as its owner does.

    >>> read_upload("animals.csv", b"child;parent\\ndog;animal\\ncat;animal\\n").understood
    ('text in UTF-8', 'cells separated by semicolon')
    >>> read_upload("animals.edges", b"dog animal\\ncat animal\\n", reverse=True).understood
    ('links read as parent → child',)
    """
    file = File(name, content)
    if file.ending not in READERS:
        raise UsageError(f"{name} has the ending {file.ending or '(none)'}. Allowed are {', '.join(ENDINGS)}.")
    if file.ending in GRAPHS:
        graph = graphs.read_graph(file)
        other = graphs.UP if graph.reading == graphs.DOWN else graphs.DOWN
        told = f"links read as {other if reverse else graph.reading}"
        return Upload(graph.hierarchy(reverse=reverse), (told,), reversible=True)
    check_size(name, len(content))
    return Upload(read_file(file), _understood(file), reversible=False)


def _understood(file: File) -> tuple[str, ...]:
    if file.ending == ".parquet":
        return ()
    odd = " (if its letters look wrong, save it as UTF-8)" if file.text.encoding == WESTERN else ""
    parts = [f"text in {file.text.encoding}{odd}"]
    if file.ending in TABLES:
        mark = separator_of(file.text.text)
        parts.append(f"cells separated by {SEPARATORS[mark]}" if mark in SEPARATORS else "one column")
    return tuple(parts)
