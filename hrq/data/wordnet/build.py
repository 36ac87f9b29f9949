"""Make the bundled WordNet table from NLTK's corpus. The only module that knows NLTK, and only when asked.

NLTK_DATA=FOLDER python -m hrq wordnet build
"""

import os
import warnings
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hrq.data.wordnet.nouns import FACTS_FILE, TABLE_FILE, Facts, write_facts
from hrq.errors import UsageError
from hrq.jobs.atomic import write_atomically
from hrq.jobs.hashing import hash_file

HOW_TO_GET_NLTK = (
    "Install it with `pip install nltk`, then fetch the corpus with `python -m nltk.downloader wordnet`, or name the "
    "folder that holds corpora/wordnet (NLTK_DATA does the same)."
)


def build_wordnet(nltk_folder: Path | None, to: Path) -> Facts:
    """Write the table of WordNet's nouns and its facts into the folder `to`; the same corpus gives the same bytes.

    `nltk_folder` is the folder that holds `corpora/wordnet`; None looks where NLTK itself looks.
    """
    try:
        with _open_corpus(nltk_folder) as corpus:
            table = _table(corpus)
    except OSError as error:
        raise UsageError(f"The WordNet corpus is incomplete: {error}. {HOW_TO_GET_NLTK}") from error
    with write_atomically(to / TABLE_FILE) as temporary:
        pq.write_table(table, temporary, compression="zstd", compression_level=19, use_dictionary=["category"])
        facts = Facts(
            version="3.0",
            synsets=table.num_rows,
            hypernym_links=_entries(table, "hypernyms"),
            instance_links=_entries(table, "instance_hypernyms"),
            sha256=hash_file(temporary),
            bytes=temporary.stat().st_size,
        )
    write_facts(to / FACTS_FILE, facts)
    return facts


def _entries(table: pa.Table, column: str) -> int:
    return sum(len(chunk.flatten()) for chunk in table[column].chunks)


@contextmanager
def _open_corpus(nltk_folder: Path | None) -> Iterator[Any]:
    """NLTK's reader of WordNet 3.0; the files that it opens and leaves open are closed at the end."""
    try:
        import nltk.data
        from nltk.corpus.reader.wordnet import WordNetCorpusReader
    except ImportError as error:
        raise UsageError(f"NLTK is not installed. {HOW_TO_GET_NLTK}") from error
    if nltk_folder is not None and str(nltk_folder.resolve()) not in nltk.data.path:
        nltk.data.path.insert(0, str(nltk_folder.resolve()))  # NLTK opens no folder off its own path
    places = [str(nltk_folder.resolve())] if nltk_folder is not None else None
    try:
        root = nltk.data.find("corpora/wordnet", paths=places)
    except LookupError as error:
        where = nltk_folder or os.environ.get("NLTK_DATA") or "NLTK's folders"
        raise UsageError(f"There is no corpora/wordnet in {where}. {HOW_TO_GET_NLTK}") from error
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The multilingual functions")  # English nouns are all we ask for
        corpus = WordNetCorpusReader(root, None)
    with ExitStack() as opened:
        open_file = corpus.open
        corpus.open = lambda name: opened.enter_context(closing(open_file(name)))
        _check_version(corpus, root)
        yield corpus


def _check_version(corpus: Any, root: Any) -> None:
    if corpus.get_version() != "3.0":
        raise UsageError(f"The corpus in {root} is WordNet {corpus.get_version()}; the table is made from 3.0.")


def _table(corpus: Any) -> pa.Table:
    """One row a synset, in the order of the corpus; links as row numbers."""
    synsets = list(corpus.all_synsets("n"))
    row = {synset.name(): i for i, synset in enumerate(synsets)}
    numbers = _sense_numbers(corpus, synsets)
    counts = _sense_counts(corpus)
    lemmas = [[lemma.name() for lemma in synset.lemmas()] for synset in synsets]
    ints = pa.list_(pa.int32())
    columns = {
        "name": pa.array([synset.name() for synset in synsets]),
        "lemmas": pa.array(["; ".join(name.replace("_", " ") for name in names) for names in lemmas]),
        "gloss": pa.array([synset.definition() for synset in synsets]),
        "category": pa.array([synset.lexname() for synset in synsets]),
        # NLTK keeps links in sets and lists them differently each time: sorted, the table is always the same.
        "hypernyms": pa.array([sorted(row[above.name()] for above in synset.hypernyms()) for synset in synsets], ints),
        "instance_hypernyms": pa.array(
            [sorted(row[above.name()] for above in synset.instance_hypernyms()) for synset in synsets], ints
        ),
        "sense_numbers": pa.array(
            [[numbers[name.lower(), i] for name in names] for i, names in enumerate(lemmas)], ints
        ),
        "sense_counts": pa.array(
            [[counts.get(lemma.key(), 0) for lemma in synset.lemmas()] for synset in synsets], ints
        ),
    }
    return pa.table(columns)


def _sense_numbers(corpus: Any, synsets: list[Any]) -> dict[tuple[str, int], int]:
    """(lemma in lower case, row) → which sense of that lemma the row is, 1 for the most usual.

    NLTK lists a word's synsets in that order, but also those of the word's base forms (`glasses` brings `glass`),
    so only synsets that hold the lemma itself are counted.
    """
    holders: dict[str, dict[str, int]] = defaultdict(dict)
    for i, synset in enumerate(synsets):
        for name in synset.lemma_names():
            holders[name.lower()][synset.name()] = i
    numbers: dict[tuple[str, int], int] = {}
    for lemma, rows in holders.items():
        order = [synset.name() for synset in corpus.synsets(lemma, "n")] if len(rows) > 1 else [*rows]
        own = [rows[name] for name in order if name in rows]
        numbers |= {(lemma, i): number for number, i in enumerate(own, 1)}
    return numbers


def _sense_counts(corpus: Any) -> dict[str, int]:
    """Sense key → count: what `lemma.count()` gives, which searches the file anew for each of 146,347 lemmas."""
    with corpus.open("cntlist.rev") as lines:
        return {key: int(count) for key, _, count in (line.split() for line in lines)}
