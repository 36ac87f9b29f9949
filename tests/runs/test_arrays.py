"""Codes and tensors in a run's folder read back as they were written."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch

from hrq.errors import BrokenRunError
from hrq.runs.arrays import read_codes, read_tensors, write_codes, write_tensors

CODES = np.array([[0, 1, 2], [1, 0, 0], [1, 1, 1]])
DISK = np.array([[0.5, -0.25], [0.0, 0.125], [-0.75, 0.0]])


@pytest.mark.parametrize(
    ("moved", "columns"),
    [([], ["nearest_3"]), ([2], ["nearest_3"]), ([0], ["nearest_1", "nearest_3"]), ([1], ["nearest_2", "nearest_3"])],
)
def test_codes_nearest_codes_and_places(moved: list[int], columns: list[str], tmp_path: Path) -> None:
    """The nearest last token is always kept, an earlier one where a node was moved there."""
    nearest = CODES.copy()
    nearest[1, moved] = 3
    write_codes(tmp_path / "codes.parquet", ("a", "b", "c"), CODES, nearest, DISK)
    names = pq.read_table(tmp_path / "codes.parquet").column_names
    assert [name for name in names if name.startswith("nearest")] == columns
    found = read_codes(tmp_path / "codes.parquet", 3)
    assert found[0] == ("a", "b", "c")
    np.testing.assert_array_equal(found[1], CODES)
    np.testing.assert_array_equal(found[2], nearest)
    assert found[3] is not None
    np.testing.assert_array_equal(found[3], DISK)


def test_without_places_none_are_asked_for(tmp_path: Path) -> None:
    write_codes(tmp_path / "codes.parquet", ("a", "b", "c"), CODES, CODES, None)
    assert read_codes(tmp_path / "codes.parquet", 3, disk=False)[3] is None
    with pytest.raises(BrokenRunError, match="lacks a column: .*disk_x"):
        read_codes(tmp_path / "codes.parquet", 3)
    with pytest.raises(BrokenRunError, match="level_4"):
        read_codes(tmp_path / "codes.parquet", 4, disk=False)


def test_tensors_are_written_in_any_order_of_memory(tmp_path: Path) -> None:
    turned = torch.arange(6).reshape(2, 3).T
    write_tensors(tmp_path / "t.safetensors", {"turned": turned}, {"facts": "x"})
    tensors, facts = read_tensors(tmp_path / "t.safetensors")
    assert torch.equal(tensors["turned"], turned)
    assert facts == {"facts": "x"}
    write_tensors(tmp_path / "t.safetensors", {"turned": turned})
    assert read_tensors(tmp_path / "t.safetensors")[1] == {}
