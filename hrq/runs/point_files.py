"""Points in files, read piece by piece: a .npy array through a memory map, a Parquet table by batches.

Neither format is ever unpickled, and no more than one piece is held at a time.
"""

import os
import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hrq.data.read.npy import NO_HEADER
from hrq.errors import FileFormatError, HrqError, ShapeError, UsageError

BUFFER = 1 << 16  # bytes of a Parquet column read ahead; unbuffered or pre-buffered, a whole row group would be
NOT_NPY = "is not a whole .npy file of numbers (pickled objects are never opened)"
NOT_PARQUET = "is not a whole Parquet file"


class Piece(NamedTuple):
    """Consecutive rows: their points (m, d) in float64, and their names where the file has names."""

    points: NDArray[np.float64]
    names: pa.Array | None = None


class PointFile(ABC):
    """A file of points (rows, dimension), opened and checked as far as its header goes."""

    expected: ClassVar[str]
    names: pa.DataType | None = None  # the type of its names, where it has any

    def __init__(self, path: Path, dimension: int) -> None:
        self.path, self.dimension = path, dimension
        self.rows = self._open()
        if self.rows == 0:
            raise FileFormatError(path, "holds no points", self.told)

    @property
    def told(self) -> str:
        """What the file should be, for a person."""
        return self.expected.format(d=self.dimension)

    @abstractmethod
    def _open(self) -> int:
        """Check the header; how many rows there are."""

    @abstractmethod
    def pieces(self, size: int) -> Iterator[Piece]:
        """All rows in order, at most `size` at a time. Raises FileFormatError where the file turns out broken."""


class NpyPoints(PointFile):
    """An array of any real dtype, byte order and memory order."""

    expected = "Expected a .npy file of numbers, shape (n, {d}), in the run's own coordinates."

    def _open(self) -> int:
        mapped = self._map()
        if mapped.dtype.kind not in "fiu":
            raise FileFormatError(self.path, "does not hold one array of numbers", self.told)
        if mapped.ndim != 2 or mapped.shape[1] != self.dimension:
            raise ShapeError(f"The points in {self.path}", mapped.shape, f"(n, {self.dimension})")
        self._layout = (mapped.shape, mapped.dtype)
        return len(mapped)

    def pieces(self, size: int) -> Iterator[Piece]:
        """Each piece from a map of its own: pages that were read leave with it, and memory stays constant."""
        for start in range(0, self.rows, size):
            mapped = self._map()
            if (mapped.shape, mapped.dtype) != self._layout:
                raise FileFormatError(self.path, "was changed while it was read", "Encode it again once it rests.")
            with np.errstate(over="ignore"):  # a long double beyond float64 becomes infinite, and is told as such
                exact = np.array(mapped[start : start + size], dtype=np.float64, order="C")
            del mapped
            yield Piece(exact)

    def _map(self) -> NDArray[Any]:
        try:
            with warnings.catch_warnings(action="ignore"):  # of headers that Python 2 wrote: they are read all the same
                return np.lib.format.open_memmap(self.path, mode="r")
        except OSError as error:
            raise cannot_read(self.path, error) from error
        except NO_HEADER as error:
            raise FileFormatError(self.path, NOT_NPY, self.told) from error


class ParquetPoints(PointFile):
    """A table with the columns x_1 … x_d and, where it has names, `name`; other columns are not read."""

    expected = "Expected a Parquet file whose columns x_1 … x_{d} are the run's own coordinates."

    def _open(self) -> int:
        with self._file() as table:
            schema, rows = table.schema_arrow, table.metadata.num_rows
            found = [name for name in schema.names if re.fullmatch(r"x_\d+", name)]
        self._columns = [f"x_{i + 1}" for i in range(self.dimension)]
        if not found:
            raise FileFormatError(self.path, "has no columns x_1, x_2 …", self.told)
        if sorted(found) != sorted(self._columns):
            raise ShapeError(f"The points in {self.path}", f"{len(found)} columns {_few(found)}", self._shape())
        for name in self._columns:
            kind = schema.field(name).type
            if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
                raise FileFormatError(self.path, f"holds {kind} in the column {name}, which are not numbers", self.told)
        if schema.names.count("name") > 1:
            raise FileFormatError(self.path, "has more than one column `name`", self.told)
        self.names = schema.field("name").type if "name" in schema.names else None
        return int(rows)

    def pieces(self, size: int) -> Iterator[Piece]:
        """Batches of rows; a missing coordinate comes as nan."""
        wanted = [*self._columns, "name"] if self.names is not None else self._columns
        with self._file() as table:
            for batch in table.iter_batches(batch_size=size, columns=wanted):
                exact = np.empty((len(batch), self.dimension))
                for i, name in enumerate(self._columns):
                    exact[:, i] = batch.column(name).to_numpy(zero_copy_only=False)
                yield Piece(exact, batch.column("name") if self.names is not None else None)

    def _shape(self) -> str:
        return f"(n, {self.dimension}), columns x_1 … x_{self.dimension}"

    @contextmanager
    def _file(self) -> Iterator[pq.ParquetFile]:
        try:
            with pq.ParquetFile(self.path, buffer_size=BUFFER, pre_buffer=False) as table:
                yield table
        except MemoryError:
            raise
        except PermissionError as error:
            raise cannot_read(self.path, error) from error
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise FileFormatError(self.path, NOT_PARQUET, self.told) from error


KINDS: dict[str, type[PointFile]] = {".npy": NpyPoints, ".parquet": ParquetPoints}


def open_points(path: Path, dimension: int) -> PointFile:
    """The points in a file, whose ending says which kind it is. Raises UsageError or HrqError with what to do."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise UsageError(f"{path} must end in .npy or .parquet, so that the format is known.")
    told = kind.expected.format(d=dimension)
    if not path.exists():
        raise FileFormatError(path, "does not exist", told)
    if not path.is_file():
        raise FileFormatError(path, "is not a file", told)
    if path.stat().st_size == 0:
        raise FileFormatError(path, "is empty", told)
    return kind(path, dimension)


def cannot_read(path: Path, error: OSError) -> HrqError:
    """The operating system's refusal as a sentence for people."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    return HrqError(f"{path} could not be read: {reason.lower()}. Check who may read it and the disk it lies on.")


def _few(names: list[str]) -> str:
    return ", ".join(names) if len(names) < 4 else f"{names[0]} … {names[-1]}"
