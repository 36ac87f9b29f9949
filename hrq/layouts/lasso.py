"""What a lasso drawn over a picture of the disk holds: the same rule as the browser's, so that both count alike."""

import numpy as np

from hrq.data.hierarchy.links import Bools, Floats
from hrq.geometry.disk import recentre

DUST = 1e-4  # of 1 − |w|²: nearer to the rim nothing is drawn, and nothing picked


DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
MOST = 400  # letters: a hundred corners


def corners(drawn: str, half: float) -> Floats:
    """The corners (m, 2) of a lasso as the browser writes it: two digits a coordinate, in 4,096 steps across the
    picture of the half-width `half`. What is no such text has no corners."""
    if len(drawn) % 4 or len(drawn) > MOST or not set(drawn) <= set(DIGITS):
        return np.zeros((0, 2))
    values = np.array([DIGITS.index(letter) for letter in drawn], dtype=np.float64).reshape(-1, 2, 2) @ [64, 1]
    places: Floats = (values / 4095 * 2 - 1) * half
    return places


def in_lasso(places: Floats, polygon: Floats, focus: Floats, *, half: float, rim: bool = True) -> Bools:
    """Which places (n, 2) are in a picture of the half-width `half` around `focus` (2,), and inside a polygon (m, 2)
    of it. Without a rim the picture is of a plane."""
    seen = recentre(places, focus) if rim else places - focus
    shown = (np.abs(seen) <= half).all(axis=-1)
    if rim:
        shown &= 1 - (seen**2).sum(axis=-1) >= DUST
    found = np.zeros(len(places), dtype=bool)
    rows = np.flatnonzero(shown)
    found[rows] = _inside(seen[rows], polygon)
    return found


def _inside(points: Floats, polygon: Floats) -> Bools:
    """The even–odd rule, one side after another."""
    odd = np.zeros(len(points), dtype=bool)
    x, y = points[:, 0], points[:, 1]
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, 1, axis=0), strict=True):
        if ay != by:
            odd ^= ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return odd
