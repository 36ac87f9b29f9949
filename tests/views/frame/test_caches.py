"""What is kept in memory belongs to what it was made from."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.runs import Run, load_run
from hrq.runs.layouts import RunLayout
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


def test_what_is_computed_of_a_run_is_known_by_its_hash_and_of_a_layout_by_its_name(runs: Path) -> None:
    """Two runs of one name are two runs; the same run opened again is the same."""
    counted: list[str] = []

    @caches.of_run(entries=2)
    def told(run: Run, layout: RunLayout, number: int, _aside: object) -> str:
        counted.append(f"{run.hash} {layout.name} {number}")
        return counted[-1]

    ball, again, other = (load_run(runs / name) for name in ("ball", "ball", "plane"))
    renamed = replace(other, name=ball.name)
    shown, drawn = (RunLayout(name, np.zeros((1, 2)), True, {}) for name in ("native", "code_tree"))
    assert told(ball, shown, 1, object()) == told(again, shown, 1, None) == f"{ball.hash} native 1"
    assert told(renamed, shown, 1, None) == f"{other.hash} native 1"
    assert told(ball, drawn, 1, None) == f"{ball.hash} code_tree 1"
    assert told(ball, drawn, 2, None) == f"{ball.hash} code_tree 2"
    assert len(counted) == 4
