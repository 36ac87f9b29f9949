"""How long a circle is: the reason why trees fit into the disk."""

import math

from hrq.errors import CurvatureError


def circumference(radius: float, *, c: float) -> float:
    """The length of the circle of points at geodesic distance `radius` from its centre, in the plane of curvature −c.

        U(r) = 2π sinh(√c r) / √c,   2πr for c = 0

    It grows like e^(√c r): as fast as the number of nodes at depth r of a tree. Raises CurvatureError unless 0 ≤ c < ∞.
    """
    if not 0 <= c < math.inf:
        raise CurvatureError(c)
    return 2 * math.pi * (math.sinh(math.sqrt(c) * radius) / math.sqrt(c) if c > 0 else radius)
