"""Codebooks that were made elsewhere: one array (codewords, d) a level."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hrq.data.read.columns import numbers, read_columns
from hrq.data.read.files import File, Source, opened
from hrq.data.read.npy import read_npy
from hrq.data.read.points import read_tensors
from hrq.errors import FileFormatError

EXPECTED = (
    "Expected codebooks, coarse to fine: a .npy of shape (levels, codewords, d); a .safetensors with one tensor "
    "(codewords, d) a level, sorted by name; or a table with the columns level, codeword, x_1 … x_d, as "
    "`python -m hrq export --what codebooks` writes."
)
Book = NDArray[np.float64]


def read_codebooks(source: Source) -> list[Book]:
    """The codebooks of a file, by its ending. Raises FileFormatError with what is wrong.

    >>> table = b"level,codeword,x_1,x_2\\n1,0,0.5,0\\n1,1,-0.5,0\\n2,0,0,0.1\\n"
    >>> [book.tolist() for book in read_codebooks(File("books.csv", table))]
    [[[0.5, 0.0], [-0.5, 0.0]], [[0.0, 0.1]]]
    """
    file = opened(source, EXPECTED)
    ending = file.ending
    books = _npy(file) if ending == ".npy" else _safetensors(file) if ending == ".safetensors" else _table(file)
    widths = {book.shape[1] for book in books if book.ndim == 2}
    if len(widths) != 1 or any(book.ndim != 2 or not len(book) for book in books):
        raise FileFormatError(file, f"holds arrays of shapes {', '.join(str(book.shape) for book in books)}", EXPECTED)
    if not all(np.isfinite(book).all() for book in books):
        raise FileFormatError(file, "holds codewords that are not finite numbers", EXPECTED)
    return books


def _npy(file: File) -> list[Book]:
    found = read_npy(file, EXPECTED)
    if found.ndim != 3 or found.dtype.kind not in "fiu":
        raise FileFormatError(file, f"holds an array {found.shape} of {found.dtype}", EXPECTED)
    return list(found.astype(np.float64))


def _safetensors(file: File) -> list[Book]:
    tensors, _ = read_tensors(file, EXPECTED)
    if len(tensors) == 1 and next(iter(tensors.values())).ndim == 3:
        return list(next(iter(tensors.values())))
    return [tensors[name] for name in sorted(tensors, key=_natural)]


def _natural(name: str) -> tuple[Any, ...]:
    """layer_10 behind layer_9."""
    digits = "".join(one if one.isdigit() else " " for one in name).split()
    return (*(int(one) for one in digits), name)


def _table(file: File) -> list[Book]:
    columns = read_columns(file, EXPECTED)
    wanted = sorted(
        (name for name in columns if name[:2] == "x_" and name[2:].isdigit()), key=lambda name: int(name[2:])
    )
    if not wanted or not {"level", "codeword"} <= set(columns):
        raise FileFormatError(file, f"has the columns {', '.join(columns)}", EXPECTED)
    levels, places = numbers(columns["level"]), numbers(columns["codeword"])
    rows = np.column_stack([numbers(columns[name]) for name in wanted])
    books = []
    for level in np.unique(levels):
        inside = np.flatnonzero(levels == level)
        ordered = inside[np.argsort(places[inside], kind="stable")]
        if not np.array_equal(places[ordered], np.arange(len(ordered))):
            raise FileFormatError(file, f"does not number the codewords of level {level:g} from 0 on", EXPECTED)
        books.append(rows[ordered])
    return books
