"""What a hierarchy is like, counted by hand."""

import pytest

from hrq.data.hierarchy import preview as room
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.preview import preview
from hrq.errors import TooLargeError

NAMES = ["alone", "top", "left", "right", "low", "other", "its"]
LINKS = [("left", "top"), ("right", "top"), ("low", "left"), ("low", "right"), ("its", "other")]


def test_everything_is_counted() -> None:
    found = preview(Hierarchy.from_links(NAMES, LINKS, labels=[name.title() for name in NAMES]))
    assert (found.nodes, found.links, found.pairs) == (7, 5, 6)
    assert (found.roots, found.some_roots) == (3, ("Top", "Other", "Alone"))
    assert (found.depth, found.several, found.alone) == (2, 1, 1)
    assert found.largest == (("Top", 3), ("Left", 1), ("Right", 1), ("Other", 1))
    assert found.alike == ()


def test_ten_of_the_largest_and_five_of_the_roots() -> None:
    names = [f"{kind}{i}" for i in range(12) for kind in "rc"]
    found = preview(Hierarchy.from_links(names, [(f"c{i}", f"r{i}") for i in range(12)]))
    assert len(found.largest) == 10
    assert found.some_roots == ("r0", "r1", "r2", "r3", "r4")


def test_without_a_closure_children_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Hierarchy) -> None:
        raise TooLargeError("too many pairs")

    monkeypatch.setattr(room.Hierarchy, "ancestry", property(refuse))
    found = preview(Hierarchy.from_links(NAMES, LINKS))
    assert found.pairs is None
    assert found.largest[0] == ("top", 2)
