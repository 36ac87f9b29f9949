import shutil
from pathlib import Path

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet.nouns import load_wordnet
from hrq.errors import UsageError
from hrq.evaluate.compare.node_by_node import (
    check_comparable,
    company,
    company_table,
    counterpart,
    kin_table,
    kin_together,
)
from hrq.runs import load_run


@pytest.fixture(scope="module")
def felines() -> Hierarchy:
    return load_wordnet().subtree("feline.n.01")


@pytest.fixture
def both(felines: Hierarchy) -> tuple[np.ndarray, np.ndarray]:
    noise = np.random.default_rng(0)
    return noise.integers(0, 3, (len(felines), 3)), noise.integers(0, 4, (len(felines), 2))


def test_company_against_sets(both: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = both
    for tokens in (1, 2):
        found = company(a, b, tokens)
        for node in range(len(a)):
            sets = [
                {i for i in range(len(a)) if i != node and (codes[i, :tokens] == codes[node, :tokens]).all()}
                for codes in both
            ]
            assert (found.first[node], found.second[node]) == tuple(map(len, sets))
            assert found.both[node] == len(sets[0] & sets[1])
            union = sets[0] | sets[1]
            assert found.same[node] == pytest.approx(len(sets[0] & sets[1]) / len(union) if union else 1)


def test_the_same_codes_keep_all_company(both: tuple[np.ndarray, np.ndarray]) -> None:
    assert (company(both[0], both[0], 3).same == 1).all()


def test_kin_against_a_loop(felines: Hierarchy, both: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = both
    found = kin_together(a, b, felines, 1)
    expected = {"both": 0, "first": 0, "second": 0, "neither": 0}
    only = set()
    for node in range(len(felines)):
        for parent in felines.parents.of(node):
            same = a[node, 0] == a[parent, 0], b[node, 0] == b[parent, 0]
            expected[{(1, 1): "both", (1, 0): "first", (0, 1): "second", (0, 0): "neither"}[same]] += 1
            only |= {(node, parent)} if same == (True, False) else set()
    assert found.counts() == expected
    rows = found.only(first=True)
    assert set(zip(found.node[rows].tolist(), found.parent[rows].tolist(), strict=True)) == only
    assert (np.diff(found.tokens_first[rows]) <= 0).all()


def test_the_counterpart_of_a_set_of_items(both: tuple[np.ndarray, np.ndarray], felines: Hierarchy) -> None:
    tree = code_tree(both[0], felines.names)
    items = np.random.default_rng(1).choice(len(felines), 9, replace=False)
    scores = {}
    for node in range(1, len(tree.prefix_nodes)):
        members = set(tree.members(node).tolist())
        scores[node] = 2 * len(members & set(items.tolist())) / (len(members) + len(items))
    best, f1 = counterpart(tree, items)
    assert f1 == pytest.approx(max(scores.values())) == pytest.approx(scores[best])


def test_tables_name_both_runs_and_other_hierarchies_are_refused(tiny_run: Path) -> None:
    shutil.copytree(tiny_run, tiny_run.parent / "twin")
    first, second = load_run("tiny"), load_run("twin")
    check_comparable(first, second)
    codes = first.codes, second.codes
    table = company_table(first, second, company(*codes, 1), np.array([3, 1]))
    assert table["name"].to_pylist() == [first.names[3], first.names[1]]
    assert table["second run"].to_pylist() == [f"twin {second.hash}"] * 2
    kin = kin_together(*codes, first.hierarchy, 1)
    assert kin_table(first, second, kin, np.array([0]))["parent"].to_pylist() == [first.names[kin.parent[0]]]
    with pytest.raises(UsageError, match="different hierarchies"):
        check_comparable(first, load_run("mammals-2d-rq"))
