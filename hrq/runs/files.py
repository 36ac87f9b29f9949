"""A run's folder: writing it whole, and reading it only if every file is the one that was written.

`manifest.json` holds the SHA-256 of the four files of a trained run and is written last: without it there is no run.
Nothing is ever unpickled; a file that looks like a pickle is refused by name.
"""

import json
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
from hrq.jobs.atomic import cannot_write, make_folder, write_atomically, write_text
from hrq.jobs.hashing import hash_bytes, hash_file
from hrq.jobs.launch import OWN_FILES

CONFIG, MODEL, CODES, METRICS, MANIFEST = (
    "config.json",
    "model.safetensors",
    "codes.parquet",
    "metrics.json",
    "manifest.json",
)
CHECKPOINT = "checkpoint.safetensors"  # of a training that goes on or was stopped
HASHED = (CONFIG, MODEL, CODES, METRICS)
PICKLED = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"PK\x03\x04")  # pickle protocols 2 to 5; torch's zip


def write_manifest(folder: Path) -> str:
    """Seal a run: record the hash of its files. Returns the run's hash."""
    content = json.dumps({"files": {name: hash_file(folder / name) for name in HASHED}}, indent=2) + "\n"
    write_text(folder / MANIFEST, content)
    return hash_bytes(content.encode())


def verify(folder: Path) -> str:
    """Check every file against the manifest. Returns the run's hash; raises BrokenRunError."""
    if not (folder / MANIFEST).is_file():
        resume = "Go on with the command that began it and --resume." if (folder / CHECKPOINT).is_file() else ""
        what = "is missing, so this run was never finished or has lost a file"
        raise BrokenRunError(folder / MANIFEST, what, remedy=resume)
    content = read_json(folder / MANIFEST)
    known = content.get("files")
    if not isinstance(known, dict) or set(known) != set(HASHED):
        raise BrokenRunError(folder / MANIFEST, f"must list exactly the files {', '.join(HASHED)}")
    for name in HASHED:
        path = folder / name
        if not path.is_file():
            raise BrokenRunError(path, "is missing")
        if hash_file(path) != known[name]:
            raise BrokenRunError(path, _how_it_differs(path))
    return hash_file(folder / MANIFEST)


def _how_it_differs(path: Path) -> str:
    size = path.stat().st_size
    if size == 0:
        return "is empty"
    with path.open("rb") as stream:
        start = stream.read(4)
    if start.startswith(PICKLED):
        return "is a pickle, which hrq never opens because opening one can run any program"
    return f"was truncated or altered after training ({size:,} bytes, and its hash is not the one in {MANIFEST})"


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file; raises BrokenRunError."""
    try:
        content = json.loads(path.read_bytes(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BrokenRunError(path, "is not JSON, or holds a number that is not finite") from error
    except OSError as error:
        raise BrokenRunError(path, f"could not be read: {error.strerror}") from error
    if not isinstance(content, dict):
        raise BrokenRunError(path, "must hold one JSON object")
    return content


def _refuse(constant: str) -> float:
    raise ValueError(constant)


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


def new_folder(path: Path) -> Path:
    """Make a run's folder; one that already holds something, but what launched its work, is refused."""
    if path.exists() and (not path.is_dir() or any(one.name not in OWN_FILES for one in path.iterdir())):
        raise BrokenRunError(
            path, "already exists", remedy="Choose another --out, or add --resume to continue that run."
        )
    return make_folder(path)
