"""What points can be coloured by, and the numbers behind the colours."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st

from hrq.data.hierarchy.code_tree import code_tree
from hrq.evaluate.matching.best_matches import best_nodes
from hrq.runs import load_run
from hrq.runs.layouts import RunLayout
from hrq.views.disk.colourings import _belongs, _prefix_f1, _prefix_nodes, legend, numbers, possible


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    st.cache_resource.clear()


def layout(kept: Any = None) -> RunLayout:
    return RunLayout("native", np.zeros((31, 2)), True, {"k": 10}, kept=kept)


def a_run(*, points: bool, books: bool, truth: bool, files: int) -> Any:
    items = SimpleNamespace(category_names=("a", "b", "c")[:files])
    return SimpleNamespace(has_points=points, has_codebooks=books, has_hierarchy=truth, items=items)


BOTH = ["code", "depth", "error", "margin", "agreement"]  # of points and codebooks


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (
            a_run(points=True, books=True, truth=True, files=2),
            ["code", "depth", "lexname", "error", "margin", "agreement"],
        ),
        (a_run(points=True, books=True, truth=True, files=1), BOTH),
        (a_run(points=True, books=False, truth=True, files=0), ["code", "depth", "agreement"]),
        (a_run(points=False, books=True, truth=False, files=2), ["code"]),
    ],
)
def test_a_colouring_needs_its_parts(run: Any, expected: list[str]) -> None:
    assert possible(run, layout()) == expected
    assert possible(run, layout(kept=np.zeros(31))) == [*expected, "kept"]


def test_agreement_is_the_f1_of_the_own_prefix_where_the_node_lies_below_its_match(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    codes = np.asarray(run.codes)
    tree = code_tree(codes, run.names)
    best = best_nodes(tree, run.hierarchy)
    for level in (1, 2, 3):
        for row in range(31):
            node = tree.node_of(codes[row, :level].tolist())
            assert _prefix_nodes(run, level)[row] == node
            assert _prefix_f1(run, level)[row] == best.f1[node, 0]
            match = int(best.node[node, 0])
            assert _belongs(run, level)[row] == (match == row or match in run.hierarchy.ancestors(row))


def test_kept_neighbours_are_a_share_and_levels_matter_for_codes_alone(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    kept = legend(run, layout(kept=np.arange(31, dtype=np.uint8) % 11), "kept", 2)
    assert kept.title.startswith("Share of each node's 10 nearest")
    assert kept.entry[10] == kept.entry.max()
    assert len(set(kept.entry.tolist())) > 5
    assert len(legend(run, layout(), "code", 2).labels) > len(legend(run, layout(), "code", 1).labels)
    assert legend(run, layout(), "depth", 3) is legend(run, layout(), "depth", 1)
    depth = legend(run, layout(), "depth", 1)
    assert [depth.labels[entry] for entry in depth.entry] == [str(one) for one in run.hierarchy.depth]
    assert numbers(run).errors.shape == (31,)
