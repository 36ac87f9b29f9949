from collections.abc import Callable
from pathlib import Path

import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.by_name import is_file, is_own, load_hierarchy
from hrq.errors import HierarchyError, UnknownNameError


def test_wordnet_and_its_subtrees(nouns: Hierarchy, mammals: Hierarchy) -> None:
    assert load_hierarchy("wordnet").content_hash == nouns.content_hash
    assert load_hierarchy("wordnet:mammal.n.01").content_hash == mammals.content_hash
    assert load_hierarchy("wordnet:entity.n.01").content_hash == nouns.content_hash


def test_a_file(table: Callable[..., Path]) -> None:
    assert load_hierarchy(str(table("child,parent\na,b\n"))).names == ("a", "b")


def test_a_text_is_a_table_where_it_begins_with_a_header(table: Callable[..., Path]) -> None:
    """Without one it is an edge list, whose links lead downwards here."""
    for text in ("child\tparent\ndog\tanimal\ncat\tanimal\n", "animal dog\nanimal cat\n"):
        found = load_hierarchy(str(table(text, "animals.txt")))
        assert set(found.names) == {"animal", "dog", "cat"}
        assert [found.names[root] for root in found.roots] == ["animal"]


@pytest.mark.parametrize(
    ("spec", "file", "own"),
    [
        ("wordnet", False, False),
        ("wordnet:dog.n.01", False, False),
        ("time-zones", False, False),
        ("mine:pets", False, True),
        ("pets.csv", True, True),
        ("some/where/pets.nwk", True, True),
    ],
)
def test_a_path_is_a_file_and_what_is_somebody_s_own_may_be_gone(spec: str, file: bool, own: bool) -> None:
    assert (is_file(spec), is_own(spec)) == (file, own)


def test_an_unknown_synset_is_answered_with_its_neighbours() -> None:
    with pytest.raises(UnknownNameError, match=r"'mamal\.n\.01'.*Nearest: mammal\.n\.01"):
        load_hierarchy("wordnet:mamal.n.01")


def test_an_unknown_source_is_answered_with_what_there_is() -> None:
    with pytest.raises(UnknownNameError, match=r"'wordnt'.*Nearest: wordnet.*edgelist"):
        load_hierarchy("wordnt")


@pytest.mark.parametrize(("spec", "message"), [("wordnet:", "Name one"), ("no/such.csv", "no such file")])
def test_half_a_source_is_refused(spec: str, message: str) -> None:
    with pytest.raises(HierarchyError, match=message):
        load_hierarchy(spec)
