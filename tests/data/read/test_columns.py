"""Tables as columns: with a header or without one, and what breaks off is told with its line."""

import json

import numpy as np
import pytest

from hrq.data.read.columns import numbers, read_columns
from hrq.data.read.files import File
from hrq.errors import HrqError


def test_a_table_of_numbers_has_no_header() -> None:
    assert read_columns(File("a.csv", b"dog,1,2.5\ncat,3,-4e1\n"), "") == {
        "name": ["dog", "cat"],
        "1": ["1", "3"],
        "2": ["2.5", "-4e1"],
    }
    assert read_columns(File("a.csv", b"dog,1,x\ncat,3,4\n"), "") == {"dog": ["cat"], "1": ["3"], "x": ["4"]}
    assert read_columns(File("a.tsv", b" name \t x \n\n a \t b \n"), "") == {"name": ["a"], "x": ["b"]}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"x,y\n1,a\n2\n", "has 1 columns in line 3 where the first row has 2"),
        ("a.csv", b"x,y,x\na,b,c\n", "gives a column twice in its header: x, y, x"),
        ("a.csv", b"x,y\n", "has a header but no rows"),
        ("a.csv", b"\n\n", "is empty"),
        ("a.csv", b'x,y\n"a,b\n', "breaks off in line 2"),
        ("a.jsonl", b'{"x": 1}\n{"y": 1}\n', "has other fields in row 2 than in its first"),
        ("a.jsonl", b'{"x": 1}\n\n{\n', "does not hold JSON in line 3"),
        ("a.json", b"[]", "holds no rows"),
        ("a.doc", b"x", r"has the ending \.doc. What it is. Allowed are \.csv"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(HrqError, match=sentence):
        read_columns(File(name, content), "What it is.")


def test_json_is_a_list_of_rows_or_an_object_of_codes() -> None:
    rows = [{"x": 1, "y": "a"}, {"y": "b", "x": 2}]
    assert read_columns(File("a.json", json.dumps(rows).encode()), "") == {"x": [1, 2], "y": ["a", "b"]}
    assert read_columns(File("a.json", b'{"a": [1], "b": [2]}'), "") == {"name": ["a", "b"], "codes": [[1], [2]]}


def test_what_is_no_number_becomes_nan() -> None:
    found = numbers(["1", None, "x", 10**400, "-2.5"])
    np.testing.assert_array_equal(found, [1, np.nan, np.nan, np.nan, -2.5])
