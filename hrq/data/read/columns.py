"""Tables of people as columns: CSV, TSV, Parquet, or JSON lines; every refusal names the file and the row."""

import csv
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hrq.data.read.files import File, Source, opened
from hrq.data.read.text import lines_of, separator_of
from hrq.errors import FileFormatError, clipped

ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".parquet", ".jsonl", ".ndjson", ".json")
Columns = dict[str, list[Any]]


def read_columns(source: Source, expected: str) -> Columns:
    """The columns of a table by name, as lists of equal length; `expected` says what the file should be.

    A CSV whose first row holds numbers only behind its first cell has no header: its columns are called name, 1, 2 …

    >>> read_columns(File("a.csv", b"name,x\\ndog,1\\ncat,2\\n"), "Expected a table.")
    {'name': ['dog', 'cat'], 'x': ['1', '2']}
    >>> read_columns(File("a.jsonl", b'{"name": "dog", "x": 1}\\n{"name": "cat", "x": 2}\\n'), "Expected a table.")
    {'name': ['dog', 'cat'], 'x': [1, 2]}
    """
    file = opened(source, expected)
    ending = file.ending
    if ending == ".parquet":
        return _parquet(file, expected)
    if ending in (".jsonl", ".ndjson", ".json"):
        return _json(file, expected)
    if ending in ENDINGS:
        return _delimited(file, expected)
    raise FileFormatError(file, f"has the ending {ending or '(none)'}", f"{expected} Allowed are {', '.join(ENDINGS)}.")


def _delimited(file: File, expected: str) -> Columns:
    text = file.text.text
    reader = csv.reader(lines_of(text), delimiter=separator_of(text), strict=True)
    rows: list[list[str]] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if rows and len(cells) != len(rows[0]):
                what = f"has {len(cells)} columns in line {reader.line_num} where the first row has {len(rows[0])}"
                raise FileFormatError(file, what, expected)
            rows.append([cell.strip() for cell in cells])
    except csv.Error as error:
        long = "a cell is longer than 131,072 characters, or a quotation mark is never closed"
        why = long if "field limit" in str(error) else str(error)
        raise FileFormatError(file, f"breaks off in line {reader.line_num}: {why}", expected) from error
    if not rows:
        raise FileFormatError(file, "is empty", expected)
    if len(rows[0]) > 1 and all(_is_number(cell) for cell in rows[0][1:]):
        rows.insert(0, ["name", *(str(number) for number in range(1, len(rows[0])))])
    if len(set(rows[0])) < len(rows[0]):
        raise FileFormatError(file, f"gives a column twice in its header: {clipped(', '.join(rows[0]))}", expected)
    if len(rows) == 1:
        raise FileFormatError(file, "has a header but no rows", expected)
    return {name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _parquet(file: File, expected: str) -> Columns:
    try:
        with pq.ParquetFile(pa.BufferReader(file.content)) as stream:
            table = stream.read(use_threads=False)
        return {name: table[name].to_pylist() for name in table.column_names}
    except (pa.ArrowException, OSError, KeyError, UnicodeDecodeError) as error:
        raise FileFormatError(file, "is not a whole Parquet file with a name for every column", expected) from error


def _json(file: File, expected: str) -> Columns:
    """A JSON object a line, a list of objects, or one object from names to lists."""
    text = file.text.text
    rows: list[dict[str, Any]] = []
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict) and all(isinstance(value, list) for value in whole.values()):
        return {"name": list(whole), "codes": list(whole.values())}
    if isinstance(whole, list):
        rows = whole
    else:
        for number, line in enumerate(lines_of(text), 1):
            if line.strip():
                try:
                    rows.append(json.loads(line))
                except (ValueError, RecursionError) as error:
                    raise FileFormatError(file, f"does not hold JSON in line {number}", expected) from error
    names = list(rows[0]) if rows and isinstance(rows[0], dict) else []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or set(row) != set(names):
            raise FileFormatError(file, f"has other fields in row {number} than in its first", expected)
    if not names:
        raise FileFormatError(file, "holds no rows", expected)
    return {name: [row[name] for row in rows] for name in names}


def numbers(values: list[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A column as float64; what is no number, or is missing, becomes nan.

    >>> numbers(["1.5", None, "a"]).tolist()
    [1.5, nan, nan]
    """
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return np.array([_number(value) for value in values])


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return float("nan")
