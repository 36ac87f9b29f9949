"""How sure a number is: an interval from leaving out a part at a time, and the spread of shuffled draws."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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


def middle(values: Sequence[float]) -> Interval:
    """The ends of the middle 95 % of draws.

    >>> middle([0.0, 0.25, 0.5, 0.75, 1.0])
    Interval(low=0.025, high=0.975)
    """
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(low), float(high))
