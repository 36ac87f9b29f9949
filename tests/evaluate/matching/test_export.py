import json
import re
from pathlib import Path

import networkx as nx
import pytest

from hrq.errors import UsageError
from hrq.evaluate.matching.export import write_tree
from hrq.runs import load_run


def test_json_holds_every_prefix_with_numbers_that_sets_give(tiny_run: Path, tmp_path: Path) -> None:
    run = load_run(tiny_run)
    write_tree(run, tmp_path / "tree.json")
    found = json.loads((tmp_path / "tree.json").read_text())
    assert found["hash"] == run.hash
    codes, hierarchy = run.codes.tolist(), run.hierarchy
    below = {name: {i, *hierarchy.descendants(i).tolist()} for i, name in enumerate(hierarchy.names)}
    wanted = {tuple(code[:length]) for code in codes for length in range(4)}
    assert {tuple(node["prefix"]) for node in found["nodes"]} == wanted
    for node in found["nodes"]:
        members = {i for i, code in enumerate(codes) if code[: len(node["prefix"])] == node["prefix"]}
        assert node["size"] == len(members)
        scores = {name: 2 * len(members & one) / (len(members) + len(one)) for name, one in below.items()}
        assert node["f1"] == pytest.approx(max(scores.values())) == pytest.approx(scores[node["synset"]])
        shared = len(members & below[node["synset"]])
        assert node["precision"] == pytest.approx(shared / len(members))
        assert node["recall"] == pytest.approx(shared / len(below[node["synset"]]))
    assert {one["synset"] for one in found["synsets"]} == set(hierarchy.names)


def test_newick_closes_and_names_every_leaf(tiny_run: Path, tmp_path: Path) -> None:
    run = load_run(tiny_run)
    write_tree(run, tmp_path / "tree.nwk")
    comment, text = (tmp_path / "tree.nwk").read_text().splitlines()
    assert run.hash in comment
    assert text.endswith(";")
    bare = re.sub(r"'[^']*'", "", text)
    assert bare.count("(") == bare.count(")") > 1
    leaves = re.findall(r"[(,]'(n\d+)'", text)
    assert sorted(leaves) == sorted(run.names)


def test_graphml_is_read_by_networkx_as_the_same_tree(tiny_run: Path, tmp_path: Path) -> None:
    run = load_run(tiny_run)
    write_tree(run, tmp_path / "tree.graphml")
    graph = nx.read_graphml(tmp_path / "tree.graphml")
    assert nx.is_arborescence(graph)
    assert graph.graph["hash"] == run.hash
    leaves = {node for node in graph if graph.out_degree(node) == 0}
    assert leaves == set(run.names)
    assert sum(data["size"] for _, data in graph.nodes(data=True) if data["kind"] == "item") == len(run.names)


def test_another_ending_is_refused(tiny_run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.nwk, \.json or \.graphml"):
        write_tree(load_run(tiny_run), tmp_path / "tree.xml")
