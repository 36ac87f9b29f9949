"""Points of others: the coordinates and no other column, in their order, with their names."""

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import save

from hrq.data.read.files import File
from hrq.data.read.points import read_vectors
from hrq.errors import HrqError

POINTS = [[0.5, -0.25], [1.0, 0.125]]


def parquet(**columns: object) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "names"),
    [
        ("p.csv", b"name,x_2,x_1\na,-0.25,0.5\nb,0.125,1\n", ("a", "b")),
        ("p.csv", b"Name,Label,x_1,x_2\na,z,0.5,-0.25\nb,y,1,0.125\n", ("a", "b")),
        ("p.jsonl", b'{"name": "a", "v": [0.5, -0.25]}\n{"name": "b", "v": [1, 0.125]}\n', ("a", "b")),
        ("p.parquet", parquet(x_2=[-0.25, 0.125], name=["a", "b"], x_1=[0.5, 1.0]), ("a", "b")),
        ("p.parquet", parquet(v=POINTS), None),
        ("p.safetensors", save({"other": np.zeros((3, 3)), "points": np.array(POINTS)}), None),
        ("p.safetensors", save({"one": np.array(POINTS)}, {"names": json.dumps(["a", "b"])}), ("a", "b")),
    ],
)
def test_coordinates_are_found_in_their_order(name: str, content: bytes, names: tuple[str, ...] | None) -> None:
    found = read_vectors(File(name, content))
    assert found.points.tolist() == POINTS
    assert found.names == names
    assert found.points.dtype == np.float64


def test_another_file_names_them_and_another_type_holds_them() -> None:
    file = File("p.csv", b"name,x_1\na,0.5\nb,1\n")
    found = read_vectors(file, File("n.txt", b"x\ny\n"), dtype=np.float32)
    assert found.names == ("x", "y")
    assert found.points.dtype == np.float32
    with pytest.raises(HrqError, match="3 names for the 2 points"):
        read_vectors(file, File("n.txt", b"x\ny\nz\n"))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("p.csv", b"name,x_1\na,0.5\nb,\nc,x\n", "Rows 1 and 2 of .* must be finite numbers"),
        ("p.csv", b"name,x_1\na,0.5\na,1\n", "Row 1 of .* got 'a' again"),
        ("p.csv", b"name,label\na,b\n", "has no columns of coordinates"),
        ("p.jsonl", b'{"v": [1, 2]}\n{"v": [1]}\n', "Row 1 of .* lists of 2 numbers, as the first row has, got 1"),
        ("p.safetensors", save({"a": np.zeros((1, 2)), "b": np.zeros((1, 2))}), "holds 2 tensors: a, b"),
        ("p.safetensors", save({"points": np.zeros(4)}), r"an array of shape \(4,\)"),
        ("p.txt", b"1 2\n", r"has the ending \.txt"),
    ],
)
def test_what_is_no_point_is_told_with_its_row(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(HrqError, match=sentence):
        read_vectors(File(name, content))


def test_what_is_too_large_for_the_type_is_no_number() -> None:
    file = File("p.csv", b"name,x_1\na,1e39\n")
    assert read_vectors(file).points.tolist() == [[1e39]]
    with pytest.raises(HrqError, match="too large for float32"):
        read_vectors(file, dtype=np.float32)
