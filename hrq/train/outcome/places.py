"""Where the points of a new run are drawn, and how far that picture may be trusted."""

from typing import Any, NamedTuple

import torch
from torch import Tensor

from hrq.evaluate.pictures.faithfulness import SAMPLE, neighbours_kept
from hrq.layouts.projection import disk_unit, identity_projection, tangent_pca
from hrq.runs.run import place

QUICK_SAMPLE = 100  # points whose neighbours are counted in a hurry


class Placed(NamedTuple):
    """The axes of a picture, its unit, and what a run's metrics say about it."""

    directions: Tensor  # (2, d), in the tangent space at 0
    unit: float
    facts: dict[str, Any]


def placed_in_disk(points: Tensor, *, c: float, quick: bool = False) -> Placed:
    """Two dimensions as they are, more by tangent PCA; neighbours are counted for a sample of the points (n, d)."""
    projection = identity_projection() if points.shape[1] == 2 else tangent_pca(points, c=c)
    seen = torch.from_numpy(place(points, projection.directions, 1.0, c=c))
    kept = neighbours_kept(points, seen, c=c, sample=QUICK_SAMPLE if quick else SAMPLE)
    facts = {"spread_kept": round(projection.kept, 4), "neighbours_kept": round(kept, 4)}
    return Placed(projection.directions, disk_unit(seen, c=c), facts)
