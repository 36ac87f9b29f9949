"""Hierarchies in CSV and TSV files: `child,parent`, `name,parents[,label,description]`, or a single `path`."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hrq.data.hierarchy import Hierarchy
from hrq.errors import HierarchyError

FORMS = (
    "`child,parent` (one link a row), `name,parents[,label,description]` (one node a row, its parents separated by "
    "`;` or `|`), or a single column `path` (such as `animal > mammal > dog`)"
)


class Row(NamedTuple):
    """One row of a table with the line that it starts on."""

    line: int
    cells: list[str]


def read_table(path: Path) -> Hierarchy:
    """Read a hierarchy; the ending decides the separator (`.tsv` and `.tab`: tabulator, else comma)."""
    rows = _rows(path)
    header = next(rows, None)
    if header is None:
        raise HierarchyError(f"{path} is empty. It must begin with a header: {FORMS}.")
    columns = [cell.casefold() for cell in header.cells]
    read = READERS.get(tuple(columns))
    if read is None:
        raise HierarchyError(f"{path} has the header {','.join(header.cells)!r}. Allowed are {FORMS}.")
    body = [_checked(path, row, columns) for row in rows]
    if not body:
        raise HierarchyError(f"{path} has a header but no rows: a hierarchy needs at least one node.")
    try:
        return read(body, path.stem)
    except HierarchyError as error:
        raise HierarchyError(f"{path}: {error}") from error


def _rows(path: Path) -> Iterator[Row]:
    text = _text(path)
    separator = "\t" if path.suffix.lower() in {".tsv", ".tab"} else ","
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(line, [cell.strip() for cell in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        raise HierarchyError(f"{path}, line {line}: {error}. Close every quotation mark that is opened.") from error


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HierarchyError(f"{path} cannot be read: {reason}. Name a CSV or TSV file with {FORMS}.") from error
    try:
        text = content.decode("utf-8-sig")
        broken = content.find(b"\0")
    except UnicodeDecodeError as error:
        text, broken = "", error.start
    if broken >= 0:
        line = content.count(b"\n", 0, broken) + 1
        raise HierarchyError(f"{path}, line {line}: this is not text in UTF-8. Save the table as CSV in UTF-8.")
    return text


def _checked(path: Path, row: Row, columns: list[str]) -> Row:
    if len(row.cells) != len(columns):
        raise HierarchyError(
            f"{path}, line {row.line}: {len(row.cells)} columns where the header has {len(columns)}. "
            "Put a cell that holds the separator into quotation marks."
        )
    return row


def _from_links(body: list[Row], title: str) -> Hierarchy:
    """A row without a parent declares a root; a parent needs no row of its own."""
    names: dict[str, int] = {}
    links, lines = [], []
    for line, (child, parent) in body:
        if not child:
            raise HierarchyError(f"Line {line}: the child is empty; every link needs one.")
        for name in filter(None, (child, parent)):
            names.setdefault(name, line)
        if parent:
            links.append((child, parent))
            lines.append(line)
    return Hierarchy.from_links([*names], links, title=title, lines=lines)


def _from_nodes(body: list[Row], title: str) -> Hierarchy:
    first: dict[str, int] = {}
    links, lines = [], []
    for line, (name, parents, *_) in body:
        if not name:
            raise HierarchyError(f"Line {line}: the name is empty; every node needs one.")
        if name in first:
            raise HierarchyError(f"Line {line}: the name {name!r} was given before, on line {first[name]}.")
        first[name] = line
        above = [part.strip() for part in re.split(r"[;|]", parents) if part.strip()]
        links += [(name, parent) for parent in above]
        lines += [line] * len(above)
    labels = [row.cells[2] or row.cells[0] for row in body] if len(body[0].cells) > 2 else None
    texts = [row.cells[3] for row in body] if len(body[0].cells) > 3 else None
    return Hierarchy.from_links([*first], links, title=title, labels=labels, descriptions=texts, lines=lines)


def _from_paths(body: list[Row], title: str) -> Hierarchy:
    """A node is named by its whole path, since taxonomies use one label in several places; the last part labels it."""
    names: dict[str, None] = {}
    parent: dict[str, str] = {}
    given: dict[str, int] = {}
    for line, (path,) in body:
        parts = [part.strip() for part in path.split(">")]
        if not all(parts):
            raise HierarchyError(f"Line {line}: {path!r} has an empty part. Write paths as `animal > mammal > dog`.")
        steps = [" > ".join(parts[: depth + 1]) for depth in range(len(parts))]
        if steps[-1] in given:
            raise HierarchyError(f"Line {line}: the path {path!r} was given before, on line {given[steps[-1]]}.")
        given[steps[-1]] = line
        names |= dict.fromkeys(steps)
        parent |= dict(zip(steps[1:], steps, strict=False))
    labels = [name.rpartition(" > ")[2] for name in names]
    return Hierarchy.from_links([*names], [*parent.items()], title=title, labels=labels)


READERS = {
    ("child", "parent"): _from_links,
    ("name", "parents"): _from_nodes,
    ("name", "parents", "label"): _from_nodes,
    ("name", "parents", "label", "description"): _from_nodes,
    ("path",): _from_paths,
}
