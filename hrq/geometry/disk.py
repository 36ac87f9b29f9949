"""The disk as pictures need it: geodesics as polylines, how long a circle is, another point in the middle.

NumPy, float64, two dimensions.
"""

import math

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from hrq.errors import CurvatureError


def geodesic_arcs(
    a: Float[np.ndarray, "m 2"], b: Float[np.ndarray, "m 2"], *, c: float, samples: int = 16
) -> Float[np.ndarray, "m samples 2"]:
    """Points on the geodesic from every a to its b, both ends included, evenly spaced to the eye.

    The geodesic is the arc of a circle that leaves the chord at the angle θ, and with complex numbers

        θ = −arg(1 − c a* b),   p(s) = a + (b − a) · sin(sθ)/sin θ · e^(i(1−s)θ),   0 ≤ s ≤ 1

    so that neither a centre nor a radius is needed: points on the rim, through the origin and equal ones are no
    special cases. Segments for c = 0. Raises CurvatureError unless 0 ≤ c < ∞.
    """
    if not 0 <= c < math.inf:
        raise CurvatureError(c)
    start, end = _complex(a), _complex(b)
    chord = end - start
    cross = (start.conj() * chord).imag
    room = (1 - c * abs(start) ** 2) + (1 - c * abs(end) ** 2) + c * abs(chord) ** 2
    angle = np.arctan2(2 * c * cross, room)[:, None]
    s = np.linspace(0, 1, samples)
    share = s * np.sinc(s * angle / np.pi) / np.sinc(angle / np.pi)
    path = start[:, None] + chord[:, None] * share * np.exp(1j * (1 - s) * angle)
    path[:, -1] = end
    return np.stack([path.real, path.imag], axis=-1)


def _complex(points: Float[np.ndarray, "m 2"]) -> NDArray[np.complex128]:
    return np.asarray(points[:, 0] + 1j * points[:, 1], dtype=np.complex128)


def circumference(radius: float, *, c: float) -> float:
    """The length of the circle of points at geodesic distance `radius` from its centre, in the plane of curvature −c.

        U(r) = 2π sinh(√c r) / √c,   2πr for c = 0

    It grows like e^(√c r): as fast as the number of nodes at depth r of a tree. Raises CurvatureError unless 0 ≤ c < ∞.
    """
    if not 0 <= c < math.inf:
        raise CurvatureError(c)
    return 2 * math.pi * (math.sinh(math.sqrt(c) * radius) / math.sqrt(c) if c > 0 else radius)


def recentre(places: NDArray[np.float64], centre: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Move `centre` (2,) to the middle and everything (…, 2) along, in units of the disk's radius.

        z  ->  (z − a) / (1 − conj(a) z) = (−a) ⊕ z

    An isometry: no distance changes, geodesics stay geodesics. What lay near `centre` at the rim spreads out.
    """
    z, a = places[..., 0] + 1j * places[..., 1], complex(*centre)
    moved = (z - a) / (1 - a.conjugate() * z)
    return np.stack([moved.real, moved.imag], axis=-1)
