import json
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet import nouns as wordnet
from hrq.data.wordnet.nouns import FACTS_FILE, TABLE_FILE, load_wordnet
from hrq.errors import AssetError
from hrq.jobs.places import assets_folder


def test_the_table_holds_wordnet_s_nouns(nouns: Hierarchy) -> None:
    assert len(nouns) == len(set(nouns.names)) == 82_115
    assert (int((~nouns.instance).sum()), int(nouns.instance.sum())) == (75_850, 8_577)
    assert [nouns.names[root] for root in nouns.roots] == ["entity.n.01"]
    assert (nouns.depth.max(), nouns.longest_depth.max()) == (18, 19)
    assert int((nouns.parents.counts > 1).sum()) == 2_213


def test_the_closure_is_complete_and_quick(nouns: Hierarchy) -> None:
    fresh = nouns.take(np.arange(len(nouns)), title="nothing cached")
    start = time.process_time()
    pairs = fresh.closure()
    assert time.process_time() - start < 3
    assert pairs.shape == (743_241, 2)
    assert len(np.unique(pairs[:, 0] * len(nouns) + pairs[:, 1])) == 743_241


def test_without_instance_links_the_closure_is_the_smaller_known_number(nouns: Hierarchy) -> None:
    """663,508: what following hypernyms alone gives, so the two kinds of links are told apart rightly."""
    kinds = ~nouns.instance
    links = np.column_stack([nouns.parents.rows, nouns.parents.indices])[kinds]
    assert len(Hierarchy.from_indices(nouns.names, links).closure()) == 663_508


def test_mammals_are_the_known_subtree(mammals: Hierarchy) -> None:
    assert len(mammals) == 1_182
    assert len(mammals.closure()) == 6_542
    assert np.bincount(mammals.depth).tolist() == [1, 6, 32, 91, 198, 267, 219, 222, 120, 26]


def test_a_synset_carries_words_gloss_and_senses(nouns: Hierarchy) -> None:
    dog = nouns.index("dog.n.01")
    assert nouns.labels[dog] == "dog"
    assert nouns.lemmas[dog] == "dog; domestic dog; Canis familiaris"
    assert nouns.descriptions[dog].startswith("a member of the genus Canis")
    assert nouns.category_names[nouns.categories[dog]] == "noun.animal"
    assert nouns.senses is not None
    heel = nouns.index("cad.n.01")
    span = slice(nouns.senses.starts[heel], nouns.senses.starts[heel + 1])
    senses = dict(zip(nouns.lemmas[heel].split("; "), nouns.senses.numbers[span].tolist(), strict=True))
    assert senses["dog"] == 4
    assert nouns.frequencies[heel] == 1


def test_loading_is_quick(nouns: Hierarchy) -> None:
    """Processor time, so that a busy machine does not count."""
    wordnet._load.cache_clear()
    start = time.process_time()
    load_wordnet()
    assert time.process_time() - start < 0.5


def test_an_unchanged_table_is_loaded_once(nouns: Hierarchy) -> None:
    assert load_wordnet() is load_wordnet()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(assets_folder() / "wordnet", tmp_path / "wordnet"))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda folder: (folder / TABLE_FILE).unlink(), rf"{TABLE_FILE} is missing"),
        (lambda folder: (folder / FACTS_FILE).unlink(), rf"{FACTS_FILE} is missing"),
        (lambda folder: flip(folder / TABLE_FILE), "altered or cut short"),
        (lambda folder: (folder / TABLE_FILE).write_bytes(b"PAR1"), "altered or cut short"),
        (lambda folder: (folder / FACTS_FILE).write_text("{}"), "does not hold the facts"),
        (lambda folder: (folder / FACTS_FILE).write_bytes(b"\xff"), "does not hold the facts"),
    ],
)
def test_a_missing_or_altered_table_is_an_asset_error(copy: Path, harm: Any, message: str) -> None:
    """Red when tried: the hash not looked at, since Parquet itself reads many altered files without a word."""
    assert len(load_wordnet(copy)) == 82_115
    harm(copy)
    with pytest.raises(AssetError, match=message):
        load_wordnet(copy)


def test_the_licence_lies_beside_the_table_which_is_small() -> None:
    folder = assets_folder() / "wordnet"
    text = (folder / "LICENSE").read_text()
    assert "WordNet 3.0 Copyright 2006 by Princeton University" in text
    assert (folder / TABLE_FILE).stat().st_size < 6_000_000
    assert json.loads((folder / FACTS_FILE).read_text())["synsets"] == 82_115
