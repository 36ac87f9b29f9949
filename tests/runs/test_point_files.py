"""Points of every number format are read exactly; every file that is not one of points is told, and never unpickled."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hrq.errors import FileFormatError, HrqError, ShapeError, UsageError
from hrq.runs.point_files import cannot_read, open_points

SQUARE = np.array([[0.5, -0.25], [0.125, 0.0], [0.75, 0.25]])


def read(path: Path, size: int = 2) -> np.ndarray[Any, np.dtype[np.float64]]:
    """All points of a file, put together again."""
    return np.concatenate([piece.points for piece in open_points(path, 2).pieces(size)])


def parquet(path: Path, **columns: Any) -> None:
    """Write a table."""
    pq.write_table(pa.table(columns), path)


@pytest.mark.parametrize("kind", ["<f8", ">f8", "<f4", ">f4", "<f2", ">f2", "g"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_reals_of_every_width_and_byte_order_and_memory_order(tmp_path: Path, kind: str, order: Any) -> None:
    np.save(tmp_path / "p.npy", np.asarray(SQUARE, dtype=kind, order=order))
    found = read(tmp_path / "p.npy")
    assert found.dtype == np.float64
    assert found.flags.c_contiguous
    np.testing.assert_array_equal(found, SQUARE)


@pytest.mark.parametrize("kind", ["<i8", ">i4", "i1", "u1", ">u8"])
def test_whole_numbers_are_numbers(tmp_path: Path, kind: str) -> None:
    np.save(tmp_path / "p.npy", np.array([[0, 1], [1, 0], [1, 1]], dtype=kind))
    assert read(tmp_path / "p.npy").tolist() == [[0, 1], [1, 0], [1, 1]]


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.float16(), pa.int64(), pa.uint8()])
def test_parquet_s_numbers(tmp_path: Path, kind: pa.DataType) -> None:
    column = pa.array([0, 1, 0, 1, 1]).cast(kind)
    parquet(tmp_path / "p.parquet", x_1=column, x_2=column, name=list("abcde"))
    assert read(tmp_path / "p.parquet").tolist() == [[i, i] for i in (0, 1, 0, 1, 1)]
    names = [piece.names.to_pylist() for piece in open_points(tmp_path / "p.parquet", 2).pieces(2)]
    assert names == [["a", "b"], ["c", "d"], ["e"]]


def test_an_array_that_python_2_wrote_is_read_in_silence(tmp_path: Path) -> None:
    np.save(tmp_path / "p.npy", SQUARE)
    whole = (tmp_path / "p.npy").read_bytes()
    (tmp_path / "p.npy").write_bytes(whole.replace(b"(3, 2), }  ", b"(3L, 2L), }"))
    assert b"3L, 2L" in (tmp_path / "p.npy").read_bytes()
    np.testing.assert_array_equal(read(tmp_path / "p.npy"), SQUARE)


class Bomb:
    """Opening the pickle of one creates a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return (Path.touch, (self.path,))  # type: ignore[return-value]


def test_pickles_stay_closed_under_every_ending(tmp_path: Path) -> None:
    np.save(tmp_path / "array.npy", np.array([Bomb(tmp_path / "exploded")]), allow_pickle=True)
    for name in ("plain.npy", "plain.parquet"):
        (tmp_path / name).write_bytes(pickle.dumps(Bomb(tmp_path / "exploded")))
    for name in ("array.npy", "plain.npy", "plain.parquet"):
        with pytest.raises(FileFormatError, match="is not a whole"):
            open_points(tmp_path / name, 2)
    assert not (tmp_path / "exploded").exists()


def npy(header: bytes) -> bytes:
    """A .npy file of that header, with some bytes after it."""
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(96)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\x93NUMPY half", "is not a whole .npy file"),
        (b"PK\x03\x04 not a zip", "is not a whole .npy file"),
        (npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (10, 2)}"), "is not a whole .npy file"),
        (npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (-3, 2)}"), "is not a whole .npy file"),
        (npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (9" + b"9" * 30 + b", 2)}"), "is not a whole .npy"),
        (npy(b"{'descr': 'zz', 'fortran_order': False, 'shape': (3, 2)}"), "is not a whole .npy file"),
        (npy(b"{1: 2, 'a': 3}"), "is not a whole .npy file"),
        (npy(b"["), "is not a whole .npy file"),
        (np.zeros((0, 2)), "holds no points"),
        (np.zeros((3, 5)), r"must have shape \(n, 2\), got \(3, 5\)"),
        (np.zeros(4), r"must have shape \(n, 2\), got \(4,\)"),
        (np.zeros((3, 2), dtype=complex), "does not hold one array of numbers"),
        (np.zeros((3, 2), dtype=bool), "does not hold one array of numbers"),
        (np.zeros((3, 2), dtype="m8[s]"), "does not hold one array of numbers"),
        (np.zeros(3, dtype=[("a", "f8"), ("b", "f8")]), "does not hold one array of numbers"),
    ],
)
def test_an_array_that_is_none_of_points_is_told(tmp_path: Path, content: Any, sentence: str) -> None:
    path = tmp_path / "p.npy"
    path.write_bytes(content) if isinstance(content, bytes) else np.save(path, content)
    with pytest.raises(UsageError, match=sentence) as caught:
        open_points(path, 2)
    assert "p.npy" in str(caught.value)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"x_1": [0.1]}, r"must have shape \(n, 2\), columns x_1 … x_2, got 1 columns x_1"),
        ({f"x_{i}": [0.1] for i in range(1, 17)}, "got 16 columns x_1 … x_16"),
        ({"x_0": [0.1], "x_1": [0.1]}, "got 2 columns x_0, x_1"),
        ({"a": [0.1], "b": [0.1]}, "has no columns x_1, x_2 …"),
        ({"x_1": [0.1], "x_2": ["0.1"]}, "holds string in the column x_2, which are not numbers"),
        ({"x_1": [True], "x_2": [0.1]}, "holds bool in the column x_1"),
        ({"x_1": [[0.1]], "x_2": [0.1]}, "in the column x_1"),
        ({"x_1": pa.array([], pa.float64()), "x_2": pa.array([], pa.float64())}, "holds no points"),
    ],
)
def test_a_table_that_is_none_of_points_is_told(tmp_path: Path, columns: dict[str, Any], sentence: str) -> None:
    parquet(tmp_path / "p.parquet", **columns)
    with pytest.raises(UsageError, match=sentence) as caught:
        open_points(tmp_path / "p.parquet", 2)
    assert "p.parquet" in str(caught.value)


def test_a_column_twice_is_told(tmp_path: Path) -> None:
    one = pa.array([0.1])
    pq.write_table(pa.Table.from_arrays([one, one, one], ["x_1", "x_2", "x_2"]), tmp_path / "p.parquet")
    with pytest.raises(ShapeError, match="got 3 columns x_1, x_2, x_2"):
        open_points(tmp_path / "p.parquet", 2)
    pq.write_table(pa.Table.from_arrays([one, one, one, one], ["x_1", "x_2", "name", "name"]), tmp_path / "p.parquet")
    with pytest.raises(FileFormatError, match="more than one column `name`"):
        open_points(tmp_path / "p.parquet", 2)


@pytest.mark.parametrize("ending", ["npy", "parquet"])
def test_every_truncation_is_told(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"p.{ending}"
    parquet(path, x_1=SQUARE[:, 0], x_2=SQUARE[:, 1]) if ending == "parquet" else np.save(path, SQUARE)
    whole = path.read_bytes()
    for size in range(0, len(whole), 7):
        path.write_bytes(whole[:size])
        with pytest.raises(FileFormatError, match="is not a whole|is empty"):
            open_points(path, 2)


def test_every_harmed_byte_of_a_table_is_told_or_harmless(tmp_path: Path) -> None:
    path, harmed = tmp_path / "p.parquet", 0
    parquet(path, x_1=SQUARE[:, 0], x_2=SQUARE[:, 1])
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xD5]) + whole[at + 1 :])
        try:
            read(path)
        except UsageError:
            harmed += 1
    assert harmed > 50


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("p.csv", r"must end in \.npy or \.parquet"),
        ("p", r"must end in \.npy or \.parquet"),
        ("p.npy", "does not exist"),
        ("folder.npy", "is not a file"),
        ("folder.parquet", "is not a file"),
    ],
)
def test_a_path_that_is_no_file_of_points_is_told(tmp_path: Path, name: str, sentence: str) -> None:
    if name.startswith("folder"):
        (tmp_path / name).mkdir()
    with pytest.raises(UsageError, match=sentence):
        open_points(tmp_path / name, 2)


@pytest.mark.parametrize("ending", ["npy", "parquet"])
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused by hand: the superuser may read everything, so that the mode would prove nothing there."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / f"p.{ending}"
    path.write_bytes(b"x")
    monkeypatch.setattr(np.lib.format, "open_memmap", refuse)
    monkeypatch.setattr(pq, "ParquetFile", refuse)
    with pytest.raises(HrqError, match="could not be read: permission denied"):
        open_points(path, 2)
    assert "input/output error" in str(cannot_read(path, OSError(5, "")))
