"""Best matches are computed once a run, and those of another run, another version or another tree are never shown."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hrq.evaluate.matching import kept
from hrq.evaluate.matching.kept import NODES_OF_PREFIXES, PREFIXES_OF_NODES, Matched, matches
from hrq.runs import Run, load_run
from hrq.runs.aside import own_aside
from hrq.runs.beside import read_stamp, write_table


@pytest.fixture
def run(tiny_run: Path) -> Run:
    return load_run(tiny_run)


def assert_same(one: Matched, other: Matched) -> None:
    for name in ("node", "precision", "recall", "f1"):
        np.testing.assert_array_equal(getattr(one.matched_nodes, name), getattr(other.matched_nodes, name))
        np.testing.assert_array_equal(getattr(one.prefixes, name), getattr(other.prefixes, name))


def test_matches_are_kept_and_read_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when tried: the second time computed anew; a file cut short trusted."""
    first = matches(run)
    assert (own_aside(run.hash) / NODES_OF_PREFIXES).is_file()
    with monkeypatch.context() as patch:
        for name in ("best_nodes", "best_prefixes"):
            patch.setattr(kept, name, lambda *_: pytest.fail("computed again"))
        assert_same(first, matches(run))
    (own_aside(run.hash) / PREFIXES_OF_NODES).write_bytes(b"cut off")
    assert_same(first, matches(run))


def test_each_file_holds_what_its_name_says(run: Run) -> None:
    found = matches(run)
    of_prefixes, of_nodes = (pq.read_table(own_aside(run.hash) / one) for one in (NODES_OF_PREFIXES, PREFIXES_OF_NODES))
    assert of_prefixes.num_rows == len(found.tree.prefix_nodes)
    assert of_nodes.num_rows == len(run.names)
    assert {"node_1", "node_2", "node_3"} <= set(of_prefixes.column_names)
    assert "node_2" not in of_nodes.column_names


@pytest.mark.parametrize("name", [NODES_OF_PREFIXES, PREFIXES_OF_NODES])
@pytest.mark.parametrize("other", [{"hash": "ab12"}, {"hierarchy_hash": "cd34"}, {"format": 0}], ids=str)
def test_matches_of_another_run_or_version_are_never_shown(run: Run, name: str, other: dict[str, object]) -> None:
    first, path = matches(run), own_aside(run.hash) / name
    table = pq.read_table(path)
    wrong = table.set_column(table.column_names.index("f1_1"), "f1_1", pa.array(np.full(table.num_rows, 0.5)))
    write_table(path, wrong, {**read_stamp(path), **other})
    assert_same(first, matches(run))


def beyond(table: pa.Table) -> pa.Table:
    """Partners that do not exist."""
    return table.set_column(table.column_names.index("node_1"), "node_1", pa.array(np.full(table.num_rows, 10_000)))


def fewer(table: pa.Table) -> pa.Table:
    """A row too few."""
    return table.slice(1)


def nameless(table: pa.Table) -> pa.Table:
    """A column too few."""
    return table.drop_columns(["recall_1"])


@pytest.mark.parametrize("name", [NODES_OF_PREFIXES, PREFIXES_OF_NODES])
@pytest.mark.parametrize("change", [beyond, fewer, nameless])
def test_a_table_that_does_not_fit_the_trees_is_computed_anew(
    run: Run, name: str, change: Callable[[pa.Table], pa.Table]
) -> None:
    first, path = matches(run), own_aside(run.hash) / name
    write_table(path, change(pq.read_table(path)), read_stamp(path))
    assert_same(first, matches(run))
