from collections.abc import Callable
from pathlib import Path

import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.link_tables import read_table
from hrq.errors import HierarchyError

Table = Callable[..., Path]


def links(hierarchy: Hierarchy) -> set[tuple[str, str]]:
    names, parents = hierarchy.names, hierarchy.parents
    return {(names[a], names[b]) for a, b in zip(parents.rows, parents.indices, strict=True)}


def test_child_and_parent(table: Table) -> None:
    """An empty parent declares a root; a blank line is no row."""
    found = read_table(table("child,parent\ndog,animal\n\nstone,\ndog,pet\n"))
    assert found.names == ("dog", "animal", "stone", "pet")
    assert links(found) == {("dog", "animal"), ("dog", "pet")}
    assert found.title == "animals"


def test_names_with_parents_labels_and_descriptions(table: Table) -> None:
    text = 'name,parents,label,description\nd,a;p,Dog,"barks, bites"\na,,,\np,a,Pet,\n'
    found = read_table(table(text))
    assert links(found) == {("d", "a"), ("d", "p"), ("p", "a")}
    assert found.labels == ("Dog", "a", "Pet")
    assert found.descriptions == ("barks, bites", "", "")


def test_tabulators_bars_and_a_byte_order_mark(table: Table) -> None:
    found = read_table(table("\ufeffName\tParents\nx\ty|z\ny\t\nz\t\n", "names.tsv"))
    assert links(found) == {("x", "y"), ("x", "z")}


def test_paths_name_nodes_in_full_because_labels_repeat(table: Table) -> None:
    """`care` is under both dogs and cats: two nodes, one label."""
    found = read_table(table("path\npets > dogs > care\npets > cats > care\n"))
    assert found.names == ("pets", "pets > dogs", "pets > dogs > care", "pets > cats", "pets > cats > care")
    assert found.labels == ("pets", "dogs", "care", "cats", "care")
    assert found.depth.tolist() == [0, 1, 2, 1, 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("child,parent\n", "a header but no rows"),
        ("foo,bar\na,b\n", "the header 'foo,bar'. Allowed are"),
        ("child,parent\na,b\nc,d,e\n", "line 3: 3 columns where the header has 2"),
        ("child,parent\na,b\nc\n", "line 3: 1 columns"),
        ("child,parent\na,b\nb,c\nc,a\n", r"cycle \(lines 2, 3, 4\): a → b → c → a"),
        ("child,parent\na,a\n", "Line 2: 'a' is given as its own parent"),
        ("child,parent\na,b\n\na,b\n", "Line 4: the link 'a' → 'b' is given twice"),
        ("child,parent\n,b\n", "Line 2: the child is empty"),
        ('child,parent\n"a,b\n', "line 2: unexpected end of data"),
        ("name,parents\na,\nb,aa\n", "Line 3: 'b' names the parent 'aa'.*Nearest: a"),
        ("name,parents\na,\nb,a\na,b\n", "Line 4: the name 'a' was given before, on line 2"),
        ("name,parents\n,a\n", "Line 2: the name is empty"),
        ('name,parents,label\na,,"two\nlines"\nb,c,\n', "Line 4: 'b' names the parent 'c'"),
        ("path\na > > b\n", "Line 2: 'a > > b' has an empty part"),
        ("path\na > b\na > b\n", "Line 3: the path 'a > b' was given before, on line 2"),
        (b"child,parent\na,b\n\xff\x81,c\n", "line 3: this is not text in UTF-8"),
        (b"child,parent\na\0,b\n", "line 2: this is not text"),
        (b"PK\x03\x04\x00\x00", "spreadsheet, not text"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(table: Table, text: str | bytes, message: str) -> None:
    path = table(text)
    with pytest.raises(HierarchyError, match=message) as caught:
        read_table(path)
    assert str(path) in str(caught.value)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(HierarchyError, match="no such file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(HierarchyError, match="is a directory"):
        read_table(tmp_path)


def test_a_device_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when found: it was read until the memory was gone."""
    monkeypatch.setenv("HRQ_MOST_MB", "1")
    with pytest.raises(HierarchyError, match="too large"):
        read_table(Path("/dev/zero"))
