"""What was uploaded is kept under its name, and never over another of the same name."""

import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.by_name import load_hierarchy
from hrq.data.sources.shelf import put_on_shelf, shelf_file, uploaded
from hrq.errors import UnknownNameError, UsageError


def tree(*names: str, labels: list[str] | None = None) -> Hierarchy:
    return Hierarchy.from_links(names, [(name, names[0]) for name in names[1:]], labels=labels)


def test_the_same_is_kept_once_and_another_gets_the_next_number() -> None:
    one, other = tree("a", "b"), tree("a", "c")
    named = tree("a", "b", labels=["A", "B"])
    specs = [put_on_shelf(each, "Pets") for each in (one, other, one, named, other)]
    assert specs == ["mine:Pets", "mine:Pets-2", "mine:Pets", "mine:Pets-3", "mine:Pets-2"]
    assert uploaded() == ["Pets", "Pets-2", "Pets-3"]
    assert load_hierarchy("mine:Pets").names == ("a", "b")
    assert load_hierarchy("mine:Pets-3").labels == ("A", "B")


def test_a_name_becomes_one_that_can_be_a_file_s() -> None:
    assert put_on_shelf(tree("a", "b"), "../a:b/ Ü.") == "mine:a-b- Ü"
    assert shelf_file("a-b- Ü").is_file()
    assert put_on_shelf(tree("a", "b"), "x" * 99) == "mine:" + "x" * 60
    with pytest.raises(UsageError, match="letters or digits"):
        put_on_shelf(tree("a", "b"), "///")
    with pytest.raises(UnknownNameError, match="no uploaded hierarchy named 'none'"):
        shelf_file("none")
