"""A run's folder: writing it whole, and reading it only if every file is the one that was written.

`manifest.json` holds the SHA-256 of the four files of a trained run and is written last: without it there is no run.
Nothing is ever unpickled; a file that looks like a pickle is refused by name. What takes torch or pyarrow to read lies
in `arrays`, so that runs can be listed without them.
"""

import json
from pathlib import Path
from typing import Any

from hrq.errors import BrokenRunError
from hrq.jobs.atomic import make_folder, write_text
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


def new_folder(path: Path) -> Path:
    """Make a run's folder; one that already holds something, but what launched its work, is refused."""
    if path.exists() and (not path.is_dir() or any(one.name not in OWN_FILES for one in path.iterdir())):
        raise BrokenRunError(
            path, "already exists", remedy="Choose another --out, or add --resume to continue that run."
        )
    return make_folder(path)
