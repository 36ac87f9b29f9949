"""Several evaluations that differ in their seed, as one: means with intervals between seeds."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hrq.evaluate.recall.figures import rounded
from hrq.evaluate.statistics.intervals import student_half


def over_seeds(results: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """For every method and figure the mean, half of its 95 % interval, and how many seeds it is over.

    With two seeds or more the interval is Student's between seeds, where seeds differ; with one, or for a rule that
    has no seed, it is that of the one evaluation, over the nodes asked about.

    >>> figures = {"at": {"recall@10": 0.9}, "half": {"recall@10": 0.02}, "pairs": 100, "nodes": 60}
    >>> once = {"seed": 0, "methods": {"model": figures}}
    >>> over_seeds([once])
    {'model': {'recall@10': {'value': 0.9, 'half': 0.02, 'seeds': 1}, 'pairs': 100, 'nodes': 60}}
    >>> again = {"seed": 1, "methods": {"model": figures | {"at": {"recall@10": 0.92}}}}
    >>> over_seeds([once, again])
    {'model': {'recall@10': {'value': 0.91, 'half': 0.12706, 'seeds': 2}, 'pairs': 100, 'nodes': 60}}
    """
    methods = [name for name in results[0]["methods"] if all(name in one["methods"] for one in results)]
    return {name: _figures([one["methods"][name] for one in results]) for name in methods}


def _figures(found: list[dict[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for figure in found[0]["at"]:
        values = np.array([one["at"][figure] for one in found], dtype=np.float64)
        half, seeds = found[0]["half"][figure], 1
        if len(values) > 1 and values.max() > values.min():
            seeds = len(values)
            half = student_half(values)
        told[figure] = {
            "value": rounded(float(values.mean())),
            "half": None if half is None else rounded(half),
            "seeds": seeds,
        }
    return told | {"pairs": found[0]["pairs"], "nodes": found[0]["nodes"]}
