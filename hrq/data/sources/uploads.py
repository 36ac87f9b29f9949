"""A hierarchy from bytes that somebody uploaded: read under its own name, and nothing of it stays on the disk."""

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read import graphs
from hrq.data.read.text import WESTERN, check_size, decoded, separator_of
from hrq.data.sources.by_name import READERS, read_file
from hrq.errors import HrqError, UsageError

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
    """Read uploaded bytes. Raises HrqError, whose sentence names the file as its owner does."""
    ending = PurePath(name).suffix.lower()
    if ending not in READERS:
        raise UsageError(f"{name} has the ending {ending or '(none)'}. Allowed are {', '.join(ENDINGS)}.")
    check_size(Path(name), len(content))
    with tempfile.TemporaryDirectory(prefix="hrq-") as folder:
        stem = "".join(sign if sign.isalnum() or sign in " .-_" else "-" for sign in PurePath(name).stem)
        path = Path(folder) / f"{stem.strip(' .')[:80] or 'hierarchy'}{ending}"
        path.write_bytes(content)
        try:
            graph = ending in GRAPHS
            hierarchy = graphs.read_graph(path, reverse=reverse) if graph else read_file(path)
            return Upload(hierarchy, _understood(path, content, ending, reverse=reverse), graph)
        except HrqError as error:
            told = str(error).replace(str(path), name)
            raise type(error)(told) if type(error).__init__ is Exception.__init__ else UsageError(told) from error


def _understood(path: Path, content: bytes, ending: str, *, reverse: bool) -> tuple[str, ...]:
    if ending in GRAPHS:
        reading = graphs.reading(path)
        other = graphs.UP if reading == graphs.DOWN else graphs.DOWN
        return (f"links read as {other if reverse else reading}",)
    if ending == ".parquet":
        return ()
    text = decoded(path, content)
    odd = " (if its letters look wrong, save it as UTF-8)" if text.encoding == WESTERN else ""
    parts = [f"text in {text.encoding}{odd}"]
    if ending in TABLES:
        mark = separator_of(text.text)
        parts.append(f"cells separated by {SEPARATORS[mark]}" if mark in SEPARATORS else "one column")
    return tuple(parts)
