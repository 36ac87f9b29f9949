"""Points that were made elsewhere, whole: .npy, .safetensors, Parquet or CSV, with names where the file has them."""

import json
import re
from pathlib import PurePath
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from hrq.data.read.codes import MOST_TOLD, check_distinct, read_names
from hrq.data.read.columns import Columns, numbers, read_columns
from hrq.data.read.files import File, Source, opened
from hrq.data.read.npy import read_npy
from hrq.errors import FileFormatError, RowsError, UsageError

EXPECTED = (
    "Expected points, one row each: a .npy of numbers (n, d); a .safetensors with one tensor (n, d); or a .parquet, "
    ".csv or .tsv with a column `name` and a column a coordinate, or one column of lists."
)
NOT_TEXT = ("name", "label", "description", "category")


class Vectors(NamedTuple):
    """Points (n, d), and their names, None where the file has none."""

    points: NDArray[Any]
    names: tuple[str, ...] | None


def read_vectors(
    source: Source, names_file: Source | None = None, *, dtype: type[np.floating[Any]] = np.float64
) -> Vectors:
    """Points from a file, by its ending. Raises FileFormatError or RowsError with what is wrong and where.

    An array that is stored in `dtype` is not copied: a large one is held once.

    >>> found = read_vectors(File("points.csv", b"name,x_1,x_2\\ndog,0.5,0\\ncat,-0.5,0.25\\n"))
    >>> found.names, found.points.tolist()
    (('dog', 'cat'), [[0.5, 0.0], [-0.5, 0.25]])
    """
    file = opened(source, EXPECTED)
    read = READERS.get(file.ending)
    if read is None:
        raise FileFormatError(file, f"has the ending {PurePath(file.name).suffix or '(none)'}", EXPECTED)
    found, names = read(file)
    with np.errstate(over="ignore"):  # what is too large for the type becomes an infinity, which is told below
        points = found.astype(dtype, copy=False)
    if names_file is not None:
        names = read_names(names_file)
    if points.ndim != 2 or not points.size:
        raise FileFormatError(file, f"holds an array of shape {points.shape}", EXPECTED)
    wrong = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(wrong):
        raise RowsError(
            file,
            wrong[:MOST_TOLD].tolist(),
            len(wrong),
            "finite numbers",
            f"a gap, a text or what is too large for {points.dtype}",
        )
    if names is not None:
        if len(names) != len(points):
            raise UsageError(f"{len(names):,} names for the {len(points):,} points in {file}: give as many.")
        check_distinct(names_file or file, names)
    return Vectors(points, None if names is None else tuple(names))


def _npy(file: File) -> tuple[NDArray[Any], None]:
    found = read_npy(file, EXPECTED)
    if found.dtype.kind not in "fiu":
        raise FileFormatError(file, "does not hold one array of numbers", EXPECTED)
    return found, None


def read_tensors(file: File, expected: str) -> tuple[dict[str, NDArray[np.float64]], dict[str, str]]:
    """All tensors of a safetensors file by name, and its metadata. Nothing is ever unpickled.

    >>> from safetensors.numpy import save
    >>> content = save({"points": np.eye(2, dtype=np.float32)}, {"made by": "hand"})
    >>> tensors, metadata = read_tensors(File("points.safetensors", content), "Expected points.")
    >>> tensors["points"].tolist(), metadata
    ([[1.0, 0.0], [0.0, 1.0]], {'made by': 'hand'})
    """
    content = bytes(file.content)
    try:
        found = {name: tensor.astype(np.float64) for name, tensor in sorted(load(content).items())}
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    except KeyError as error:  # bfloat16 has no NumPy type
        why = f"data type {error} not understood"
        raise FileFormatError(file, f"is not a safetensors file that can be read ({why})", expected) from error
    except (SafetensorError, ValueError) as error:
        raise FileFormatError(file, f"is not a safetensors file that can be read ({error})", expected) from error
    return found, header.get("__metadata__", {})


def _safetensors(file: File) -> tuple[NDArray[np.float64], list[str] | None]:
    """The tensor `points`, or the only one; names from the metadata's `names`, a JSON list, where they are."""
    tensors, metadata = read_tensors(file, EXPECTED)
    if len(tensors) != 1 and "points" not in tensors:
        raise FileFormatError(file, f"holds {len(tensors)} tensors: {', '.join(tensors) or 'none'}", EXPECTED)
    points = tensors.get("points", next(iter(tensors.values())))
    try:
        names = json.loads(metadata.get("names", "null"))
    except ValueError:
        names = None
    return points, [str(name) for name in names] if isinstance(names, list) else None


def _parquet(file: File) -> tuple[NDArray[np.float64], list[str] | None]:
    """Without Python lists where the columns are plain numbers: points can be many."""
    try:
        with pq.ParquetFile(pa.BufferReader(file.content)) as stream:
            table = stream.read(use_threads=False)
        plain = [field.name for field in table.schema if _plain_number(field.type)]
        coordinates = _coordinates(plain, table.column_names)
        if coordinates:
            names = table["name"].to_pylist() if "name" in table.column_names else None
            stacked = np.column_stack([table[name].to_numpy().astype(np.float64) for name in coordinates])
            return stacked, None if names is None else ["" if one is None else str(one) for one in names]
    except (pa.ArrowException, OSError, KeyError, ValueError, UnicodeDecodeError) as error:
        raise FileFormatError(file, "is not a whole Parquet file of points", EXPECTED) from error
    return _columns(file)


def _columns(file: File) -> tuple[NDArray[np.float64], list[str] | None]:
    columns: Columns = read_columns(file, EXPECTED)
    known = {name.casefold(): name for name in columns}
    names = columns.get(known.get("name", ""))
    told = None if names is None else ["" if one is None else str(one) for one in names]
    lists = [values for values in columns.values() if isinstance(values[0], list)]
    if len(lists) == 1:
        return _from_lists(file, lists[0]), told
    chosen = _coordinates([one for one in columns if one.casefold() not in NOT_TEXT], list(columns))
    if not chosen:
        raise FileFormatError(file, "has no columns of coordinates", EXPECTED)
    return np.column_stack([numbers(columns[name]) for name in chosen]), told


def _coordinates(numeric: list[str], every: list[str]) -> list[str]:
    """x_1 … x_d where they are there, else all columns of numbers."""
    found = sorted((name for name in every if re.fullmatch(r"x_\d+", name)), key=lambda name: int(name[2:]))
    return found or [name for name in numeric if name != "name"]


def _from_lists(file: File, rows: list[Any]) -> NDArray[np.float64]:
    lengths = np.array([len(row) if isinstance(row, list) else -1 for row in rows])
    wrong = np.flatnonzero(lengths != lengths[0])
    if len(wrong):
        must = f"lists of {lengths[0]} numbers, as the first row has"
        raise RowsError(file, wrong[:MOST_TOLD].tolist(), len(wrong), must, f"{max(lengths[wrong[0]], 0)}")
    return np.array([numbers(row) for row in rows])


def _plain_number(kind: Any) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


READERS: dict[str, Any] = {
    ".npy": _npy,
    ".safetensors": _safetensors,
    ".parquet": _parquet,
    ".csv": _columns,
    ".tsv": _columns,
    ".jsonl": _columns,
}
