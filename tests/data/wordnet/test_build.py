from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet.build import _sense_numbers, build_wordnet
from hrq.data.wordnet.nouns import FACTS_FILE, TABLE_FILE, load_wordnet
from hrq.errors import UsageError
from hrq.jobs.places import assets_folder


def test_nltk_says_the_same_of_every_noun(nouns: Hierarchy, corpus: Any) -> None:
    """Names, words, glosses and links of all synsets; every fact that follows from them follows from NLTK as well."""
    synsets = list(corpus.all_synsets("n"))
    row = {synset.name(): i for i, synset in enumerate(synsets)}
    assert tuple(row) == nouns.names
    assert tuple(synset.definition() for synset in synsets) == nouns.descriptions
    words = tuple("; ".join(synset.lemma_names()).replace("_", " ") for synset in synsets)
    assert words == nouns.lemmas
    kinds = {(row[s.name()], row[above.name()]) for s in synsets for above in s.hypernyms()}
    cases = {(row[s.name()], row[above.name()]) for s in synsets for above in s.instance_hypernyms()}
    links = np.column_stack([nouns.parents.rows, nouns.parents.indices])
    assert kinds == set(map(tuple, links[~nouns.instance].tolist()))
    assert cases == set(map(tuple, links[nouns.instance].tolist()))


def test_senses_are_numbered_and_counted_as_nltk_does(nouns: Hierarchy, corpus: Any) -> None:
    assert nouns.senses is not None
    for word in ("dog", "arms", "bank", "Jaguar", "person"):
        order = [synset.name() for synset in corpus.synsets(word, "n")]
        numbers = {}
        for name in order:
            node = nouns.index(name)
            span = range(nouns.senses.starts[node], nouns.senses.starts[node + 1])
            for place, lemma in zip(span, corpus.synset(name).lemmas(), strict=True):
                assert nouns.senses.counts[place] == lemma.count()
                if lemma.name().lower() == word.lower():
                    numbers[name] = int(nouns.senses.numbers[place])
        assert [numbers[name] for name in order if name in numbers] == [*range(1, len(numbers) + 1)]


def test_a_word_s_senses_are_numbered_without_those_of_its_base_form(corpus: Any) -> None:
    """NLTK answers `arms` with the synsets of `arm` too; red when tried: those counted along."""
    synsets = [corpus.synset(name) for name in ("arm.n.01", "weaponry.n.01", "coat_of_arms.n.01")]
    numbers = _sense_numbers(corpus, synsets)
    assert {row: number for (word, row), number in numbers.items() if word == "arms"} == {1: 1, 2: 2}


@pytest.mark.slow
def test_building_again_gives_the_bundled_bytes(nltk_folder: Path, tmp_path: Path) -> None:
    """Red when tried: links in NLTK's own order, which is that of a set and differs each time."""
    build_wordnet(nltk_folder, tmp_path)
    for name in (TABLE_FILE, FACTS_FILE):
        assert (tmp_path / name).read_bytes() == (assets_folder() / "wordnet" / name).read_bytes()
    assert len(load_wordnet(tmp_path)) == 82_115


def test_a_folder_without_the_corpus_is_refused_with_the_way_to_get_it(tmp_path: Path) -> None:
    pytest.importorskip("nltk", reason="NLTK is not installed")
    with pytest.raises(UsageError, match=r"no corpora/wordnet in .*nltk\.downloader wordnet"):
        build_wordnet(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
