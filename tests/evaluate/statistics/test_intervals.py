import numpy as np
import pytest

from hrq.evaluate.statistics.intervals import jackknife, middle


def test_the_interval_of_a_mean_is_that_of_the_textbook() -> None:
    """Red when tried: (g − 1) / g left out, an interval a third as wide."""
    draws = np.random.default_rng(0).normal(0.1, 0.2, 4_000)

    def mean(kept: np.ndarray) -> float:
        return float(draws[kept].mean())

    widths = []
    for seed in range(30):
        found = jackknife(mean, float(draws.mean()), len(draws), np.random.default_rng(seed))
        assert found is not None
        assert found.low < draws.mean() < found.high
        widths.append(found.high - found.low)
    assert np.mean(widths) == pytest.approx(2 * 1.96 * draws.std() / 4_000**0.5, rel=0.15)


def test_too_little_has_no_interval() -> None:
    assert jackknife(lambda kept: float(len(kept)), 1.0, 1, np.random.default_rng(0)) is None
    assert jackknife(lambda kept: None, 1.0, 20, np.random.default_rng(0)) is None


def test_an_interval_stays_where_statistics_can_be() -> None:
    draws = np.array([1.0, -1.0, 1.0])
    found = jackknife(lambda kept: float(draws[kept].mean()), 1 / 3, 3, np.random.default_rng(0))
    assert found is not None
    assert -1 <= found.low < found.high <= 1


def test_the_middle_of_draws() -> None:
    assert middle(list(range(101))) == pytest.approx((2.5, 97.5))
