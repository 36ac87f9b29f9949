"""Codebooks of others: levels and codewords in their order, whatever that of the rows."""

import io

import numpy as np
import pytest
from safetensors.numpy import save

from hrq.data.read.codebooks import read_codebooks
from hrq.data.read.files import File
from hrq.errors import HrqError


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def test_rows_of_a_table_come_in_any_order() -> None:
    rows = [(2, 0, 0.3, 0.4), (1, 1, 0.5, 0.6), (1, 0, 0.1, 0.2)]
    text = "codeword,x_2,level,x_1\n" + "".join(f"{k},{y},{level},{x}\n" for level, k, x, y in rows)
    assert [book.tolist() for book in read_codebooks(File("b.csv", text.encode()))] == [
        [[0.1, 0.2], [0.5, 0.6]],
        [[0.3, 0.4]],
    ]


def test_the_tenth_coordinate_comes_behind_the_ninth() -> None:
    names = [f"x_{i}" for i in (10, *range(1, 10))]
    text = "level,codeword," + ",".join(names) + "\n1,0," + ",".join(name[2:] for name in names) + "\n"
    assert read_codebooks(File("b.csv", text.encode()))[0].tolist() == [list(range(1, 11))]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("level,codeword,x_1\n1,0,0.1\n1,2,0.2\n", "codewords of level 1 from 0 on"),
        ("level,codeword,x_1\n1,1,0.1\n", "codewords of level 1 from 0 on"),
        ("level,codeword,x_1\n1,0,x\n", "not finite"),
        ("level,x_1\n1,0\n", "has the columns level, x_1"),
        ("level,codeword,y\n1,0,0\n", "has the columns level, codeword, y"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(text: str, sentence: str) -> None:
    with pytest.raises(HrqError, match=sentence):
        read_codebooks(File("b.csv", text.encode()))


def test_arrays_hold_a_book_a_level() -> None:
    cube = np.arange(12.0).reshape(2, 3, 2)
    for name, content in (("b.npy", npy(cube.astype(np.int16))), ("b.safetensors", save({"all": cube}))):
        found = read_codebooks(File(name, content))
        assert [book.tolist() for book in found] == cube.tolist()
        assert found[0].dtype == np.float64
    for array in (cube[0], cube.astype(complex)):
        with pytest.raises(HrqError, match="holds an array"):
            read_codebooks(File("b.npy", npy(array)))
    with pytest.raises(HrqError, match=r"shapes \(3, 2\), \(3, 1\)"):
        read_codebooks(File("b.safetensors", save({"a": cube[0], "b": cube[0][:, :1]})))
