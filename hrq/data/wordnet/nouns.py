"""WordNet 3.0's nouns, as bundled: one Parquet table, and a small file of facts that says what it must be."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hrq.data.hierarchy.hierarchy import Hierarchy, Senses
from hrq.data.hierarchy.links import Ints, freeze
from hrq.errors import AssetError
from hrq.jobs.atomic import write_text
from hrq.jobs.hashing import hash_file
from hrq.jobs.places import assets_again, assets_folder

TABLE_FILE = "nouns.parquet"
FACTS_FILE = "facts.json"
TITLE = "WordNet 3.0 nouns"


@dataclass(frozen=True)
class Facts:
    """What the bundled table holds, and the hash by which it is known."""

    version: str
    synsets: int
    hypernym_links: int
    instance_links: int
    sha256: str
    bytes: int


def write_facts(path: Path, facts: Facts) -> None:
    """Write the facts beside the table.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "facts.json"
    ...     write_facts(path, Facts("3.0", 82115, 75850, 8577, "0123abcd", 1234))
    ...     print(path.read_text().splitlines()[1])
      "version": "3.0",
    """
    write_text(path, json.dumps(asdict(facts), indent=2) + "\n")


def load_wordnet(folder: Path | None = None) -> Hierarchy:
    """All noun synsets with hypernym and instance-hypernym links; the table is kept while its file is the same.

    `folder` is where the table lies, `wordnet/` among the assets if it is not given. Raises AssetError where the
    table is missing or is not the one that its facts describe.

    >>> nouns = load_wordnet()
    >>> nouns
    <Hierarchy 'WordNet 3.0 nouns': 82115 nodes, 84427 links>
    >>> nouns.descriptions[nouns.index("dog.n.01")][:63]
    'a member of the genus Canis (probably descended from the common'
    """
    folder = folder or assets_folder() / "wordnet"
    stamps = []
    for name in (TABLE_FILE, FACTS_FILE):
        try:
            state = (folder / name).stat()
        except OSError as error:
            raise AssetError(folder / name, "is missing", remedy=assets_again()) from error
        stamps.append((state.st_mtime_ns, state.st_size))
    return _load(folder, tuple(stamps))


@lru_cache(maxsize=2)
def _load(folder: Path, stamps: tuple[tuple[int, int], ...]) -> Hierarchy:
    facts = _read_facts(folder / FACTS_FILE)
    path = folder / TABLE_FILE
    if hash_file(path) != facts.sha256:
        what = f"is not the table that {FACTS_FILE} describes: it was altered or cut short"
        raise AssetError(path, what, remedy=assets_again())
    with pq.ParquetFile(path) as table:  # pq.read_table would import pandas
        return _hierarchy(table.read(use_threads=False))


def _read_facts(path: Path) -> Facts:
    try:
        return Facts(**json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise AssetError(path, "was altered: it does not hold the facts of the table", remedy=assets_again()) from error


def _ragged(table: pa.Table, column: str) -> tuple[Ints, Ints]:
    """A column of lists as (starts, entries)."""
    lists = table[column].combine_chunks()
    lists = lists.chunk(0) if isinstance(lists, pa.ChunkedArray) else lists
    starts, entries = _ints(lists.offsets), _ints(lists.flatten())
    return starts - starts[0], entries


def _ints(array: pa.Array) -> Ints:
    return np.from_dlpack(array).astype(np.int64)  # to_numpy would import pandas, which takes longer than all else


def _hierarchy(table: pa.Table) -> Hierarchy:
    (kind_starts, kinds), (case_starts, cases) = _ragged(table, "hypernyms"), _ragged(table, "instance_hypernyms")
    rows = np.arange(table.num_rows)
    children = np.concatenate([np.repeat(rows, np.diff(kind_starts)), np.repeat(rows, np.diff(case_starts))])
    starts, counts = _ragged(table, "sense_counts")
    senses = Senses(starts, _ragged(table, "sense_numbers")[1], counts)
    freeze(senses.starts, senses.numbers, senses.counts)
    totals = np.concatenate([[0], np.cumsum(counts)])
    category = table["category"].combine_chunks().dictionary_encode()
    lemmas = table["lemmas"].to_pylist()
    return Hierarchy.from_indices(
        table["name"].to_pylist(),
        np.column_stack([children, np.concatenate([kinds, cases])]),
        title=TITLE,
        labels=[entry.partition(";")[0] for entry in lemmas],
        descriptions=table["gloss"].to_pylist(),
        lemmas=lemmas,
        instance=np.arange(len(children)) >= len(kinds),
        categories=_ints(category.indices),
        category_names=category.dictionary.to_pylist(),
        frequencies=totals[starts[1:]] - totals[starts[:-1]],
        senses=senses,
    )
