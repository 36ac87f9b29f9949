"""Codes into files, written piece by piece: a .npy array of 64-bit integers, or a Parquet table of 32-bit ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hrq.errors import UsageError

ENDINGS = (".npy", ".parquet")


class Write(Protocol):
    """Appends codes (m, levels), with the rows' names where there are any."""

    def __call__(self, codes: NDArray[np.int64], names: pa.Array | None) -> None:
        """Append."""


def check_target(target: Path, source: Path) -> None:
    """Refuse what can be refused before the work begins. Raises UsageError."""
    if target.suffix.lower() not in ENDINGS:
        raise UsageError(f"{target} must end in .npy or .parquet, so that the format is known.")
    if target.is_dir():
        raise UsageError(f"{target} is a folder. Name a file in it to write codes to.")
    if target.exists() and source.exists() and target.samefile(source):
        raise UsageError(f"{target} is the file of the points, which would be lost. Choose another name for the codes.")


@contextmanager
def open_codes(path: Path, ending: str, shape: tuple[int, int], names: pa.DataType | None) -> Iterator[Write]:
    """Open a new file at `path` in the format of `ending`, for `shape` codes in all; yields what appends to it."""
    if ending == ".npy":
        with path.open("wb") as stream:
            header: dict[str, Any] = {"descr": "<i8", "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(stream, header)
            yield _Array(stream)
        return
    fields = [("row", pa.int64()) if names is None else ("name", names)]
    fields += [(f"level_{level + 1}", pa.int32()) for level in range(shape[1])]
    with path.open("wb") as stream, pq.ParquetWriter(stream, pa.schema(fields), compression="zstd") as table:
        yield _Table(table)


class _Array:
    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def __call__(self, codes: NDArray[np.int64], names: pa.Array | None) -> None:
        self.stream.write(codes.astype("<i8", order="C").data)


class _Table:
    def __init__(self, table: pq.ParquetWriter) -> None:
        self.table, self.done = table, 0

    def __call__(self, codes: NDArray[np.int64], names: pa.Array | None) -> None:
        first = pa.array(np.arange(self.done, self.done + len(codes))) if names is None else names
        levels = [pa.array(column.astype(np.int32)) for column in codes.T]
        self.table.write_batch(pa.record_batch([first, *levels], schema=self.table.schema))
        self.done += len(codes)
