"""Codes of others, however they are written: the same tokens, or a sentence that names the rows."""

import io
import json

import numpy as np
import pytest

from hrq.data.read.codes import read_codes, read_names
from hrq.data.read.files import File
from hrq.errors import HrqError

CODES = [[12, 4, 9], [0, 65_535, 1]]
TABLE = "name,level_2,level_10,level_1,other\na,4,9,12,x\nb,65535,1,0,y\n"


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("c.csv", "name,code\na,12-4-9\nb,0-65535-1\n"),
        ("c.csv", 'item_id;code\na;"[12, 4, 9]"\nb;"[0, 65535, 1]"\n'),
        ("c.csv", "code,item\n<a_12><b_4><c_9>,a\n<a_0><b_65535><c_1>,b\n"),
        ("c.csv", TABLE.replace("level_10", "level_3")),
        ("c.csv", "name,level_0,level_1,level_2\na,<a_12>,<b_4>,<c_9>\nb,<a_0>,<b_65535>,<c_1>\n"),
        ("c.json", json.dumps({"a": CODES[0], "b": CODES[1]})),
        (
            "c.jsonl",
            "\n".join(json.dumps({"name": name, "code": code}) for name, code in zip("ab", CODES, strict=True)),
        ),
    ],
)
def test_every_spelling_gives_the_same_tokens(name: str, content: str) -> None:
    found = read_codes(File(name, content.encode()))
    assert found.names == ("a", "b")
    assert found.codes.tolist() == CODES
    assert found.codes.dtype == np.int64


def test_an_array_is_named_by_its_rows_or_by_another_file() -> None:
    array = npy(np.array(CODES, dtype=np.uint16))
    assert read_codes(File("c.npy", array)).names == ("0", "1")
    assert read_codes(File("c.npy", array), File("n.txt", b"x\n\n y \n")).names == ("x", "y")
    assert read_codes(File("c.npy", array), File("n.csv", b"key,name\n1,x\n2,y\n")).names == ("x", "y")
    with pytest.raises(HrqError, match="holds 1 names, and .* 2 codes"):
        read_codes(File("c.npy", array), File("n.txt", b"x\n"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name,code\na,1-2\nb,1-2-3\nc,4\n", "Rows 1 and 2 of .* codes of 2 tokens, as the first row has, got 3"),
        ("name,code\na,1-2\nb,\n", "Row 1 of"),
        ("name,code\na,1-2\nb,1.5-2\n", "Row 1 of"),
        ("name,code\na,1--2\nb,1-2\n", "Row 0 of"),
        ("name,level_1\na,0\nb,65536\n", "Row 1 of .* from 0 to 65,535, got 65536"),
        ("name,level_1\na,0\nb,-1\n", "Row 1 of .* got -1"),
        ("name,level_1\na,0\nb,0.5\n", "Row 1 of .* got 0.5"),
        ("name,level_1,level_2\na,0,1\nb,1,\n", "Row 1 of .* got 1, a gap or a text"),
        (TABLE, "leaves a level out: it has level_1, level_2, level_10"),
        ("level_1,level_2\n0,1\n", "has no column of names"),
        ("name\na\n", "has no column of codes"),
        ("name,level_1\na,0\na,1\n,2\n", "Rows 1 and 2 of .* got 'a' again"),
        ("name," + ",".join(f"level_{i}" for i in range(1, 18)) + "\na" + ",0" * 17, "has 17 levels, and at most 16"),
    ],
)
def test_what_is_no_code_is_told_with_its_row(content: str, sentence: str) -> None:
    with pytest.raises(HrqError, match=sentence):
        read_codes(File("c.csv", content.encode()))


def test_sixteen_levels_are_read() -> None:
    content = "name," + ",".join(f"level_{i}" for i in range(1, 17)) + "\na" + ",0" * 16
    assert read_codes(File("c.csv", content.encode())).codes.shape == (1, 16)


@pytest.mark.parametrize("array", [np.zeros(3), np.zeros((0, 2)), np.zeros((2, 2), dtype=complex)])
def test_arrays_of_another_kind_are_told(array: np.ndarray) -> None:
    with pytest.raises(HrqError, match="holds an array"):
        read_codes(File("c.npy", npy(array)))


def test_names_of_a_table_stand_in_the_column_of_names() -> None:
    assert read_names(File("n.csv", b"x,ITEM\n1,a\n2,b\n")) == ["a", "b"]
    assert read_names(File("n.csv", b"x,y\n1,a\n2,b\n")) == ["1", "2"]
