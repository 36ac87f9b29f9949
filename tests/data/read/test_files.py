"""A file is the same wherever it comes from: at a path, or as a name and bytes."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save

from hrq.data.read import files
from hrq.data.read.codebooks import read_codebooks
from hrq.data.read.codes import read_codes
from hrq.data.read.files import File, opened
from hrq.data.read.npy import read_npy
from hrq.data.read.points import read_vectors
from hrq.errors import HrqError

POINTS = np.array([[0.5, -0.25], [1.0, 0.0], [0.125, 3.0]], dtype=np.float32)
NAMES = ["dog", "cat", "owl"]
LIES = b"{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 2), }"
BACKWARDS = b"\x93NUMPY\x01\x00" + len(LIES).to_bytes(2, "little") + LIES + bytes(64)


def npy(array: NDArray[Any], version: tuple[int, int] | None = None) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version=version)
    return stream.getvalue()


def parquet() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"name": NAMES, "x_1": POINTS[:, 0], "x_2": POINTS[:, 1]}), stream)
    return stream.getvalue()


def table() -> bytes:
    rows = "".join(f"{name},{x},{y}\n" for name, (x, y) in zip(NAMES, POINTS, strict=True))
    return f"name,x_1,x_2\n{rows}".encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.npy", npy(POINTS)),
        ("a.safetensors", save({"points": POINTS, "more": POINTS[:1]}, {"names": json.dumps(NAMES)})),
        ("a.parquet", parquet()),
        ("a.CSV", table()),
    ],
)
def test_points_are_the_same_at_a_path_and_as_bytes(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    for source in (tmp_path / name, File(name, content), File(name, memoryview(content))):
        found = read_vectors(source, dtype=np.float32)
        np.testing.assert_array_equal(found.points, POINTS)
        assert found.names == (None if name == "a.npy" else tuple(NAMES))


@pytest.mark.parametrize(
    "array",
    [
        POINTS,
        np.asfortranarray(POINTS),
        POINTS.astype(">f8"),
        np.zeros((0, 4)),
        np.zeros((3, 0), dtype=np.int16),
        np.array(7),
        np.arange(24).reshape(2, 3, 4),
    ],
)
@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_an_array_is_read_as_numpy_reads_it(tmp_path: Path, array: NDArray[Any], version: tuple[int, int]) -> None:
    content = npy(array, version)
    (tmp_path / "a.npy").write_bytes(content)
    for source in (opened(tmp_path / "a.npy"), File("a.npy", content)):
        found = read_npy(source, "")
        np.testing.assert_array_equal(found, array, strict=True)
        assert found.flags.writeable


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY",
        b"\x93NUMPY\x09\x00" + bytes(90),
        npy(POINTS)[:-1],
        npy(np.array([{}]), (1, 0)),
        bytes(200),
        BACKWARDS,
    ],
)
def test_what_is_no_array_is_one_sentence(content: bytes) -> None:
    with pytest.raises(HrqError, match=r"^a\.npy is not a whole \.npy file of numbers .* What it should be\.$"):
        read_npy(File("a.npy", content), "What it should be.")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("my codes.csv", b"", "^my codes.csv is empty. Expected codes"),
        ("codes.npy", npy(POINTS), "^Rows 0 and 2 of codes.npy must be whole numbers"),
        ("codes.jsonl", b"{", "^codes.jsonl does not hold JSON in line 1"),
        ("codes.parquet", b"PAR1", "^codes.parquet is not a whole Parquet file"),
        ("codes.csv", b"name,level_1\na,0\na,1\n", "^Row 1 of codes.csv must be named"),
        ("codes.xls", b"x", r"^codes.xls has the ending \.xls"),
    ],
)
def test_bytes_are_told_by_their_name(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(HrqError, match=sentence):
        read_codes(File(name, content))


def test_codebooks_of_bytes_come_in_their_order() -> None:
    books = {f"level_{level}": np.full((2, 2), level, dtype=np.float64) for level in (10, 9, 1)}
    found = read_codebooks(File("books.safetensors", save(books)))
    assert [book[0, 0] for book in found] == [1, 9, 10]
    half = b'{"a":{"dtype":"BF16","shape":[1,1],"data_offsets":[0,2]}}'
    with pytest.raises(HrqError, match=r"can be read \(data type 'BF16' not understood\)"):
        read_codebooks(File("books.safetensors", len(half).to_bytes(8, "little") + half + bytes(2)))


def test_a_large_array_at_a_path_is_mapped_and_text_is_decoded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.npy").write_bytes(npy(POINTS))
    assert not isinstance(opened(tmp_path / "a.npy").content, bytes)
    calls = []
    decoded = files.decoded
    monkeypatch.setattr(files, "decoded", lambda *given: (calls.append(given), decoded(*given))[1])
    file = File("a.csv", "child,parent\nMönch,Vögel\n".encode("cp1252"))
    assert file.text.encoding == "Windows-1252"
    assert "Mönch" in file.text.text
    assert len(calls) == 1


def test_bytes_may_be_no_larger_than_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRQ_MOST_MB", "0.00001")
    with pytest.raises(HrqError, match="^a.csv is too large"):
        opened(File("a.csv", bytes(100)))
