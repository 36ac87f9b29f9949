"""A hierarchy in a file of our own, `hierarchy.parquet`: read back as it was, whatever its names are made of."""

from pathlib import Path, PurePath

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.files import File, Source
from hrq.errors import HierarchyError
from hrq.jobs.atomic import write_atomically

HIERARCHY = "hierarchy.parquet"
COLUMNS = ("name", "parents", "instance", "label", "description", "lemmas", "category")
BROKEN = "is not a hierarchy that hrq wrote: it is damaged, or came from elsewhere. Use the file that it was made of."


def write_hierarchy(path: Path, hierarchy: Hierarchy) -> None:
    """One row a node: name, the rows of its parents, label, description, lemmas, category.

    >>> from tempfile import TemporaryDirectory
    >>> from hrq.data.hierarchy.toy import animals
    >>> with TemporaryDirectory() as folder:
    ...     write_hierarchy(Path(folder) / HIERARCHY, animals())
    ...     read_hierarchy(Path(folder) / HIERARCHY)
    <Hierarchy 'animals': 7 nodes, 6 links>
    """
    offsets = pa.array(hierarchy.parents.indptr.astype(np.int32))
    parents = pa.ListArray.from_arrays(offsets, pa.array(hierarchy.parents.indices.astype(np.int32)))
    instance = pa.ListArray.from_arrays(offsets, pa.array(hierarchy.instance))
    kinds = hierarchy.category_names
    columns = [
        pa.array(hierarchy.names, pa.string()),
        parents,
        instance,
        pa.array(hierarchy.labels, pa.string()),
        pa.array(hierarchy.descriptions, pa.string()),
        pa.array(hierarchy.lemmas, pa.string()),
        pa.array([kinds[i] if i >= 0 else None for i in hierarchy.categories.tolist()], pa.string()),
    ]
    table = pa.table(dict(zip(COLUMNS, columns, strict=True)))
    with write_atomically(path) as temporary:
        pq.write_table(table.replace_schema_metadata({"title": hierarchy.title}), temporary, compression="zstd")


def kept_hierarchy(folder: Path, content_hash: str) -> Hierarchy | None:
    """The copy in a run's folder, where there is one and it has the content that the run was made with.

    >>> from tempfile import TemporaryDirectory
    >>> from hrq.data.hierarchy.toy import animals
    >>> with TemporaryDirectory() as folder:
    ...     write_hierarchy(Path(folder) / HIERARCHY, animals())
    ...     kept_hierarchy(Path(folder), animals().content_hash), kept_hierarchy(Path(folder), "another")
    (<Hierarchy 'animals': 7 nodes, 6 links>, None)
    """
    try:
        kept = read_hierarchy(folder / HIERARCHY) if (folder / HIERARCHY).is_file() else None
    except HierarchyError:
        return None
    return kept if kept is not None and kept.content_hash == content_hash else None


def read_hierarchy(source: Source) -> Hierarchy:
    """The hierarchy of such a file. Raises HierarchyError where it is not one.

    >>> from hrq.data.sources.shelf import example_file
    >>> read_hierarchy(example_file("time-zones"))
    <Hierarchy 'Time zones': 326 nodes, 325 links>
    """
    try:
        with pq.ParquetFile(pa.BufferReader(source.content) if isinstance(source, File) else source) as stream:
            table = stream.read(use_threads=False)
        columns = {name: table[name].to_pylist() for name in COLUMNS}
        above = columns["parents"]
        rows = np.repeat(np.arange(len(above)), [len(one) for one in above])
        links = np.column_stack([rows, np.array([i for one in above for i in one], dtype=np.int64)])
        kinds = sorted({kind for kind in columns["category"] if kind is not None})
        number = {kind: i for i, kind in enumerate(kinds)}
        title = (table.schema.metadata or {}).get(b"title", PurePath(str(source)).stem.encode()).decode()
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise HierarchyError(f"{source} {BROKEN}") from error
    return Hierarchy.from_indices(
        columns["name"],
        links,
        title=title,
        labels=columns["label"],
        descriptions=columns["description"],
        lemmas=columns["lemmas"],
        instance=np.array([flag for one in columns["instance"] for flag in one], dtype=bool),
        categories=np.array([number.get(kind, -1) for kind in columns["category"]], dtype=np.int64),
        category_names=kinds,
    )
