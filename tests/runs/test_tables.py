"""What a run holds, as tables: every row and column where it belongs."""

from pathlib import Path

import numpy as np
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from hrq.errors import UsageError
from hrq.runs import load_run
from hrq.runs.tables import TABLES, codebooks_table, codes_table, hierarchy_table, points_table, write_table


def test_codes_and_places_stand_beside_their_names(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    table = codes_table(run).to_pydict()
    assert list(table) == ["name", "level_1", "level_2", "level_3", "disk_x", "disk_y"]
    codes = np.asarray(run.codes)
    for row in (0, 7, 30):
        assert table["name"][row] == run.names[row]
        assert [table[f"level_{level}"][row] for level in (1, 2, 3)] == codes[row].tolist()
        assert [table["disk_x"][row], table["disk_y"][row]] == run.disk[row].tolist()


def test_points_have_a_column_a_coordinate(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    table = points_table(run).to_pydict()
    assert list(table) == ["name", "x_1", "x_2"]
    assert [table["x_1"][5], table["x_2"][5]] == run.points[5].tolist()


def test_codebooks_are_numbered_by_level_from_one_and_codeword_from_nothing(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    table = codebooks_table(run).to_pydict()
    assert table["level"] == [1] * 4 + [2] * 4 + [3] * 4
    assert table["codeword"] == [0, 1, 2, 3] * 3
    assert [table["x_1"][6], table["x_2"][6]] == run.quantizer.codebooks[1][2].tolist()


def test_links_are_told_by_name(tiny_run: Path) -> None:
    table = hierarchy_table(load_run(tiny_run)).to_pylist()
    assert len(table) == 30
    for row in table:
        assert int(row["child"][1:]) // 2 == int(row["parent"][1:])
        assert row["kind"] == "hypernym"


def test_the_ending_says_the_format(tiny_run: Path, tmp_path: Path) -> None:
    table = TABLES["codes"](load_run(tiny_run))
    write_table(table, tmp_path / "codes.CSV")
    write_table(table, tmp_path / "codes.parquet")
    assert pc.read_csv(tmp_path / "codes.CSV").column_names == table.column_names
    assert pq.read_table(tmp_path / "codes.parquet").equals(table)
    with pytest.raises(UsageError, match=r"must end in \.csv or \.parquet"):
        write_table(table, tmp_path / "codes.txt")
