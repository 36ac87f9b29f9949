"""Search by word, ranked as a dictionary would: the word's own senses first, the most usual sense before the others."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints, Links

LAST = "\U0010ffff"  # sorts after every text that begins the same
WORD = re.compile(r"[^\W_]+")
NO_WORD = re.compile(r"(?:[^\w\n]|_)+")


def plain(text: str) -> str:
    """Lower case, no accents, single spaces for all punctuation: the form in which texts are compared.

    >>> plain("  Café-au-lait ")
    'cafe au lait'
    """
    bare = text if text.isascii() else _without_accents(text)
    return " ".join(WORD.findall(bare.casefold()))


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def plain_lines(texts: list[str]) -> list[str]:
    """The plain form of many texts, at once because that is several times faster.

    >>> plain_lines(["Café", "ice_cream"])
    ['cafe', 'ice cream']
    """
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    bare = joined if joined.isascii() else _without_accents(joined)
    lines = NO_WORD.sub(" ", bare.casefold()).split("\n")
    return [line.strip() for line in lines]


class Words:
    """Which entries of a list of plain texts hold which word."""

    def __init__(self, lines: list[str]) -> None:
        words = [line.split() for line in lines]
        known: dict[str, int] = {}
        rows = np.array([known.setdefault(word, len(known)) for line in words for word in line], dtype=np.int64)
        entry = np.repeat(np.arange(len(lines)), [len(line) for line in words])
        self._count = len(lines)
        self._postings, _ = Links.from_pairs(rows, entry, len(known))
        self._sorted = sorted(known)
        self._rows = np.array([known[word] for word in self._sorted], dtype=np.int64)

    def holding(self, words: list[str], *, begun: bool) -> NDArray[np.bool_]:
        """For every entry: does it hold all of these words (or, if `begun`, words that begin so)?

        >>> Words(["big dog", "small dog", "dogma"]).holding(["dog"], begun=False).tolist()
        [True, True, False]
        >>> Words(["big dog", "small dog", "dogma"]).holding(["dog"], begun=True).tolist()
        [True, True, True]
        """
        mask = np.ones(self._count, dtype=bool)
        for word in words:
            first = bisect_left(self._sorted, word)
            last = bisect_left(self._sorted, word + (LAST if begun else "\0"))
            found = np.zeros(self._count, dtype=bool)
            found[self._postings.indices[self._postings.positions(self._rows[first:last])[1]]] = True
            mask &= found
        return mask


class SearchIndex:
    """Made once for a hierarchy; a search is some milliseconds for all 82,115 nouns.

    >>> from hrq.data.hierarchy.toy import animals
    >>> index = SearchIndex(animals())
    >>> index.search("dog"), index.search("lin")
    ([3], [2])
    >>> index.suggest("lin")
    ['lion', 'feline']
    """

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        lemmas = [(lemma, i) for i, entry in enumerate(hierarchy.lemmas) for lemma in entry.split("; ")]
        senses = hierarchy.senses
        # Where no dictionary ranks the senses, a node is also found by its name, and all rank alike.
        lemmas += [] if senses else [(name, i) for i, name in enumerate(hierarchy.names)]
        numbers = senses.numbers if senses else np.ones(len(lemmas), dtype=np.int64)
        counts = senses.counts if senses else np.zeros(len(lemmas), dtype=np.int64)
        forms = plain_lines([lemma for lemma, _ in lemmas])
        order = np.array(sorted(range(len(forms)), key=forms.__getitem__))
        self._forms = [forms[i] for i in order]
        self._spellings = [lemmas[i][0] for i in order]
        self._nodes = np.array([lemmas[i][1] for i in order])
        self._numbers, self._counts = numbers[order], counts[order]
        self._lengths = np.array([len(form) for form in self._forms])
        self._lemma_words = Words(self._forms)
        self._gloss_words = Words(plain_lines(list(hierarchy.descriptions)))

    def search(self, text: str, limit: int = 50) -> list[int]:
        """Nodes for a text, best first, each once.

        The node of that very name; then lemmas equal to the text, by sense number; then lemmas that begin with it,
        the most frequent first; then lemmas that hold its words, or words that begin so; then glosses that hold them.
        Where no dictionary ranks the senses and nothing was found, names and labels that hold the text anywhere.
        """
        wanted = plain(text)
        found: dict[int, None] = {}
        if text.strip() in self._hierarchy:
            found[self._hierarchy.index(text.strip())] = None
        tiers = (self._same, self._begun, self._inside, self._glossed) if wanted else ()
        for tier in tiers:
            found |= dict.fromkeys(tier(wanted).tolist())
            if len(found) >= limit:
                break
        if not found and self._hierarchy.senses is None:
            found |= dict.fromkeys(self._literally(text.strip().casefold(), limit))
        return list(found)[:limit]

    def _literally(self, text: str, limit: int) -> Iterator[int]:
        """Nodes whose name or label holds a text as it stands: signs that are no words, the inside of a long word."""
        rows = zip(self._hierarchy.names, self._hierarchy.labels, strict=True)
        holding = (row for row, (name, label) in enumerate(rows) if text in name.casefold() or text in label.casefold())
        return islice(holding if text else iter(()), limit)

    def suggest(self, text: str, limit: int = 5) -> list[str]:
        """Lemmas spelt most like a text: what to offer where nothing was found."""
        wanted = plain(text)
        if not wanted:
            return []
        score = OSA.normalized_similarity
        close = process.extract(wanted, self._forms, scorer=score, limit=8 * limit, score_cutoff=0.5)
        # Of two spellings equally near, the more usual word.
        close.sort(key=lambda hit: (-round(hit[1], 2), -self._counts[hit[2]]))
        spellings: dict[str, str] = {}
        for form, _, place in close:
            spellings.setdefault(form, self._spellings[place])
        return [*spellings.values()][:limit]

    def _same(self, wanted: str) -> Ints:
        rows = np.arange(bisect_left(self._forms, wanted), bisect_left(self._forms, wanted + "\0"))
        return self._nodes[rows[np.lexsort((-self._counts[rows], self._numbers[rows]))]]

    def _begun(self, wanted: str) -> Ints:
        return self._usual_first(np.arange(bisect_left(self._forms, wanted), bisect_left(self._forms, wanted + LAST)))

    def _inside(self, wanted: str) -> Ints:
        return self._usual_first(np.flatnonzero(self._lemma_words.holding(wanted.split(), begun=True)))

    def _usual_first(self, rows: Ints) -> Ints:
        return self._nodes[rows[np.lexsort((self._numbers[rows], self._lengths[rows], -self._counts[rows]))]]

    def _glossed(self, wanted: str) -> Ints:
        nodes = np.flatnonzero(self._gloss_words.holding(wanted.split(), begun=False))
        return nodes[np.lexsort((self._hierarchy.depth[nodes], -self._hierarchy.frequencies[nodes]))]
