"""Codes that were made elsewhere: one row an item, its name and one token a level."""

import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.checks import LONGEST_NAME
from hrq.data.read.columns import numbers, read_columns
from hrq.data.read.files import File, Source, ending_of, opened
from hrq.data.read.npy import read_npy
from hrq.data.read.text import lines_of
from hrq.errors import FileFormatError, RowsError, UsageError, shown

EXPECTED = (
    "Expected codes: one row an item, its name and one whole number ≥ 0 a level. A table (.csv, .tsv, .parquet, "
    ".jsonl) has a column `name` and the columns level_1, level_2 … or one column of lists or of codes such as "
    "12-4-9; a .npy holds whole numbers of shape (n, levels) and takes its names from --names."
)
NAME_COLUMNS = ("name", "item", "item_id", "id", "asin", "key")
MOST_TOLD = 5  # rows that an error lists by number
MOST_LEVELS, MOST_CODEWORDS = 16, 65_536
TOKENS = "codes of whole numbers ≥ 0, one a level, such as 12-4-9 or [12, 4, 9]"


class CodeTable(NamedTuple):
    """Names in the file's order, and their codes (n, levels)."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]


def read_codes(source: Source, names_file: Source | None = None) -> CodeTable:
    """Codes from a file, by its ending. Raises FileFormatError or RowsError with what is wrong and where.

    >>> read_codes(File("codes.csv", b"name,code\\ndog,12-4\\ncat,9-0\\n")).codes.tolist()
    [[12, 4], [9, 0]]
    >>> read_codes(File("codes.csv", b"name,level_1,level_2\\ndog,12,4\\ncat,9,-1\\n"))
    Traceback (most recent call last):
    hrq.errors.RowsError: Row 1 of codes.csv must be whole numbers from 0 to 65,535, got 9, -1. Rows are counted ...
    """
    file = opened(source, EXPECTED)
    if file.ending == ".npy":
        codes = _array(file)
        names = [str(row) for row in range(len(codes))]
    else:
        names, codes = _table(file)
    if names_file is not None:
        names = read_names(names_file)
        if len(names) != len(codes):
            raise UsageError(f"{names_file} holds {len(names):,} names, and {file} {len(codes):,} codes: give as many.")
    check_distinct(names_file or file, names)
    if codes.shape[1] > MOST_LEVELS:
        raise FileFormatError(file, f"has {codes.shape[1]} levels, and at most {MOST_LEVELS} are read", EXPECTED)
    return CodeTable(tuple(names), codes)


def read_names(source: Source) -> list[str]:
    """Names, one a line, or the column `name` of a table.

    >>> read_names(File("names.txt", b"dog\\ncat\\n")), read_names(File("names.csv", b"id,name\\n1,dog\\n2,cat\\n"))
    (['dog', 'cat'], ['dog', 'cat'])
    """
    if ending_of(source) == ".txt":
        return [line.strip() for line in lines_of(opened(source).text.text) if line.strip()]
    columns = read_columns(source, "Expected names: a .txt with one a line, or a table with a column `name`.")
    return [str(name) for name in columns[_name_column(columns)]]


def check_distinct(file: Source, names: list[str]) -> None:
    """Raise RowsError where a name is empty or is given twice, is too long to be one, or is no text.

    >>> check_distinct(File("names.txt", b""), ["dog", "cat"])
    >>> check_distinct(File("names.txt", b""), ["dog", "dog"])
    Traceback (most recent call last):
    hrq.errors.RowsError: Row 1 of names.txt must be named, each with a name of its own, got 'dog' again. Rows are ...
    """
    for row, name in enumerate(names):
        if len(name) > LONGEST_NAME:
            must = f"named in at most {LONGEST_NAME:,} characters"
            raise RowsError(file, [row], 1, must, f"{shown(name)} of {len(name):,}")
    try:
        "".join(names).encode()
    except UnicodeEncodeError:
        row = next(row for row, name in enumerate(names) if any("\ud800" <= sign <= "\udfff" for sign in name))
        raise RowsError(file, [row], 1, "named in whole characters", shown(names[row])) from None
    seen: set[str] = set()
    wrong = []
    for row, name in enumerate(names):
        if not name or name in seen:
            wrong.append(row)
        seen.add(name)
    if wrong:
        got = f"{shown(names[wrong[0]])} again" if names[wrong[0]] else "an empty name"
        raise RowsError(file, wrong[:MOST_TOLD], len(wrong), "named, each with a name of its own", got)


def _array(file: File) -> NDArray[np.int64]:
    found = read_npy(file, EXPECTED)
    if found.ndim != 2 or not found.size or found.dtype.kind not in "iuf":
        raise FileFormatError(file, f"holds an array {found.shape} of {found.dtype}", EXPECTED)
    return _whole(file, found.astype(np.float64))


def _table(file: File) -> tuple[list[str], NDArray[np.int64]]:
    columns = read_columns(file, EXPECTED)
    named = _name_column(columns)
    rest = {name: values for name, values in columns.items() if name != named}
    levels = sorted((name for name in rest if re.fullmatch(r"level_\d+", name)), key=lambda name: int(name[6:]))
    if levels:
        rest = {name: rest[name] for name in levels}
    if not rest:
        raise FileFormatError(file, "has no column of codes", EXPECTED)
    if re.fullmatch(r"level_\d+", named):
        raise FileFormatError(file, f"has no column of names, only {', '.join(columns)}", EXPECTED)
    numbered = [int(name[6:]) for name in levels]
    if numbered and numbered != [*range(numbered[0], numbered[0] + len(numbered))]:
        raise FileFormatError(file, f"leaves a level out: it has {', '.join(levels)}", EXPECTED)
    if len(rest) == 1 and not levels:
        return _names(columns[named]), _whole(file, _split(file, next(iter(rest.values()))))
    return _names(columns[named]), _whole(file, np.column_stack([numbers(_plain(values)) for values in rest.values()]))


def _name_column(columns: dict[str, list[Any]]) -> str:
    known = {name.casefold(): name for name in columns}
    return next((known[name] for name in NAME_COLUMNS if name in known), next(iter(columns)))


def _names(values: list[Any]) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def _split(file: File, values: list[Any]) -> NDArray[np.float64]:
    """One cell a code: a list, or text such as 12-4-9, [12, 4, 9] or <a_12><b_4><c_9>."""
    strange = [row for row, value in enumerate(values) if not _is_code(value)]
    if strange:
        raise RowsError(file, strange[:MOST_TOLD], len(strange), TOKENS, shown(str(values[strange[0]])))
    codes = [_plain(value) if isinstance(value, list) else re.findall(r"\d+", str(value)) for value in values]
    lengths = np.array([len(code) for code in codes])
    if not lengths.all():
        wrong = np.flatnonzero(lengths == 0)
        raise RowsError(file, wrong[:MOST_TOLD].tolist(), len(wrong), TOKENS, "none")
    wrong = np.flatnonzero(lengths != lengths[0])
    if len(wrong):
        must = f"codes of {lengths[0]} tokens, as the first row has"
        raise RowsError(file, wrong[:MOST_TOLD].tolist(), len(wrong), must, f"{lengths[wrong[0]]} tokens")
    return np.array([numbers(code) for code in codes])


def _is_code(value: Any) -> bool:
    """Whether a cell can be a code: no lists in lists, and no sign or point that taking the digits alone would lose."""
    if isinstance(value, list):
        return not any(isinstance(one, list | dict) for one in value)
    return not isinstance(value, dict) and re.search(r"\d\.\d|(?:^|[\[(,;:\s-])-\d", str(value)) is None


def _plain(values: list[Any]) -> list[Any]:
    """Tokens as numbers where they are written with their level, such as <a_12>."""
    if not any(isinstance(value, str) for value in values):
        return values
    found = [re.fullmatch(r"<?[^\d-]*(\d+)\D*", str(value)) for value in values]
    return [value if match is None else match[1] for value, match in zip(values, found, strict=True)]


def _whole(file: File, codes: NDArray[np.float64]) -> NDArray[np.int64]:
    wrong = np.flatnonzero(~((codes >= 0) & (codes == np.floor(codes)) & (codes < MOST_CODEWORDS)).all(axis=1))
    if len(wrong):
        got = ", ".join("a gap or a text" if np.isnan(value) else f"{value:.15g}" for value in codes[wrong[0]])
        must = f"whole numbers from 0 to {MOST_CODEWORDS - 1:,}"
        raise RowsError(file, wrong[:MOST_TOLD].tolist(), len(wrong), must, got)
    return codes.astype(np.int64)
