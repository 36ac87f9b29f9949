"""How sure a number is: what 95 % intervals of means, shares and whole statistics are, and the spread of draws."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

GROUPS = 10
NORMAL = 1.96  # standard errors to either side that hold 95 % of a normal distribution
Statistic = Callable[[NDArray[np.int64]], float | None]


class Interval(NamedTuple):
    """The ends of a 95 % interval."""

    low: float
    high: float


def jackknife(
    statistic: Statistic, value: float, size: int, noise: np.random.Generator, *, groups: int = GROUPS
) -> Interval | None:
    r"""The interval around `value` = statistic(all of 0 … size − 1), from leaving out one random group at a time:

        se² = (g − 1) / g · Σ (θ_i − θ̄)²,   interval = value ± 1.96 se

    kept within −1 … 1, where all our statistics lie. None where there is too little to leave anything out, or where a
    part has no value.
    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 11, with groups left out.

    >>> values = np.arange(100) / 100
    >>> found = jackknife(lambda rows: float(values[rows].mean()), 0.495, 100, np.random.default_rng(0))
    >>> round(found.low, 3), round(found.high, 3)
    (0.434, 0.556)
    """
    groups = min(groups, size)
    if groups < 2:
        return None
    group = noise.permutation(size) % groups
    parts = [statistic(np.flatnonzero(group != one)) for one in range(groups)]
    found = np.array([part for part in parts if part is not None])
    if len(found) < groups:
        return None
    error = float(np.sqrt((groups - 1) / groups * np.square(found - found.mean()).sum()))
    return Interval(max(value - NORMAL * error, -1.0), min(value + NORMAL * error, 1.0))


def normal_half(values: NDArray[np.float64]) -> float | None:
    """Half of the 95 % interval of a mean of many values that are independent; None for fewer than two.

    >>> round(normal_half(np.array([0.0, 1.0, 0.0, 1.0])), 3), normal_half(np.array([1.0]))
    (0.566, None)
    """
    return NORMAL * _standard_error(values) if len(values) > 1 else None


def student_half(values: NDArray[np.float64]) -> float | None:
    """Half of the 95 % interval of a mean of few values, such as one a seed (Student's t); None for fewer than two.

    >>> round(student_half(np.array([0.0, 1.0, 2.0])), 3), student_half(np.array([1.0]))
    (2.484, None)
    """
    return float(t.ppf(0.975, len(values) - 1)) * _standard_error(values) if len(values) > 1 else None


def _standard_error(values: NDArray[np.float64]) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def wilson(wrong: int, able: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share. Source: Wilson, Probable Inference (1927).

    >>> [round(end, 3) for end in wilson(1, 10)]
    [0.018, 0.404]
    """
    share, z = wrong / able, NORMAL
    middle = (share + z * z / (2 * able)) / (1 + z * z / able)
    half = z / (1 + z * z / able) * (share * (1 - share) / able + z * z / (4 * able * able)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def middle(values: Sequence[float]) -> Interval:
    """The ends of the middle 95 % of draws.

    >>> middle([0.0, 0.25, 0.5, 0.75, 1.0])
    Interval(low=0.025, high=0.975)
    """
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(low), float(high))
