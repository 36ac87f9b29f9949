"""Codes that were made elsewhere: one row an item, its name and one token a level."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hrq.data.columns import check_exists, numbers, read_columns
from hrq.data.text_files import lines_of, read_text
from hrq.errors import FileFormatError, RowsError, UsageError

EXPECTED = (
    "Expected codes: one row an item, its name and one whole number ≥ 0 a level. A table (.csv, .tsv, .parquet, "
    ".jsonl) has a column `name` and the columns level_1, level_2 … or one column of lists or of codes such as "
    "12-4-9; a .npy holds whole numbers of shape (n, levels) and takes its names from --names."
)
NAME_COLUMNS = ("name", "item", "item_id", "id", "asin", "key")
MOST_TOLD = 5  # rows that an error lists by number
MOST_LEVELS = 16


class CodeTable(NamedTuple):
    """Names in the file's order, and their codes (n, levels)."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]


def read_codes(path: Path, names_file: Path | None = None) -> CodeTable:
    """Codes from a file, by its ending. Raises FileFormatError or RowsError with what is wrong and where."""
    if path.suffix.lower() == ".npy":
        codes = _array(path)
        names = [str(row) for row in range(len(codes))]
    else:
        names, codes = _table(path)
    if names_file is not None:
        names = read_names(names_file)
        if len(names) != len(codes):
            raise UsageError(f"{names_file} holds {len(names):,} names, and {path} {len(codes):,} codes: give as many.")
    check_distinct(names_file or path, names)
    if codes.shape[1] > MOST_LEVELS:
        raise FileFormatError(path, f"has {codes.shape[1]} levels, and at most {MOST_LEVELS} are read", EXPECTED)
    return CodeTable(tuple(names), codes)


def read_names(path: Path) -> list[str]:
    """Names, one a line, or the column `name` of a table."""
    if path.suffix.lower() == ".txt":
        return [line.strip() for line in lines_of(read_text(path).text) if line.strip()]
    columns = read_columns(path, "Expected names: a .txt with one a line, or a table with a column `name`.")
    return [str(name) for name in columns[_name_column(columns)]]


def check_distinct(path: Path, names: list[str]) -> None:
    """Raise RowsError where a name is empty or is given twice."""
    seen: set[str] = set()
    wrong = []
    for row, name in enumerate(names):
        if not name or name in seen:
            wrong.append(row)
        seen.add(name)
    if wrong:
        got = f"{names[wrong[0]]!r} again" if names[wrong[0]] else "an empty name"
        raise RowsError(path, wrong[:MOST_TOLD], len(wrong), "named, each with a name of its own", got)


def _array(path: Path) -> NDArray[np.int64]:
    check_exists(path, EXPECTED)
    try:
        found = np.load(path, allow_pickle=False, mmap_mode=None)
    except (ValueError, OSError, EOFError) as error:
        raise FileFormatError(
            path, "is not a whole .npy file of numbers (pickles are never opened)", EXPECTED
        ) from error
    if not isinstance(found, np.ndarray) or found.ndim != 2 or not found.size or found.dtype.kind not in "iuf":
        shape = getattr(found, "shape", "several arrays")
        raise FileFormatError(path, f"holds {shape} {getattr(found, 'dtype', '')}", EXPECTED)
    return _whole(path, found.astype(np.float64))


def _table(path: Path) -> tuple[list[str], NDArray[np.int64]]:
    columns = read_columns(path, EXPECTED)
    named = _name_column(columns)
    rest = {name: values for name, values in columns.items() if name != named}
    levels = sorted((name for name in rest if re.fullmatch(r"level_\d+", name)), key=lambda name: int(name[6:]))
    if levels:
        rest = {name: rest[name] for name in levels}
    if not rest:
        raise FileFormatError(path, "has no column of codes", EXPECTED)
    if len(rest) == 1 and not levels:
        return _names(columns[named]), _whole(path, _split(path, next(iter(rest.values()))))
    return _names(columns[named]), _whole(path, np.column_stack([numbers(_plain(values)) for values in rest.values()]))


def _name_column(columns: dict[str, list[Any]]) -> str:
    known = {name.casefold(): name for name in columns}
    return next((known[name] for name in NAME_COLUMNS if name in known), next(iter(columns)))


def _names(values: list[Any]) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def _split(path: Path, values: list[Any]) -> NDArray[np.float64]:
    """One cell a code: a list, or text such as 12-4-9, [12, 4, 9] or <a_12><b_4><c_9>."""
    codes = [_plain(value) if isinstance(value, list) else re.findall(r"\d+", str(value)) for value in values]
    lengths = np.array([len(code) for code in codes])
    wrong = np.flatnonzero((lengths != lengths[0]) | (lengths == 0))
    if len(wrong):
        must = f"codes of {lengths[0]} tokens, as the first row has"
        raise RowsError(path, wrong[:MOST_TOLD].tolist(), len(wrong), must, f"{lengths[wrong[0]]} tokens")
    return np.array([numbers(code) for code in codes])


def _plain(values: list[Any]) -> list[Any]:
    """Tokens as numbers where they are written with their level, such as <a_12>."""
    if not any(isinstance(value, str) for value in values):
        return values
    found = [re.fullmatch(r"<?[^\d-]*(\d+)\D*", str(value)) for value in values]
    return [value if match is None else match[1] for value, match in zip(values, found, strict=True)]


def _whole(path: Path, codes: NDArray[np.float64]) -> NDArray[np.int64]:
    wrong = np.flatnonzero(~((codes >= 0) & (codes == np.floor(codes)) & (codes < 2**31)).all(axis=1))
    if len(wrong):
        got = ", ".join(f"{value:g}" for value in codes[wrong[0]])
        raise RowsError(path, wrong[:MOST_TOLD].tolist(), len(wrong), "whole numbers ≥ 0", got)
    return codes.astype(np.int64)
