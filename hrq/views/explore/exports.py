"""The numbers behind the pictures as tables: to read on the screen, to take away."""

from typing import Any

import pyarrow as pa

from hrq.data.hierarchy.links import Ints
from hrq.data.prefix import write_prefix
from hrq.runs import Run
from hrq.runs.layouts import RunLayout
from hrq.views.disk import colourings
from hrq.views.frame import caches


@caches.of_run(spinner="Filling the table …")
def points_table(run: Run) -> pa.Table:
    """Every node with its words, code, depth and gloss."""
    hierarchy = run.items
    return pa.table(
        {
            "name": list(run.names),
            "words": list(hierarchy.lemmas),
            "code": [write_prefix(one) for one in run.codes.tolist()],
            "depth": hierarchy.depth,
            "gloss": list(hierarchy.descriptions),
        }
    )


def nodes_table(run: Run, layout: RunLayout, rows: Ints) -> pa.Table:
    """Some nodes, one a row: name, words, code, place in the layout, depth, margin, error, gloss."""
    items = run.items
    columns: dict[str, Any] = {"name": [run.names[row] for row in rows], "words": [items.lemmas[row] for row in rows]}
    columns |= {f"level_{level + 1}": run.codes[rows, level] for level in range(run.config.levels)}
    columns |= {f"{layout.name}_x": layout.places[rows, 0], f"{layout.name}_y": layout.places[rows, 1]}
    if run.has_hierarchy:
        columns["depth"] = items.depth[rows]
    if run.has_points and run.has_codebooks:
        found = colourings.numbers(run)
        columns |= {"smallest_margin": found.margins[rows], "error": found.errors[rows]}
    columns["gloss"] = [items.descriptions[row] for row in rows]
    return pa.table(columns)
