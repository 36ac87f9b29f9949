"""What somebody uploads is read once, in memory, and told under its own name."""

import tempfile
from typing import Any

import networkx as nx
import pytest

from hrq.data.read import graphs
from hrq.data.sources.uploads import read_upload
from hrq.errors import HrqError

TREE = nx.DiGraph([("animal", "dog"), ("animal", "cat"), ("dog", "puppy")])
GRAPHML = "\n".join(nx.generate_graphml(TREE)).encode()


def test_a_graph_is_parsed_once_and_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when found: a temporary file, and the graph parsed twice: to read it, and to say which way."""
    calls = []
    parse, check = nx.read_graphml, graphs.check_graphml
    monkeypatch.setattr(nx, "read_graphml", lambda *given: (calls.append("parse"), parse(*given))[1])
    monkeypatch.setattr(graphs, "check_graphml", lambda *given: (calls.append("check"), check(*given))[1])

    def written(*_: Any, **__: Any) -> None:
        raise AssertionError("a temporary file")

    for name in ("TemporaryDirectory", "NamedTemporaryFile", "mkdtemp", "mkstemp"):
        monkeypatch.setattr(tempfile, name, written)
    for reverse, told, roots in ((False, "parent → child", 1), (True, "child → parent", 2)):
        calls.clear()
        found = read_upload("Tiere (2024).graphml", GRAPHML, reverse=reverse)
        assert sorted(calls) == ["check", "parse"]
        assert found.understood == (f"links read as {told}",)
        assert found.reversible
        assert len(found.hierarchy.roots) == roots
        assert found.hierarchy.title == "Tiere (2024)"


@pytest.mark.parametrize(
    ("name", "content", "understood"),
    [
        ("a.csv", b"child;parent\na;b\n", ("text in UTF-8", "cells separated by semicolon")),
        (
            "a.txt",
            "child\tparent\nMönch\tVögel\n".encode("cp1252"),
            (
                "text in Windows-1252 (if its letters look wrong, save it as UTF-8)",
                "cells separated by tabulator",
            ),
        ),
        ("a.csv", b"path\na > b\n", ("text in UTF-8", "one column")),
        ("a.json", b'{"a": {"b": {}}}', ("text in UTF-8",)),
        ("A.NWK", b"(b)a;", ("text in UTF-8",)),
        ("a.edges", b"a b\na c\n", ("links read as parent → child",)),
    ],
)
def test_how_a_file_was_understood_is_told(name: str, content: bytes, understood: tuple[str, ...]) -> None:
    found = read_upload(name, content)
    assert found.understood == understood
    assert {"a", "b"} <= set(found.hierarchy.labels) or "Mönch" in found.hierarchy


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("my/tree.csv", b"child,parent\na\n", "my/tree.csv, line 2: 1 columns where the header has 2"),
        ("tree.xlsx", b"PK", r"tree.xlsx has the ending \.xlsx. Allowed are"),
        ("tree", b"", r"tree has the ending \(none\)"),
        ("tree.json", b"[", "tree.json, line 1: this is not JSON"),
        ("tree.nwk", b"(a", "tree.nwk: 1 parentheses are never closed"),
        ("tree.parquet", b"PAR1", "tree.parquet is not a hierarchy that hrq wrote"),
        ("tree.graphml", b"<graphml", "tree.graphml, line 1: this is not GraphML"),
        ("tree.edges", b"a b c d\n", "tree.edges, line 1: 4 names where a link has two"),
    ],
)
def test_a_refusal_names_the_file_as_its_owner_does(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(HrqError, match=f"^{sentence}"):
        read_upload(name, content)


KEY = '<key id="k" for="node" attr.name="label" attr.type="{}">{}</key>'
NODE = '<graph edgedefault="directed"><node id="a"><data key="{}">{}</data></node></graph>'


@pytest.mark.parametrize(
    ("key", "node"),
    [
        (KEY.format("strange", ""), NODE.format("k", "x")),  # KeyError
        (KEY.format("int", ""), NODE.format("k", "x")),  # ValueError
        (KEY.format("int", "<default/>"), NODE.format("k", "1")),  # TypeError
        (KEY.format("boolean", "<default/>"), NODE.format("k", "true")),  # AttributeError
        (KEY.format("boolean", ""), NODE.format("k", "perhaps")),  # KeyError
        ("", NODE.format("z", "x")),  # NetworkXError
    ],
)
def test_what_networkx_stumbles_over_is_a_sentence(key: str, node: str) -> None:
    """Each was red with its exception left out of NOT_GRAPHML."""
    content = f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{key}{node}</graphml>'
    with pytest.raises(HrqError, match="^a.graphml: this is not GraphML .* Save the graph again"):
        read_upload("a.graphml", content.encode())
