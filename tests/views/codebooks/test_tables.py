"""The tables of the Codebooks page, against the run."""

from pathlib import Path

import numpy as np
import pytest
import streamlit as st

from hrq.runs import load_run
from hrq.views.codebooks import tables
from hrq.views.codebooks.place import Place
from hrq.views.codebooks.tables import distances, member_table, most_used, parent_table


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    st.cache_resource.clear()


def test_the_most_used_codewords_stand_in_their_order() -> None:
    assert most_used(np.array([3, 9, 3, 0, 5]), 3).tolist() == [0, 1, 4]
    assert most_used(np.array([3, 9]), 7).tolist() == [0, 1]


def test_members_are_told_with_code_parent_and_depth(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    codes = np.asarray(run.codes)
    token = int(codes[7, 0])
    rows = np.flatnonzero(codes[:, 0] == token).tolist()
    found = member_table(run, (token,)).to_pylist()
    assert [row["name"] for row in found] == [run.names[row] for row in rows]
    for row, one in zip(rows, found, strict=True):
        assert one["code"] == "-".join(map(str, codes[row].tolist()))
        assert one["depth"] == run.hierarchy.depth[row]
        number = int(run.names[row][1:])
        assert one["parent"] == (f"n{number // 2}" if number > 1 else None)
    everybody = {row["name"]: row["parent"] for row in member_table(run, ()).to_pylist()}
    assert len(everybody) == 31
    assert everybody["n1"] is None
    parents = parent_table(run, (token,)).to_pylist()
    assert sum(one["nodes"] for one in parents) == len(rows)
    assert sum(one["share"] for one in parents) == pytest.approx(1)
    assert [one["nodes"] for one in parents] == sorted((one["nodes"] for one in parents), reverse=True)


def test_distances_are_of_the_most_used_and_mapped_by_likeness(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = load_run(tiny_run)
    monkeypatch.setattr(tables, "MOST_MEASURED", 3)
    monkeypatch.setattr(tables, "MOST_MAPPED", 2)
    counts = np.bincount(np.asarray(run.codes)[:, 1], minlength=4)
    found = distances(run, 2)
    assert found.tokens.tolist() == most_used(counts, 3).tolist()
    assert found.apart.shape == (3, 3)
    assert sorted(found.tokens[found.order].tolist()) == most_used(counts, 2).tolist()


def test_a_codeword_belongs_to_the_level_behind_its_prefix() -> None:
    assert (Place((), 5).level, Place((), 5).prefix, Place((), 5).name) == (1, (5,), "5")
    assert (Place((3, 1), 5).level, Place((3, 1), 5).prefix, Place((3, 1), 5).name) == (3, (3, 1, 5), "3-1-5")
