"""What was computed from a run is kept beside it, and found again as long as it is of this run and of this version.

    wanted = stamp(run, 1, seed=0)
    found = kept("agreement.json", wanted, read=read_json, compute=measure, write=write_json)

Every kept file carries its stamp: the version of its format, the hashes of the run and of its hierarchy, and whatever
else the result depends on. In JSON these are keys, in Parquet and safetensors they stand in the metadata as `hrq`. A
file with another stamp, or with none, or one that cannot be read, is computed again and never misread.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from safetensors import SafetensorError, safe_open

from hrq.errors import BrokenRunError, CannotWriteError
from hrq.jobs.atomic import write_atomically, write_text
from hrq.runs.aside import asides, own_aside
from hrq.runs.config import RunConfig
from hrq.runs.files import read_json

KEY = "hrq"  # of the stamp in the metadata of a file
UNREADABLE = (OSError, ValueError, KeyError, TypeError, IndexError, pa.ArrowException, SafetensorError, BrokenRunError)
Stamp = Mapping[str, Any]
Thing = TypeVar("Thing")


class Sealed(Protocol):
    """A run, or what the list of runs says of one."""

    @property
    def hash(self) -> str:
        """The hash of its files."""

    @property
    def config(self) -> RunConfig | None:
        """Its settings."""


def stamp(run: Sealed, version: int, **depends: Any) -> Stamp:
    """What a kept file must carry: the format's version, whose it is, and what else the result depends on.

    >>> from hrq.runs import find_run
    >>> sorted(stamp(find_run("mammals-2d-ghrq"), 2, seed=0))
    ['format', 'hash', 'hierarchy_hash', 'seed']
    """
    hierarchy = run.config.hierarchy_hash if run.config is not None else ""
    return {"format": version, "hash": run.hash, "hierarchy_hash": hierarchy, **depends}


def kept(
    name: str,
    wanted: Stamp,
    *,
    read: Callable[[Path], Thing],
    compute: Callable[[], Thing],
    write: Callable[[Path, Thing, Stamp], None],
) -> Thing:
    """As kept beside the run, the reader's own file first; else computed and, where that can be, kept."""
    for path in _fitting(name, wanted):
        with suppress(*UNREADABLE):
            return read(path)
    found = compute()
    with suppress(CannotWriteError):  # which costs the time of computing it again, nothing else
        write(own_aside(wanted["hash"]) / name, found, wanted)
    return found


def find_kept(name: str, wanted: Stamp, *, unstamped: bool = False) -> Path | None:
    """The file of that name and stamp beside the run, or None.

    With `unstamped` one without a stamp is taken too, whose folder alone says of which run it is.
    """
    return next(_fitting(name, wanted, unstamped=unstamped), None)


def _fitting(name: str, wanted: Stamp, *, unstamped: bool = False) -> Iterator[Path]:
    for folder in asides(wanted["hash"]):
        path = folder / name
        if path.is_file():
            found = read_stamp(path)
            if fits(found, wanted) or (unstamped and not found):
                yield path


def fits(found: Stamp, wanted: Stamp) -> bool:
    """Whether a file's stamp says all that is wanted, and the same.

    >>> fits({"format": 2, "hash": "ab", "seed": 0}, {"format": 2, "hash": "ab"})
    True
    >>> fits({"format": 1, "hash": "ab"}, {"format": 2, "hash": "ab"}), fits({}, {"format": 2})
    (False, False)
    """
    return all(key in found and found[key] == value for key, value in wanted.items())


def read_stamp(path: Path) -> Stamp:
    """The stamp of a .json, .parquet or .safetensors file; empty where it has none that can be read."""
    try:
        if path.suffix == ".json":
            return read_json(path)
        if path.suffix == ".parquet":
            text = (pq.read_schema(path).metadata or {})[KEY.encode()]
        else:
            with safe_open(path, framework="np") as stream:
                text = (stream.metadata() or {})[KEY]
        found = json.loads(text)
    except UNREADABLE:
        return {}
    return found if isinstance(found, dict) else {}


def written(stamped: Stamp) -> dict[str, str]:
    """A stamp as the metadata of a file."""
    return {KEY: json.dumps(dict(stamped), allow_nan=False)}


def write_table(path: Path, table: pa.Table, stamped: Stamp) -> None:
    """Keep a table as Parquet."""
    with write_atomically(path) as temporary:
        pq.write_table(table.replace_schema_metadata(written(stamped)), temporary, compression="zstd")


def write_json(path: Path, content: Mapping[str, Any], stamped: Stamp) -> None:
    """Keep a JSON object."""
    text = json.dumps(dict(content) | dict(stamped), indent=1, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")
