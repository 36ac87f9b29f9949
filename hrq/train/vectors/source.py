"""What a fit reads: vectors with names, from a file or made of a hierarchy's words, and what to compare with."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.points import Vectors as Points
from hrq.data.read.points import read_vectors
from hrq.data.sources.by_name import load_hierarchy
from hrq.data.wordnet.glosses import gloss_vectors
from hrq.errors import ShapeError, UsageError
from hrq.train.outcome.imported import with_items_first

GLOSSES = "glosses:"
GLOSS_WIDTH = 128


@dataclass(frozen=True, eq=False)
class Vectors:
    """What codes are wanted for: vectors (n, wide) by name, and the hierarchy to compare with, if there is one.

    The sources are what was named, files from the root on; `content_hash` is of what was read.
    """

    names: tuple[str, ...]
    vectors: Tensor
    hierarchy: Hierarchy | None
    source: str
    names_source: str
    hierarchy_source: str
    content_hash: str


def read(points: str, names: Path | None, hierarchy: str | None, *, seed: int = 0) -> Vectors:
    """Vectors from a file, or `glosses:HIERARCHY`: what is said about each of its nodes, and no link."""
    if points.startswith(GLOSSES):
        return _of_words(points.removeprefix(GLOSSES), seed)
    found, told = read_points(Path(points).expanduser(), names)
    known = told or tuple(str(row) for row in range(len(found)))
    source = _absolute(hierarchy or "")
    return Vectors(
        names=known,
        vectors=torch.from_numpy(found),
        hierarchy=with_items_first(load_hierarchy(source), known, source) if source else None,
        source=_absolute(points),
        names_source=_absolute(str(names or "")),
        hierarchy_source=source,
        content_hash=_hash(known, found),
    )


def read_points(path: Path, names: Path | None) -> Points:
    """Vectors that a fit can tell apart, and their names, from files. Raises UsageError where there are none."""
    found = read_vectors(path, names, dtype=np.float32)
    if len(found.points) < 2:
        raise ShapeError("The points", found.points.shape, "(n, d) with at least two rows")
    _check_different(found.points, str(path))
    return found


def _check_different(vectors: NDArray[np.float32], source: str) -> None:
    if (vectors == vectors[0]).all():
        raise UsageError(f"All {len(vectors):,} vectors of {source} are the same: there is nothing to tell apart.")


def _of_words(source: str, seed: int) -> Vectors:
    """Known by the words that they are made of: the last bit of a number may differ from machine to machine."""
    nodes, source = load_hierarchy(source), _absolute(source)
    if len(nodes) < 2:
        raise ShapeError("The points", (len(nodes), GLOSS_WIDTH), "(n, d) with at least two rows")
    made = hashlib.sha256(f"{nodes.text_hash} {GLOSS_WIDTH} {seed}".encode()).hexdigest()
    vectors = gloss_vectors(nodes, dimension=GLOSS_WIDTH, seed=seed)
    _check_different(vectors, GLOSSES + source)
    return Vectors(nodes.names, torch.from_numpy(vectors), nodes, GLOSSES + source, "", source, made)


def _absolute(given: str) -> str:
    """A file's path from the root on: the run will be opened, and gone on with, from other folders than this one."""
    path = Path(given).expanduser()
    return str(path.resolve()) if given and path.is_file() else given


def _hash(names: tuple[str, ...], vectors: NDArray[np.float32]) -> str:
    made = hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass"))
    made.update(str(vectors.shape).encode())
    made.update(np.ascontiguousarray(vectors).data)
    return made.hexdigest()
