"""Points that were made elsewhere, whole: .npy, .safetensors, Parquet or CSV, with names where the file has them."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from hrq.data.read.codes import MOST_TOLD, check_distinct, read_names
from hrq.data.read.columns import Columns, check_exists, numbers, read_columns
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


def read_vectors(path: Path, names_file: Path | None = None, *, dtype: type[np.floating[Any]] = np.float64) -> Vectors:
    """Points from a file, by its ending. Raises FileFormatError or RowsError with what is wrong and where.

    An array that is stored in `dtype` is not copied: a large one is held once.
    """
    check_exists(path, EXPECTED)
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise FileFormatError(path, f"has the ending {path.suffix or '(none)'}", EXPECTED)
    found, names = read(path)
    with np.errstate(over="ignore"):  # what is too large for the type becomes an infinity, which is told below
        points = found.astype(dtype, copy=False)
    if names_file is not None:
        names = read_names(names_file)
    if points.ndim != 2 or not points.size:
        raise FileFormatError(path, f"holds an array of shape {points.shape}", EXPECTED)
    wrong = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(wrong):
        raise RowsError(
            path,
            wrong[:MOST_TOLD].tolist(),
            len(wrong),
            "finite numbers",
            f"a gap, a text or what is too large for {points.dtype}",
        )
    if names is not None:
        if len(names) != len(points):
            raise UsageError(f"{len(names):,} names for the {len(points):,} points in {path}: give as many.")
        check_distinct(names_file or path, names)
    return Vectors(points, None if names is None else tuple(names))


def _npy(path: Path) -> tuple[NDArray[Any], None]:
    found = read_npy(path, EXPECTED)
    if found.dtype.kind not in "fiu":
        raise FileFormatError(path, "does not hold one array of numbers", EXPECTED)
    return found, None


def read_tensors(path: Path, expected: str) -> tuple[dict[str, NDArray[np.float64]], dict[str, str]]:
    """All tensors of a safetensors file, in its order, and its metadata. Nothing is ever unpickled."""
    try:
        with safe_open(path, framework="np") as stream:
            found = {name: stream.get_tensor(name).astype(np.float64) for name in stream.keys()}  # noqa: SIM118
            return found, stream.metadata() or {}
    except (SafetensorError, OSError, TypeError, ValueError, AttributeError) as error:  # bfloat16 has no NumPy type
        raise FileFormatError(path, f"is not a safetensors file that can be read ({error})", expected) from error


def _safetensors(path: Path) -> tuple[NDArray[np.float64], list[str] | None]:
    """The tensor `points`, or the only one; names from the metadata's `names`, a JSON list, where they are."""
    tensors, metadata = read_tensors(path, EXPECTED)
    if len(tensors) != 1 and "points" not in tensors:
        raise FileFormatError(path, f"holds {len(tensors)} tensors: {', '.join(tensors) or 'none'}", EXPECTED)
    points = tensors.get("points", next(iter(tensors.values())))
    try:
        names = json.loads(metadata.get("names", "null"))
    except ValueError:
        names = None
    return points, [str(name) for name in names] if isinstance(names, list) else None


def _parquet(path: Path) -> tuple[NDArray[np.float64], list[str] | None]:
    """Without Python lists where the columns are plain numbers: points can be many."""
    try:
        with pq.ParquetFile(path) as file:
            table = file.read(use_threads=False)
        plain = [field.name for field in table.schema if _plain_number(field.type)]
        coordinates = _coordinates(plain, table.column_names)
        if coordinates:
            names = table["name"].to_pylist() if "name" in table.column_names else None
            stacked = np.column_stack([table[name].to_numpy().astype(np.float64) for name in coordinates])
            return stacked, None if names is None else ["" if one is None else str(one) for one in names]
    except (pa.ArrowException, OSError, KeyError, ValueError, UnicodeDecodeError) as error:
        raise FileFormatError(path, "is not a whole Parquet file of points", EXPECTED) from error
    return _columns(path)


def _columns(path: Path) -> tuple[NDArray[np.float64], list[str] | None]:
    columns: Columns = read_columns(path, EXPECTED)
    known = {name.casefold(): name for name in columns}
    names = columns.get(known.get("name", ""))
    told = None if names is None else ["" if one is None else str(one) for one in names]
    lists = [values for values in columns.values() if isinstance(values[0], list)]
    if len(lists) == 1:
        return _from_lists(path, lists[0]), told
    chosen = _coordinates([one for one in columns if one.casefold() not in NOT_TEXT], list(columns))
    if not chosen:
        raise FileFormatError(path, "has no columns of coordinates", EXPECTED)
    return np.column_stack([numbers(columns[name]) for name in chosen]), told


def _coordinates(numeric: list[str], every: list[str]) -> list[str]:
    """x_1 … x_d where they are there, else all columns of numbers."""
    found = sorted((name for name in every if re.fullmatch(r"x_\d+", name)), key=lambda name: int(name[2:]))
    return found or [name for name in numeric if name != "name"]


def _from_lists(path: Path, rows: list[Any]) -> NDArray[np.float64]:
    lengths = np.array([len(row) if isinstance(row, list) else -1 for row in rows])
    wrong = np.flatnonzero(lengths != lengths[0])
    if len(wrong):
        must = f"lists of {lengths[0]} numbers, as the first row has"
        raise RowsError(path, wrong[:MOST_TOLD].tolist(), len(wrong), must, f"{max(lengths[wrong[0]], 0)}")
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
