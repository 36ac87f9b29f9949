"""Which nodes to draw where all would be too many: the top of the hierarchy, a sample, and whoever is in the middle."""

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.hierarchy import Hierarchy

MOST = 3_000  # points that a browser draws as SVG without a pause


def drawn_rows(hierarchy: Hierarchy, focus: int | None = None, *, most: int = MOST) -> NDArray[np.int64]:
    """Rows to draw, ascending: all up to `most`; else a third nearest the roots, the focus's own kin, a sample.

    The sample is seeded, so that the same hierarchy gives the same picture. Kin are the ancestors and descendants of
    `focus`, at most a third.
    """
    n = len(hierarchy)
    if n <= most:
        return np.arange(n)
    noise = np.random.default_rng(0).permutation(n)
    top = noise[np.argsort(hierarchy.depth[noise], kind="stable")][: most // 3]
    kin = np.zeros(0, dtype=np.int64)
    if focus is not None:
        below = hierarchy.descendants(focus)
        nearest = below[np.argsort(hierarchy.depth[below], kind="stable")]
        kin = np.concatenate([[focus], hierarchy.ancestors(focus), nearest])[: most // 3]
    first = np.concatenate([kin, top, noise]).astype(np.int64)
    _, once = np.unique(first, return_index=True)
    return np.sort(first[np.sort(once)][:most])
