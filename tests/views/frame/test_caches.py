"""What is kept in memory belongs to what it was made from."""

from types import SimpleNamespace
from typing import Any

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.views.frame import caches


def run(*descriptions: str) -> Any:
    """As much of a run as a search needs: two animals."""
    return SimpleNamespace(items=Hierarchy.from_links(["dog", "wolf"], [], descriptions=descriptions))


def test_hierarchies_of_the_same_names_are_searched_by_their_own_glosses() -> None:
    """Red when found: the index was kept by a hash of names and links, so the second was searched by the first."""
    wild, howling = run("tame", "wild"), run("tame", "howling")
    assert wild.items.content_hash == howling.items.content_hash
    assert caches.search_index(wild).search("howling") == []
    assert caches.search_index(howling).search("howling") == [1]
    assert caches.search_index(run("tame", "wild")) is caches.search_index(wild)
