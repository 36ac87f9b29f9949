"""Which end of a link is the parent, and what a line of an edge list means."""

import pytest

from hrq.data.read.files import File
from hrq.data.read.graphs import DOWN, UP, read_graph
from hrq.errors import HierarchyError


def edges(text: str, name: str = "a.edges") -> File:
    return File(name, text.encode())


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("top a\ntop b\na c\n", DOWN),
        ("a top\nb top\nc a\n", UP),
        ("a b\n", DOWN),  # nothing decides
        ("a c\nb c\na d\n", DOWN),  # one lonely node on either side
    ],
)
def test_the_reading_gives_most_nodes_one_parent(text: str, reading: str) -> None:
    assert read_graph(edges(text)).reading == reading


def test_a_graph_is_turned_on_request() -> None:
    graph = read_graph(edges("top a\ntop b\n"))
    assert [graph.hierarchy().names[root] for root in graph.hierarchy().roots] == ["top"]
    turned = graph.hierarchy(reverse=True)
    assert [turned.names[root] for root in turned.roots] == ["a", "b"]


def test_weights_attributes_comments_and_nodes_alone() -> None:
    graph = read_graph(
        edges('# links\n\na b 0.5\n"x y"\tz\tNone\n'.replace("\tNone", "") + "c d {'weight': 2}\nalone\n")
    )
    assert graph.links == [("a", "b"), ("x y", "z"), ("c", "d")]
    assert graph.names == ["a", "b", "x y", "z", "c", "d", "alone"]
    assert graph.lines == [3, 4, 5]


def test_three_names_that_are_no_weight_are_refused() -> None:
    with pytest.raises(HierarchyError, match="line 2: 3 names where a link has two"):
        read_graph(edges("a b\na b c\n"))


def test_labels_and_descriptions_of_graphml() -> None:
    keys = "".join(f'<key id="{one}" for="node" attr.name="{one}" attr.type="string"/>' for one in ("name", "gloss"))
    nodes = '<node id="1"><data key="name">Dog</data><data key="gloss">barks</data></node><node id="2"/>'
    text = f'<graphml>{keys}<graph edgedefault="directed">{nodes}<edge source="2" target="1"/></graph></graphml>'
    found = read_graph(edges(text, "a.graphml")).hierarchy()
    assert (found.labels, found.descriptions) == (("Dog", "2"), ("barks", ""))
    assert found.parents.of(0).tolist() == [1]
