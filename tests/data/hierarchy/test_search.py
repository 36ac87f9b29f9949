import time

import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy, Senses
from hrq.data.hierarchy.search import SearchIndex, plain


@pytest.fixture(scope="module")
def index(nouns: Hierarchy) -> SearchIndex:
    return SearchIndex(nouns)


def found(index: SearchIndex, nouns: Hierarchy, text: str) -> list[str]:
    return [nouns.names[node] for node in index.search(text)]


def test_a_word_s_own_senses_come_first_as_a_dictionary_lists_them(index: SearchIndex, nouns: Hierarchy) -> None:
    """`cad` is dog's fourth sense though it has a higher node frequency: red when nodes were ranked by their own."""
    names = found(index, nouns, "dog")
    assert names[:7] == ["dog.n.01", "frump.n.01", "dog.n.03", "cad.n.01", "frank.n.02", "pawl.n.01", "andiron.n.01"]
    assert len(names) == len(set(names)) == 50


def test_the_most_usual_sense_comes_first_though_another_was_met_more_often() -> None:
    senses = Senses(np.array([0, 1, 2, 3]), np.array([2, 1, 3]), np.array([90, 5, 90]))
    pairs = np.zeros((0, 2), dtype=np.int64)
    tree = Hierarchy.from_indices(["a", "b", "c"], pairs, lemmas=["cad", "cad", "cad"], senses=senses)
    assert SearchIndex(tree).search("cad") == [1, 0, 2]


def test_then_lemmas_that_begin_so_the_frequent_first(index: SearchIndex, nouns: Hierarchy) -> None:
    assert found(index, nouns, "elephan")[0] == "elephant.n.01"
    assert found(index, nouns, "jaguar") == ["jaguar.n.01", "jaguarundi.n.01"]
    assert nouns.names[index.search("do", limit=6)[-1]] == "dog.n.01"


def test_then_words_inside_lemmas_then_words_of_glosses(index: SearchIndex, nouns: Hierarchy) -> None:
    names = found(index, nouns, "marten")
    lemmas = [nouns.lemmas[nouns.index(name)].casefold().split("; ") for name in names]
    tiers = [
        [
            "marten" in entry,
            any(lemma.startswith("marten") for lemma in entry),
            any(" marten" in lemma for lemma in entry),
            True,
        ].index(True)
        for entry in lemmas
    ]
    assert tiers == sorted(tiers)
    assert set(tiers) >= {0, 2, 3}
    assert all(
        "marten" in nouns.descriptions[nouns.index(name)] for name, tier in zip(names, tiers, strict=True) if tier == 3
    )
    assert "dasyurid_marsupial.n.01" in found(index, nouns, "small carnivorous")


def test_case_accents_hyphens_and_underscores_do_not_matter(index: SearchIndex, nouns: Hierarchy) -> None:
    assert plain("  Åland-Islands_x ") == "aland islands x"
    for text in ("mother-in-law", "Mother in law", "mother_in_law"):
        assert found(index, nouns, text)[0] == "mother-in-law.n.01"


def test_a_node_s_own_name_is_found_first(index: SearchIndex, nouns: Hierarchy) -> None:
    assert found(index, nouns, "cad.n.01")[0] == "cad.n.01"


@pytest.mark.parametrize("text", ["", "   ", "...", "zzzzqq"])
def test_nothing_to_find_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.search(text) == []


def test_misspelt_words_are_answered_with_near_ones(index: SearchIndex) -> None:
    assert index.suggest("elefant")[0] == "elephant"
    assert "Chihuahua" in index.suggest("chiuaua")
    assert "tiger" in index.suggest("tigre")
    assert len(index.suggest("mamal")) == len({word.casefold() for word in index.suggest("mamal")}) == 5
    assert index.suggest("") == []


def test_all_nouns_are_searched_in_a_tenth_of_a_second(index: SearchIndex, nouns: Hierarchy) -> None:
    """95 of 100 beginnings of lemmas, in processor time, suggestions where there is no hit included."""
    noise = np.random.default_rng(0)
    seconds = []
    for node in noise.integers(0, len(nouns), 100):
        text = nouns.labels[node][: noise.integers(1, 12)] + noise.choice(["", "", "x"])
        start = time.process_time()
        _ = index.search(text) or index.suggest(text)
        seconds.append(time.process_time() - start)
    assert np.quantile(seconds, 0.95) < 0.1


def test_a_hierarchy_without_a_dictionary_is_searched_by_label_name_and_text() -> None:
    tree = Hierarchy.from_links(
        ["x1", "x2"], [("x2", "x1")], labels=["Dog", "Cat"], descriptions=["barks\nloud", "loud at night"]
    )
    index = SearchIndex(tree)
    assert index.search("dog") == [0]
    assert index.search("x2") == [1]
    assert index.search("x") == [0, 1]
    assert index.search("loud") == [0, 1]
    assert index.search("loud", limit=1) == [0]
    assert index.search("night loud") == [1]


def test_a_hierarchy_without_any_description_is_searched_too() -> None:
    """Red when found: an empty list of words became an array of floats, which numbers no rows."""
    bare = Hierarchy.from_links(["root", "leaf"], [("leaf", "root")])
    assert SearchIndex(bare).search("leaf") == [bare.index("leaf")]
    assert SearchIndex(bare).search("nothing") == []


def test_where_there_are_no_words_a_text_is_looked_for_as_it_stands() -> None:
    """Red when found: signs alone, and the inside of words that no blank parts, were never found."""
    names = ("🐶 dog", "中文动物", "$x^2$", "=1+1", "C++", "C#")
    index = SearchIndex(Hierarchy.from_links(names, []))
    wanted = {"🐶": "🐶 dog", "动物": "中文动物", "$": "$x^2$", "=1": "=1+1", "++": "C++", "#": "C#"}
    assert {text: names[index.search(text)[0]] for text in wanted} == wanted
    assert index.search("  ") == index.search("?") == []
