"""From what a user types after --hierarchy to a hierarchy."""

from pathlib import Path

from hrq.data.hierarchy import Hierarchy
from hrq.data.tables import read_table
from hrq.data.wordnet import load_wordnet
from hrq.errors import HierarchyError, UnknownNameError

KNOWN = ("wordnet", "wordnet:SYNSET")
ENDINGS = (".csv", ".tsv", ".tab", ".txt")


def load_hierarchy(spec: str) -> Hierarchy:
    """`wordnet`, `wordnet:SYNSET` (the subtree under it, such as wordnet:mammal.n.01), or a CSV or TSV file."""
    source, colon, name = spec.partition(":")
    if source == "wordnet":
        if colon and not name:
            raise HierarchyError("No synset after `wordnet:`. Name one, such as wordnet:mammal.n.01.")
        nouns = load_wordnet()
        return nouns.subtree(name) if name else nouns
    path = Path(spec).expanduser()
    if path.is_file() or path.suffix.lower() in ENDINGS or len(path.parts) > 1:
        return read_table(path)
    raise UnknownNameError("hierarchy", spec, KNOWN, remedy="Or name a CSV or TSV file.")
