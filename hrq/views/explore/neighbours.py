"""A node's neighbours three ways, what they share, and what a level's runner-up would have made of its code."""

from typing import Any

import numpy as np

from hrq.data.prefix import write_prefix
from hrq.evaluate.distances.near_a_node import by_links, by_prefix, near_place, shared, with_runner_up
from hrq.evaluate.quantization.path_of_a_node import Neighbours, neighbours, residual_path
from hrq.runs import Run
from hrq.views.frame import caches

NEAR = 5  # nodes near what a swapped code decodes to
NEIGHBOURS = 8  # of each kind


def groups(run: Run, row: int) -> dict[str, Any]:
    """Groups of [row, number], and how many nodes each two of them share."""
    found = _found(run, row)
    return {
        "groups": [{"title": title, "unit": unit, "nodes": _listed(near)} for title, unit, near in found],
        "shared": shared([near for _, _, near in found]),
    }


@caches.of_run(entries=512)
def _found(run: Run, row: int) -> list[tuple[str, str, Neighbours]]:
    c = run.config.curvature
    found = []
    if run.has_points:
        found.append(
            ("in the ball" if c > 0 else "in the plane", "distance", neighbours(run.points, row, c=c, k=NEIGHBOURS))
        )
    points = run.points if run.has_points else None
    found.append(("by prefix", "tokens in common", by_prefix(run.codes, row, points, c=c, k=NEIGHBOURS)))
    if run.has_hierarchy:
        found.append(("in the hierarchy", "links", by_links(run.items, row, k=NEIGHBOURS)))
    return found


def swapped(run: Run, row: int, level: int) -> dict[str, Any]:
    """What the runner-up of a level would have made of the node's code, encoded anew from there on."""
    tokens = with_runner_up(run.quantizer, run.points[row], run.codes[row], level)
    path = residual_path(run.quantizer, run.points[row], tokens)
    own = residual_path(run.quantizer, run.points[row], run.codes[row])
    near = near_place(run.points, path.partial[-1], c=run.config.curvature, k=NEAR)
    rows = np.flatnonzero((run.codes == tokens).all(axis=1)).tolist()
    return {
        "level": level,
        "code": write_prefix(tokens.tolist()),
        "error": float(f"{path.errors[-1]:.9g}"),
        "own": float(f"{own.errors[-1]:.9g}"),
        "nodes": _listed(near),
        "holders": rows[:NEAR],
    }


def _listed(near: Neighbours) -> list[list[float]]:
    return [[row, round(far, 3)] for row, far in zip(near.rows.tolist(), near.distances.tolist(), strict=True)]
