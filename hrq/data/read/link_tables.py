"""Hierarchies in CSV and TSV files: `child,parent`, `name,parents[,label,description]`, or a single `path`.

The separator and the encoding are found from the text. Columns may come in any order and under the names that other
programs give them (`id`, `parent_id`, `title`, `definition` …); columns of other names are left out.
"""

import csv
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.files import File, Source, opened
from hrq.data.read.text import lines_of, separator_of
from hrq.errors import HierarchyError, shown

FORMS = (
    "`child,parent` (one link a row), `name,parents[,label,description]` (one node a row, its parents separated by "
    "`;` or `|`), or a single column `path` (such as `animal > mammal > dog`)"
)
NAMES = {  # what we call a column -> what others call it
    "child": ("child",),
    "name": ("name", "id", "node", "code", "key", "concept", "category", "taxon", "node_id", "taxon_id"),
    "parents": ("parents", "parent", "parent_id", "parentid", "parent id", "parent_name", "parent_code", "broader",
                "hypernym", "hypernyms", "is_a", "subclass_of", "parent_node", "parent_taxon_id", "superclass"),
    "label": ("label", "title", "preflabel", "pref_label", "display_name", "english_name", "term", "name"),
    "description": ("description", "definition", "gloss", "comment", "note", "notes", "text"),
    "path": ("path", "full_path", "category_path", "breadcrumb", "taxonomy"),
}  # fmt: skip
NO_PARENT = {"", "null", "none", "nan", "n/a", "-", "0", "-1"}  # what stands for it, where no node is named so


class Row(NamedTuple):
    """One row of a table with the line that it starts on."""

    line: int
    cells: list[str]


def read_table(source: Source) -> Hierarchy:
    """Read a hierarchy from a table with a header.

    >>> read_table(File("animals.csv", b"child,parent\\ndog,animal\\ncat,animal\\n"))
    <Hierarchy 'animals': 3 nodes, 2 links>
    >>> read_table(File("animals.csv", b"path\\nanimal > dog\\nanimal > cat\\n")).names
    ('animal', 'animal > dog', 'animal > cat')
    """
    file = opened(source)
    rows = _rows(file)
    header = next(rows, None)
    if header is None:
        raise HierarchyError(f"{file} is empty. It must begin with a header: {FORMS}.")
    try:
        kind, places = _meaning(header.cells)
    except HierarchyError as error:
        raise HierarchyError(f"{file}: {error}") from error
    if kind is None:
        raise HierarchyError(f"{file} has the header {shown(','.join(header.cells))}. Allowed are {FORMS}.")
    body = [_picked(_checked(file, row, header.cells), places) for row in rows]
    if not body:
        raise HierarchyError(f"{file} has a header but no rows: a hierarchy needs at least one node.")
    try:
        return READERS[kind](body, file.stem)
    except HierarchyError as error:
        raise HierarchyError(f"{file}: {error}") from error


def is_table(source: Source) -> bool:
    """Whether a text begins with a header that a hierarchy can be read under.

    >>> is_table(File("a.txt", b"child\\tparent\\ndog\\tanimal\\n")), is_table(File("a.txt", b"dog\\tanimal\\n"))
    (True, False)
    """
    header = next(_rows(opened(source)), None)
    return header is not None and _meaning(header.cells)[0] is not None


def _meaning(header: list[str]) -> tuple[str | None, list[int]]:
    """Which form a header announces, and where its columns stand, −1 for those that are not there."""
    cells = [cell.casefold().replace("-", "_") for cell in header]
    twice = next((cell for cell in cells if cell and cells.count(cell) > 1), "")
    if any(twice in names for names in NAMES.values()):
        raise HierarchyError(f"The header names the column {twice!r} twice. Rename one, or leave it out.")

    def find(column: str, but: int = -1) -> int:
        return next((cells.index(name) for name in NAMES[column] if name in cells and cells.index(name) != but), -1)

    child, above, own = find("child"), find("parents"), find("name")
    if "id" in cells and above >= 0:
        own = cells.index("id")
    if child >= 0 and above >= 0:
        return "child", [child, above, find("label"), find("description")]
    if own >= 0 and above >= 0:
        return "name", [own, above, find("label", own), find("description")]
    if find("path") >= 0:
        return "path", [find("path")]
    return None, []


def _picked(row: Row, places: list[int]) -> Row:
    return Row(row.line, [row.cells[place] if place >= 0 else "" for place in places])


def _rows(file: File) -> Iterator[Row]:
    lines = lines_of(file.text.text)
    skipped = int(bool(lines) and lines[0].casefold().lstrip('"').startswith("sep="))  # how Excel is told the separator
    text = "".join(lines[skipped:])
    reader = csv.reader(lines[skipped:], delimiter=separator_of(text), strict=True)
    line = 1 + skipped
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(line, [cell.strip() for cell in cells])
            line = reader.line_num + skipped + 1
    except csv.Error as error:
        why = "a cell is longer than 131,072 characters" if "field limit" in str(error) else str(error)
        raise HierarchyError(f"{file}, line {line}: {why}. Close every quotation mark that is opened.") from error


def _checked(file: File, row: Row, columns: list[str]) -> Row:
    if len(row.cells) != len(columns):
        raise HierarchyError(
            f"{file}, line {row.line}: {len(row.cells)} columns where the header has {len(columns)}. "
            "Put a cell that holds the separator into quotation marks."
        )
    return row


def _from_links(body: list[Row], title: str) -> Hierarchy:
    """A row without a parent declares a root; a parent needs no row of its own."""
    names: dict[str, int] = {}
    labels: dict[str, str] = {}
    texts: dict[str, str] = {}
    links, lines = [], []
    for line, (child, parent, label, text) in body:
        if not child:
            raise HierarchyError(f"Line {line}: the child is empty; every link needs one.")
        for name in filter(None, (child, parent)):
            names.setdefault(name, line)
        if label:
            labels.setdefault(child, label)
        if text:
            texts.setdefault(child, text)
        if parent:
            links.append((child, parent))
            lines.append(line)
    return Hierarchy.from_links(
        [*names],
        links,
        title=title,
        labels=[labels.get(name, name) for name in names],
        descriptions=[texts.get(name, "") for name in names],
        lines=lines,
    )


def _from_nodes(body: list[Row], title: str) -> Hierarchy:
    first: dict[str, int] = {}
    for line, (name, *_) in body:
        if not name:
            raise HierarchyError(f"Line {line}: the name is empty; every node needs one.")
        if name in first:
            raise HierarchyError(f"Line {line}: the name {shown(name)} was given before, on line {first[name]}.")
        first[name] = line
    links, lines = [], []
    for line, (name, parents, *_) in body:
        if parents in first:  # a name may hold the separator itself
            above = [parents]
        elif parents.casefold() in NO_PARENT:
            above = []
        else:
            above = [part.strip() for part in re.split(r"[;|]", parents) if part.strip()]
        links += [(name, parent) for parent in above]
        lines += [line] * len(above)
    labels = [row.cells[2] or row.cells[0] for row in body]
    texts = [row.cells[3] for row in body]
    return Hierarchy.from_links([*first], links, title=title, labels=labels, descriptions=texts, lines=lines)


def _from_paths(body: list[Row], title: str) -> Hierarchy:
    """A node is named by its whole path, since taxonomies use one label in several places; the last part labels it.

    Steps are parted by `>`, or in a file that holds none of these by `/`.
    """
    mark = ">" if any(">" in path for _, (path,) in body) else "/"
    names: dict[str, None] = {}
    parent: dict[str, str] = {}
    given: dict[str, int] = {}
    for line, (path,) in body:
        parts = [part.strip() for part in path.strip("/" if mark == "/" else None).split(mark)]
        if not all(parts):
            raise HierarchyError(
                f"Line {line}: {shown(path)} has an empty part. Write paths as `animal > mammal > dog`."
            )
        steps = [" > ".join(parts[: depth + 1]) for depth in range(len(parts))]
        if steps[-1] in given:
            raise HierarchyError(f"Line {line}: the path {shown(path)} was given before, on line {given[steps[-1]]}.")
        given[steps[-1]] = line
        names |= dict.fromkeys(steps)
        parent |= dict(zip(steps[1:], steps, strict=False))
    labels = [name.rpartition(" > ")[2] for name in names]
    return Hierarchy.from_links([*names], [*parent.items()], title=title, labels=labels)


READERS: dict[str, Callable[[list[Row], str], Hierarchy]] = {
    "child": _from_links,
    "name": _from_nodes,
    "path": _from_paths,
}
