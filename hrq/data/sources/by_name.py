"""From what a user types after --hierarchy to a hierarchy."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.files import Source, ending_of, opened
from hrq.data.read.graphs import read_graph_hierarchy
from hrq.data.read.json_trees import read_json_tree
from hrq.data.read.link_tables import is_table, read_table
from hrq.data.read.newick import read_newick
from hrq.data.sources.shelf import EXAMPLES, MINE, example_file, shelf_file
from hrq.data.sources.stored import read_hierarchy
from hrq.data.wordnet.nouns import load_wordnet
from hrq.errors import HierarchyError, UnknownNameError

KNOWN = ("wordnet", "wordnet:SYNSET", *EXAMPLES)
FORMATS = "a .csv, .tsv, .json, .graphml, .edgelist or .nwk file"


def load_hierarchy(spec: str) -> Hierarchy:
    """`wordnet`, `wordnet:SYNSET` (the subtree under it, such as wordnet:mammal.n.01), a bundled example, or a file.

    `mine:NAME` is one that was uploaded in the app.

    >>> load_hierarchy("wordnet:dog.n.01")
    <Hierarchy 'WordNet 3.0 nouns: dog.n.01': 190 nodes, 189 links>
    >>> load_hierarchy("naics-2022")
    <Hierarchy 'Industries': 2126 nodes, 2125 links>
    >>> load_hierarchy("wordnett")
    Traceback (most recent call last):
    hrq.errors.UnknownNameError: There is no hierarchy named 'wordnett'. Nearest: wordnet, wordnet:SYNSET. Or name ...
    """
    source, colon, name = spec.partition(":")
    if source == "wordnet":
        if colon and not name:
            raise HierarchyError("No synset after `wordnet:`. Name one, such as wordnet:mammal.n.01.")
        nouns = load_wordnet()
        return nouns.subtree(name) if name else nouns
    if spec in EXAMPLES or source == MINE:
        path = example_file(spec) if spec in EXAMPLES else shelf_file(name)
        state = path.stat()
        return _kept(path, state.st_mtime_ns, state.st_size)
    path = Path(spec).expanduser()
    if path.is_file() or path.suffix.lower() in READERS or len(path.parts) > 1:
        return read_file(path)
    raise UnknownNameError("hierarchy", spec, KNOWN, remedy=f"Or name {FORMATS}.")


def is_file(spec: str) -> bool:
    """Whether a hierarchy's name is a path, not one that hrq or the shelf knows.

    >>> is_file("animals.csv"), is_file("wordnet:dog.n.01"), is_file("mine:animals"), is_file("time-zones")
    (True, False, False, False)
    """
    return spec.partition(":")[0] not in ("wordnet", MINE) and spec not in EXAMPLES


def is_own(spec: str) -> bool:
    """Whether a hierarchy is somebody's own, which may be gone tomorrow: a file, or one that was uploaded.

    >>> is_own("animals.csv"), is_own("wordnet:dog.n.01"), is_own("mine:animals"), is_own("time-zones")
    (True, False, True, False)
    """
    return is_file(spec) or spec.startswith(f"{MINE}:")


def read_file(source: Source) -> Hierarchy:
    """A hierarchy from a file, by its ending. Raises HierarchyError with the line, where there are lines.

    >>> from hrq.data.read.files import File
    >>> read_file(File("animals.nwk", b"(dog,cat)animal;"))
    <Hierarchy 'animals': 3 nodes, 2 links>
    """
    return READERS.get(ending_of(source), _text)(source)


@lru_cache(maxsize=4)
def _kept(path: Path, changed: int, size: int) -> Hierarchy:
    return read_hierarchy(path)


def _text(source: Source) -> Hierarchy:
    """A table if it begins with a header, else an edge list."""
    file = opened(source)
    return read_table(file) if is_table(file) else read_graph_hierarchy(file)


READERS: dict[str, Callable[[Source], Hierarchy]] = {
    ".csv": read_table,
    ".tsv": read_table,
    ".tab": read_table,
    ".txt": _text,
    ".json": read_json_tree,
    ".graphml": read_graph_hierarchy,
    ".xml": read_graph_hierarchy,
    ".edgelist": read_graph_hierarchy,
    ".edges": read_graph_hierarchy,
    ".nwk": read_newick,
    ".newick": read_newick,
    ".tree": read_newick,
    ".tre": read_newick,
    ".parquet": read_hierarchy,
}
