"""One hierarchy in every format that people have it in; and what is wrong with a file is said with its line."""

import json
from pathlib import Path

import networkx as nx
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.preview import alike
from hrq.data.sources.by_name import load_hierarchy
from hrq.data.sources.stored import write_hierarchy
from hrq.errors import HrqError

LINKS = {("dog", "canine"), ("wolf", "canine"), ("canine", "animal"), ("dog", "pet"), ("pet", "animal")}
TREE = LINKS - {("dog", "pet")}
GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">\n{}</graph></graphml>'
ENTITY = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><graphml/>'
GRAPH = nx.DiGraph([(parent, child) for child, parent in sorted(TREE)])


def links(hierarchy: Hierarchy) -> set[tuple[str, str]]:
    names, parents = hierarchy.names, hierarchy.parents
    return {(names[a], names[b]) for a, b in zip(parents.rows, parents.indices, strict=True)}


def save(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


PAIRS = "".join(f"{child},{parent}\n" for child, parent in sorted(LINKS))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "child,parent\n" + PAIRS, LINKS),
        ("a.csv", "Parent;Child\n" + "".join(f"{b};{a}\n" for a, b in sorted(LINKS)), LINKS),
        ("a.txt", ("child\tparent\n" + PAIRS.replace(",", "\t")).encode("utf-16"), LINKS),
        (
            "a.csv",
            "id,parent_id,title\nanimal,NULL,x\ncanine,animal,\npet,animal,\ndog,canine|pet,\nwolf,canine,\n",
            LINKS,
        ),
        ("a.csv", "path\nanimal > canine > wolf\nanimal > canine > dog\nanimal > pet\n", None),
        ("a.edgelist", "# made by hand\n" + PAIRS.replace(",", " ").replace("\n", " {'weight': 1}\n"), LINKS),
        ("a.txt", "".join(f"{b}\t{a}\n" for a, b in sorted(TREE)), TREE),
        ("a.nwk", "((dog:1,wolf:2.5)canine,'pet'[a comment])animal;", TREE),
        ("a.json", json.dumps({"animal": {"canine": ["dog", "wolf"], "pet": None}}), TREE),
        ("a.json", json.dumps({"animal": {"canine": {"dog": {}, "wolf": {}}, "pet": {}}}), TREE),
        (
            "a.json",
            json.dumps(
                {"name": "animal", "children": [{"name": "canine", "children": [{"name": "dog"}, "wolf"]}, "pet"]}
            ),
            TREE,
        ),
        ("a.graphml", "\n".join(nx.generate_graphml(GRAPH)), TREE),
        ("a.graphml", "\n".join(nx.generate_graphml(GRAPH.reverse())), TREE),
    ],
)
def test_every_format_reads_the_same(
    tmp_path: Path, name: str, content: str | bytes, expected: set[tuple[str, str]] | None
) -> None:
    found = load_hierarchy(save(tmp_path, name, content))
    if expected is None:
        assert found.labels == ("animal", "canine", "wolf", "dog", "pet")
    else:
        assert links(found) == expected


def test_older_programs_encode_otherwise(tmp_path: Path) -> None:
    for content in (b"sep=;\nchild;parent\na;b\n", "child,parent\na,b\n".encode("utf-16-le")):
        assert links(load_hierarchy(save(tmp_path, "a.csv", content))) == {("a", "b")}
    found = load_hierarchy(save(tmp_path, "a.csv", "child,parent\nMönch,Vögel\n".encode("cp1252")))
    assert links(found) == {("Mönch", "Vögel")}


def test_names_of_odd_characters_come_through_every_way(tmp_path: Path) -> None:
    odd = ["a;b|c", "x > y", '"q"', "<b>&", "tab\there", "中文 🐶", "1-2", "ﬁ"]
    tree = {"name": "top", "children": [{"name": one} for one in odd]}
    found = load_hierarchy(save(tmp_path, "a.json", json.dumps(tree)))
    assert set(found.names) == {"top", *odd}
    write_hierarchy(tmp_path / "kept.parquet", found)
    again = load_hierarchy(str(tmp_path / "kept.parquet"))
    assert (again.names, again.content_hash, again.text_hash) == (found.names, found.content_hash, found.text_hash)


def test_labels_that_repeat_in_a_tree_are_told_apart_by_their_way(tmp_path: Path) -> None:
    found = load_hierarchy(save(tmp_path, "a.json", '{"pets": {"dogs": ["care"], "cats": ["care"]}}'))
    assert found.names == ("pets", "pets > dogs", "pets > dogs > care", "pets > cats", "pets > cats > care")
    assert found.labels[2] == found.labels[4] == "care"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.json", "", "line 1: this is not JSON"),
        ("a.json", '{"a": {"b": {},\n "b": {}}}', "gives 'b' twice"),
        ("a.json", '{"name": "a", "children": [{"name": "b"}, {"name": "b"}]}', "'a > b' is given twice"),
        ("a.json", "[]", "holds no node"),
        ("a.json", '{"name": null, "children": ["a"]}', "a node with children and no name"),
        ("a.csv", "child,parent,parent\na,b,c\n", "names the column 'parent' twice"),
        ("a.csv", "child,parent\n" + "".join(f"n{i},n{(i + 1) % 3000}\n" for i in range(3000)), "2,901 more"),
        ("a.json", "[true]", "holds true where a node belongs"),
        ("a.json", "[" * 100_000, "nested too deeply|not JSON"),
        ("a.nwk", "", "is empty"),
        ("a.nwk", "((a,b)c", "1 parentheses are never closed"),
        ("a.nwk", "(a,b)c);", "outside of all parentheses"),
        ("a.nwk", "(a,\na)c;", "line 2: the name 'a' was given before"),
        ("a.nwk", "('a,b)c;", "never closed"),
        ("a.edgelist", "a b\nb c d\n", "line 2: 3 names where a link has two"),
        ("a.edgelist", "a b\nb c\nc a\n", r"form a cycle \(lines 1, 2, 3\)"),
        ("a.edgelist", "a a\n", "Line 1: 'a' is given as its own parent"),
        ("a.edgelist", "# nothing\n", "is empty"),
        ("a.graphml", "<graphml", "this is not GraphML"),
        ("a.graphml", "hello", "this is not GraphML"),
        ("a.graphml", '<!DOCTYPE x [<!ENTITY a "b">]><graphml/>', "declares XML entities"),
        ("a.graphml", "\n".join(nx.generate_graphml(nx.Graph([(1, 2)]))), "undirected"),
        ("a.parquet", "PAR1 nothing", "is not a hierarchy that hrq wrote"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0", "not text"),
        ("a.csv", b"PK\x03\x04", "spreadsheet, not text. Save the sheet as CSV"),
        ("a.csv", "child,parent\n" + "a,b\n" * 2, "Line 3: the link 'a' → 'b' is given twice"),
        (
            "a.csv",
            "child,parent\nMönch,b\n".encode() + "Vögel,b\n".encode("cp1252"),
            "line 2 is UTF-8, and line 3 is not",
        ),
        ("a.csv", "a," * 100_000, "has the header 'a,a,a"),
        ("a.csv", "child,parent\n" + "a" * 200_000 + ",b\n", "line 2: a cell is longer than 131,072 characters"),
        ("a.csv", "child,parent\n" + "a" * 5_000 + ",b\n", r"Node 1 has a name of 5,000 characters, 'a+ … a+'"),
        ("a.json", '{"name": 1' + "0" * 10_000 + "}", "a name of 10,001 characters"),
        ("a.json", '{"name": NaN, "children": ["b"]}', "holds NaN, which is not JSON"),
        ("a.json", '{"name": "a\\ud800", "children": ["b"]}', "holds half a character"),
        ("a.json", '{"name": "a\\u0000", "children": ["b"]}', "holds the character 0"),
        ("a.json", '{"name": "a", "children": "b"}', """'a' has the children "b", where a list belongs"""),
        ("a.json", '[{"child": "a", "parent": "b"}]', "the rows of a table, not a tree"),
        ("a.json", '{"nodes": [{"id": 1}], "links": []}', "a graph as lists of nodes and links"),
        ("a.json", "{" + ",".join(f'"k{i % 99_999}":1' for i in range(100_000)) + "}", "gives 'k0' twice"),
        ("a.nwk", "(a:b,c)d;", "line 1: 'b' stands behind a colon"),
        ("a.nwk", "(a:1\n,'b\nc'\n[d\n],e\nf)g;", "line 6: two names in a row, the second 'f'"),
        ("a.nwk", "(a,b[c [d] e)f;", "a comment that begins with .* is never closed"),
        ("a.nwk", "#NEXUS\nbegin trees;", "is a NEXUS file"),
        ("a.edgelist", "child,parent\na,b\n", "begins with the header child parent"),
        ("a.edgelist", "#1 top\n", "Lines that begin with # are comments"),
        ("a.graphml", GRAPHML.format("<node/>"), "line 2: this node has no id"),
        ("a.graphml", GRAPHML.format('<node id="a"/>\n<edge source="a"/>'), "line 3: this edge has no target"),
        (
            "a.graphml",
            GRAPHML.format('<node id="a"/><edge source="a" target="z"/>'),
            "names the node 'z', which is not",
        ),
        ("a.graphml", GRAPHML.format('<node id="a"/><hyperedge/>'), "doesn't support hyperedges"),
        ("a.graphml", f"<!--{'x' * 200_000}-->" + '<!DOCTYPE x [<!ENTITY a "b">]><graphml/>', "declares XML entities"),
        ("a.graphml", ENTITY.encode("utf-16"), "declares XML entities"),
        ("a.csv", "id,parent_id\n1,\n2,7\n", "Line 3: '2' names the parent '7'"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_place(
    tmp_path: Path, name: str, content: str | bytes, sentence: str
) -> None:
    path = save(tmp_path, name, content)
    with pytest.raises(HrqError, match=sentence) as caught:
        load_hierarchy(path)
    assert path in str(caught.value)
    assert len(str(caught.value)) < len(path) + 2_000


@pytest.mark.parametrize(
    ("name", "content", "names"),
    [
        ("a.csv", "child,parent\na\u2028b,top\nc\x0cd,top\ne\x85f,top\n", {"a\u2028b", "c\x0cd", "e\x85f", "top"}),
        ("a.csv", 'child,parent\n"a\nb",top\n', {"a\nb", "top"}),
        ("a.csv", '"sep=;"\nchild;parent\na;top\n', {"a", "top"}),
        ("a.csv", "path\n/animal/dog/\n/animal/cat\n", {"animal", "animal > dog", "animal > cat"}),
        ("a.json", '{"name": 1.10, "children": [1e5, 100000, 1e999]}', {"1.10", "1e5", "100000", "1e999"}),
        ("a.nwk", "('a:b':-1e-5,c[x [y] z]:nan,d:)e;", {"a:b", "c", "d", "e"}),
        ("a.graphml", GRAPHML.format('<node id=" a "/><node id="b"/><edge source=" a " target="b"/>'), {"a", "b"}),
    ],
)
def test_names_are_what_stands_in_the_file(tmp_path: Path, name: str, content: str, names: set[str]) -> None:
    """Red when found: a line separator ended a row, 1.10 became 1.1, a name behind a colon was lost."""
    assert set(load_hierarchy(save(tmp_path, name, content)).names) == names


def test_names_that_can_be_taken_for_one_another_are_told() -> None:
    names = ("Dog", "dog", "caf\u00e9", "cafe\u0301", "a b", "a\u00a0 b", "ab", "a\u200bb", "cat")
    assert alike(names) == (("Dog", "dog"), ("caf\u00e9", "cafe\u0301"), ("a b", "a\u00a0 b"), ("ab", "a\u200bb"))


def test_a_file_that_is_too_large_is_refused_with_both_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRQ_MOST_MB", "0.5")
    path = save(tmp_path, "a.csv", "child,parent\n" + "".join(f"{i},top\n" for i in range(200_000)))
    with pytest.raises(HrqError, match="is too large: 2 MB where at most 0 MB|set HRQ_MOST_MB"):
        load_hierarchy(path)
