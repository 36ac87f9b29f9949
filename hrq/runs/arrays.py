"""The arrays of a run's folder: tensors as safetensors, codes as a Parquet table. Nothing is ever unpickled."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from hrq.errors import BrokenRunError
from hrq.jobs.atomic import cannot_write, write_atomically
from hrq.runs.files import PICKLED


def write_tensors(path: Path, tensors: Mapping[str, torch.Tensor], metadata: dict[str, str] | None = None) -> None:
    """Save tensors atomically; they are moved to the processor first."""
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    with write_atomically(path) as temporary:
        try:
            save_file(plain, temporary, metadata)
        except SafetensorError as error:  # safetensors wraps the system's refusals in its own
            raise cannot_write(path, _system_error(error)) from error


def _system_error(error: SafetensorError) -> OSError:
    full = "No space left" in str(error) or "os error 28" in str(error)
    return OSError(28 if full else 5, str(error))


def read_tensors(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    """The tensors of a safetensors file and its metadata; raises BrokenRunError, never unpickles."""
    try:
        with safe_open(path, framework="pt") as stream:
            return {name: stream.get_tensor(name) for name in stream.keys()}, stream.metadata() or {}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        with_pickle = path.is_file() and path.read_bytes()[:4].startswith(PICKLED)
        what = "is a pickle, which hrq never opens" if with_pickle else "is not a whole safetensors file"
        raise BrokenRunError(path, what) from error


def write_codes(
    path: Path, names: tuple[str, ...], codes: NDArray[Any], nearest: NDArray[Any], disk: NDArray[np.float64] | None
) -> None:
    """`codes.parquet`: name, level_1 … level_N, nearest_N (the nearest last token), disk_x, disk_y if placed.

    One row a node, in the hierarchy's order.
    """
    levels = codes.shape[1]
    columns: dict[str, Any] = {"name": pa.array(names)}
    columns |= {f"level_{i + 1}": pa.array(codes[:, i].astype(np.int32)) for i in range(levels)}
    # nearest_N always; an earlier level's only where making room moved a node there
    kept = [i for i in range(levels) if i == levels - 1 or (nearest[:, i] != codes[:, i]).any()]
    columns |= {f"nearest_{i + 1}": pa.array(nearest[:, i].astype(np.int32)) for i in kept}
    if disk is not None:
        columns |= {"disk_x": pa.array(disk[:, 0]), "disk_y": pa.array(disk[:, 1])}
    with write_atomically(path) as temporary:
        pq.write_table(pa.table(columns), temporary, compression="zstd")


def read_codes(
    path: Path, levels: int, *, disk: bool = True
) -> tuple[tuple[str, ...], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64] | None]:
    """Names, codes, nearest codes and, if wanted, places in the disk; raises BrokenRunError."""
    try:
        table = pq.read_table(path)
        columns = [f"level_{i + 1}" for i in range(levels)]
        codes = np.column_stack([table[name].to_numpy() for name in columns]).astype(np.int64)
        found = {f"nearest_{levels}", *(name for name in table.column_names if name.startswith("nearest_"))}
        nearest = codes.copy()
        for name in found:
            nearest[:, int(name.removeprefix("nearest_")) - 1] = table[name].to_numpy()
        places = [table[name].to_numpy() for name in ("disk_x", "disk_y")] if disk else None
        placed = None if places is None else np.column_stack(places).astype(np.float64)
        return tuple(table["name"].to_pylist()), codes, nearest, placed
    except KeyError as error:
        raise BrokenRunError(path, f"lacks a column: {error.args[0]}") from error
    except (pa.ArrowException, OSError) as error:
        raise BrokenRunError(path, "is not a whole Parquet file") from error
