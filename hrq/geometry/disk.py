"""Geodesics of the disk as polylines, for pictures: NumPy, float64, two dimensions."""

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
