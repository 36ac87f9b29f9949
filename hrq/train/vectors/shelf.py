"""Vectors that people upload: kept beside the runs for as long as a run was, or may yet be, fitted to them."""

import hashlib
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import NamedTuple

from hrq.data.read.files import check_size
from hrq.errors import BrokenRunError, HrqError, UsageError
from hrq.jobs.atomic import write_bytes
from hrq.jobs.launch import JOB
from hrq.jobs.places import runs_folder
from hrq.jobs.progress import PROGRESS
from hrq.runs import files
from hrq.train.vectors.source import read_points

SHELF = ".vectors"
LONGEST = 60
FORGOTTEN = 24 * 3600.0  # seconds after which an upload that no run was fitted to is thrown away
TOLD = 5  # names that are shown


@dataclass(frozen=True)
class Source:
    """What a fit reads: files, or glosses:HIERARCHY; and the hierarchy that it is compared with."""

    points: str
    names: str = ""
    hierarchy: str = ""

    def words(self) -> list[str]:
        """As words of the command line."""
        named = {"--points": self.points, "--names": self.names, "--hierarchy": self.hierarchy}
        return [word for flag, value in named.items() if value for word in (flag, value)]


class Seen(NamedTuple):
    """What a file of vectors holds; `names` are the first few, none where it names none."""

    vectors: int
    width: int  # numbers of a vector
    names: tuple[str, ...]


def put_on_shelf(name: str, content: bytes | memoryview) -> Path:
    """Keep an uploaded file under its own name. The same content is kept once. Raises HrqError if it is too large."""
    check_size(name, len(content))
    stem = re.sub(r"[^\w .\-]+", "-", PurePath(name).stem).strip(" .-")[:LONGEST] or "vectors"
    ending = re.sub(r"[^\w.]+", "", PurePath(name).suffix.lower())
    path = shelf() / hashlib.sha256(content).hexdigest()[:16] / f"{stem}{ending}"
    if path.is_file():
        path.parent.touch()
    else:
        write_bytes(path, content)
    return path


def look(source: Source) -> Seen:
    """Read a source's files as a fit would. Raises UsageError, which names them as they were uploaded."""
    try:
        found, names = read_points(Path(source.points), Path(source.names) if source.names else None)
    except HrqError as error:
        raise UsageError(re.sub(rf"{re.escape(str(shelf()))}/\w+/", "", str(error))) from error
    return Seen(len(found), found.shape[1], () if names is None else names[:TOLD])


def sweep() -> None:
    """Throw away uploads that no run here was fitted to, but for those of the last hours."""
    told = [_text(path) for name in (JOB, files.CONFIG) for path in runs_folder().glob(f"*/{name}")]
    for folder in shelf().glob("*"):
        if time.time() - folder.stat().st_mtime > FORGOTTEN and not any(folder.name in text for text in told):
            shutil.rmtree(folder, ignore_errors=True)


def shelf() -> Path:
    """Where uploaded vectors lie."""
    return runs_folder().resolve() / SHELF


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def source_of(folder: Path) -> Source:
    """What the fit of a folder reads. Raises UsageError where it was not fitted here."""
    try:
        noted = files.read_json(folder / JOB).get("source")
        if isinstance(noted, dict):
            return Source(**{name: str(noted.get(name, "")) for name in ("points", "names", "hierarchy")})
    except BrokenRunError:
        pass  # begun on the command line: its configuration knows
    config = files.read_json(folder / files.CONFIG)
    if not config.get("vectors") or not (folder / PROGRESS).is_file():  # no path that an imported zip names is opened
        raise UsageError(f"{folder.name} was not fitted here. Begin a new fit with the same vectors.")
    glosses = str(config["vectors"]).startswith("glosses:")
    return Source(
        str(config["vectors"]),
        str(config.get("vectors_names", "")),
        "" if glosses else str(config.get("hierarchy", "")),
    )
