"""What a run holds, as tables for other programs."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from hrq.errors import UsageError
from hrq.jobs.atomic import write_atomically
from hrq.runs.run import Run


def codes_table(run: Run) -> pa.Table:
    """name, level_1 … level_N and, where there are points, disk_x, disk_y; one row a node."""
    columns = {"name": pa.array(run.names)}
    columns |= {f"level_{i + 1}": pa.array(column) for i, column in enumerate(run.codes.T)}
    if run.has_points:
        columns |= {"disk_x": pa.array(run.disk[:, 0]), "disk_y": pa.array(run.disk[:, 1])}
    return pa.table(columns)


def points_table(run: Run) -> pa.Table:
    """name, x_1 … x_d: coordinates on the ball of curvature −c."""
    columns = {f"x_{i + 1}": pa.array(column.numpy()) for i, column in enumerate(run.points.T.contiguous())}
    return pa.table({"name": pa.array(run.names)} | columns)


def codebooks_table(run: Run) -> pa.Table:
    """level, codeword, x_1 … x_d: the quantizer's own, scaled coordinates; one row a codeword."""
    books = [book.detach().numpy() for book in run.quantizer.codebooks]
    coordinates = np.concatenate(books)
    columns = {
        "level": pa.array(np.repeat(np.arange(1, len(books) + 1), [len(book) for book in books])),
        "codeword": pa.array(np.concatenate([np.arange(len(book)) for book in books])),
    }
    return pa.table(columns | {f"x_{i + 1}": pa.array(column) for i, column in enumerate(coordinates.T)})


def hierarchy_table(run: Run) -> pa.Table:
    """child, parent, kind (hypernym or instance): one row a link of the true hierarchy."""
    hierarchy = run.hierarchy
    names = np.array(hierarchy.names, dtype=object)
    kinds = np.where(hierarchy.instance, "instance", "hypernym")
    return pa.table({"child": names[hierarchy.parents.rows], "parent": names[hierarchy.parents.indices], "kind": kinds})


TABLES: dict[str, Callable[[Run], pa.Table]] = {
    "codes": codes_table,
    "points": points_table,
    "codebooks": codebooks_table,
    "hierarchy": hierarchy_table,
}


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table atomically; the file's ending says in which format. Raises UsageError for another ending."""
    ending = path.suffix.lower()
    if ending not in (".csv", ".parquet"):
        raise UsageError(f"{path} must end in .csv or .parquet, so that the format is known.")
    with write_atomically(path) as temporary:
        if ending == ".csv":
            pc.write_csv(table, temporary)
        else:
            pq.write_table(table, temporary, compression="zstd")
