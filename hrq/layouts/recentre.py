"""Another point in the middle of the disk: the same ball, looked at from elsewhere."""

import numpy as np
from numpy.typing import NDArray


def recentre(places: NDArray[np.float64], centre: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Move `centre` (2,) to the middle and everything (…, 2) along, in units of the disk's radius.

        z  ->  (z − a) / (1 − conj(a) z) = (−a) ⊕ z

    An isometry: no distance changes, geodesics stay geodesics. What lay near `centre` at the rim spreads out.
    """
    z, a = places[..., 0] + 1j * places[..., 1], complex(*centre)
    moved = (z - a) / (1 - a.conjugate() * z)
    return np.stack([moved.real, moved.imag], axis=-1)
