"""What codewords hold: counts that add up, meanings found again by sets, distances in the quantizer's own space."""

from pathlib import Path

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.evaluate.matching.best_matches import best_nodes
from hrq.evaluate.quantization.codewords import (
    CROWDED,
    DEAD,
    UNUSED_HERE,
    by_likeness,
    codeword_distances,
    codeword_table,
    counts_after,
    distance_table,
    is_overloaded,
    level_use,
    meanings_everywhere,
    members,
    members_by_parent,
)
from hrq.geometry.poincare import distance
from hrq.runs import Run, load_run


@pytest.fixture(scope="module")
def run() -> Run:
    return load_run("mammals-2d-ghrq")


def best_by_sets(run: Run, rows: np.ndarray) -> float:
    """The best F1 that any node has with some nodes, by plain sets."""
    held = set(rows.tolist())
    scores = []
    for node in range(len(run.names)):
        below = {node, *run.hierarchy.descendants(node).tolist()}
        scores.append(2 * len(held & below) / (len(held) + len(below)))
    return max(scores)


def test_usage_is_what_the_run_recorded(run: Run) -> None:
    rows = level_use(run)
    assert [one.level for one in rows] == [1, 2, 3]
    assert [round(one.perplexity, 2) for one in rows] == run.metrics["perplexity"]
    assert [one.used for one in rows] == run.metrics["used"]
    for number, one in enumerate(rows):
        counts = np.bincount(run.codes[:, number], minlength=16)
        assert one.used + one.dead == one.codewords == 16
        assert one.largest == pytest.approx(counts.max() / 1182)
        assert one.overloaded == sum(count > 3 * 1182 / 16 for count in counts)


def test_overloaded_is_more_than_three_even_shares() -> None:
    assert is_overloaded(np.array([30, 4, 3, 3, 0, 0, 0, 0, 0, 0])).tolist() == [True] + [False] * 9
    assert not is_overloaded(np.array([3, 0, 0])).any()


def test_a_table_counts_every_node_of_the_prefix_once(run: Run) -> None:
    tree = code_tree(run.codes, run.names)
    best = best_nodes(tree, run.hierarchy)
    first = int(counts_after(run, ()).argmax())
    table = codeword_table(run, (first,), tree, best, meanings_everywhere(run, 2))
    assert sum(table["nodes"].to_pylist()) == len(members(run, (first,)))
    assert sum(table["nodes_everywhere"].to_pylist()) == 1182
    assert sum(table["share"].to_pylist()) == pytest.approx(1)
    for row in table.to_pylist()[:6]:
        rows = members(run, (first, row["codeword"]))
        assert row["nodes"] == len(rows)
        assert row["prefix"] == f"{first}-{row['codeword']}"
        if len(rows):
            assert row["f1"] == pytest.approx(best_by_sets(run, rows))
            node = run.hierarchy.index(row["means"])
            below = {node, *run.hierarchy.descendants(node).tolist()}
            assert row["precision"] == pytest.approx(len(below & {*rows.tolist()}) / len(rows))
            assert row["recall"] == pytest.approx(len(below & {*rows.tolist()}) / len(below))


def test_a_codeword_wherever_it_occurs_is_matched_as_a_whole(run: Run) -> None:
    found = meanings_everywhere(run, 2)
    for token in (0, 7):
        rows = np.flatnonzero(run.codes[:, 1] == token)
        assert found.f1[token] == pytest.approx(best_by_sets(run, rows))


def test_dead_unused_here_and_overloaded(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    run.codes[:, 1] = 0
    run.codes[0] = [3, 2, 0]
    run.codes[1:, 0] = 1
    tree = code_tree(run.codes, run.names)
    assert codeword_table(run, (1,), tree)["status"].to_pylist() == [CROWDED, DEAD, UNUSED_HERE, DEAD]
    assert codeword_table(run, (), tree)["status"].to_pylist() == [DEAD, CROWDED, DEAD, ""]
    assert "means" not in codeword_table(run, (), tree).column_names


def test_distances_are_those_that_codes_are_chosen_by() -> None:
    for name, c in (("mammals-2d-ghrq", 1.0), ("mammals-2d-tangent", 0.0), ("mammals-2d-rq", 0.0)):
        run = load_run(name)
        apart, book = codeword_distances(run.quantizer, 2), run.quantizer.codebooks[1].detach().double()
        assert apart[3, 5] == pytest.approx(float(distance(book[3], book[5], c=c)))
        pairs = distance_table(apart, np.arange(16)).to_pylist()
        assert len(pairs) == 120
        assert pairs[0]["distance"] == pytest.approx(apart[~np.eye(16, dtype=bool)].min())
        some = np.array([3, 5, 9])
        np.testing.assert_allclose(codeword_distances(run.quantizer, 2, some), apart[np.ix_(some, some)])
        assert {row["codeword"] for row in distance_table(apart[np.ix_(some, some)], some).to_pylist()} == {3, 5}


def test_likeness_puts_near_codewords_side_by_side() -> None:
    line = np.array([0.0, 10, 1, 11, 2])
    order = by_likeness(np.abs(line[:, None] - line)).tolist()
    assert order in ([0, 2, 4, 1, 3], [3, 1, 4, 2, 0])
    assert by_likeness(np.zeros((2, 2))).tolist() == [0, 1]


def test_members_by_parent_add_up(run: Run) -> None:
    rows = members(run, (int(counts_after(run, ()).argmax()),))
    found = members_by_parent(run.hierarchy, rows)
    assert found.counts.sum() == len(rows)
    assert (np.diff(found.counts) <= 0).all()
    parent, count, share = int(found.parents[0]), int(found.counts[0]), float(found.of_children[0])
    children = np.flatnonzero(run.hierarchy.main_parents == parent)
    assert count == len({*children.tolist()} & {*rows.tolist()})
    assert share == pytest.approx(count / len(children))
    root = members_by_parent(run.hierarchy, run.hierarchy.roots)
    assert root.parents.tolist() == [-1]
    assert np.isnan(root.of_children[0])
