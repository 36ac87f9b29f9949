"""The numbers behind the pictures as tables: to read on the screen, to take away as CSV."""

import csv
import io

import pyarrow as pa
import streamlit as st

from hrq.models import Run
from hrq.views import caches
from hrq.views.inspector import found_path
from hrq.views.text import code

PATH_HEADER = (
    "name", "level", "codeword", "distance", "runner_up", "runner_up_distance", "margin", "residual", "error",
)  # fmt: skip


def points_table(run: Run) -> pa.Table:
    """Every node with its words, code, depth and gloss."""
    return _points_table(run.hash, run)


@st.cache_resource(max_entries=caches.MOST_RUNS, show_spinner="Filling the table …")
def _points_table(sealed: str, _run: Run) -> pa.Table:
    hierarchy = _run.items
    return pa.table(
        {
            "name": list(_run.names),
            "words": list(hierarchy.lemmas),
            "code": [code(one) for one in _run.codes.tolist()],
            "depth": hierarchy.depth,
            "gloss": list(hierarchy.descriptions),
        }
    )


def path_csv(run: Run, row: int) -> str:
    """The residual path as CSV, every digit kept."""
    found = found_path(run.hash, row, run)
    columns = (
        found.distances, found.runners_up, found.runner_up_distances, found.margins, found.residuals, found.errors,
    )  # fmt: skip
    table = zip(found.codes.tolist(), *(column.tolist() for column in columns), strict=True)
    return write_csv(PATH_HEADER, [(run.names[row], number, *cells) for number, cells in enumerate(table, 1)])


def points_csv(run: Run) -> str:
    """Every point: name, code, place in the disk, depth, gloss."""
    header = ("name", *(f"level_{level}" for level in range(1, run.config.levels + 1)), "disk_x", "disk_y", "depth")
    places, codes, depth = run.disk.tolist(), run.codes.tolist(), run.items.depth.tolist()
    texts = run.items.descriptions
    rows = [(name, *codes[i], *places[i], depth[i], texts[i]) for i, name in enumerate(run.names)]
    return write_csv((*header, "description"), rows)


def write_csv(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """A table as CSV text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()
