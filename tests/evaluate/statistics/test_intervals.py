import numpy as np
import pytest

from hrq.evaluate.statistics.intervals import jackknife, middle, normal_half, student_half, wilson


def test_the_interval_of_a_mean_is_that_of_the_textbook() -> None:
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


def test_leaving_out_one_at_a_time_gives_the_standard_error_of_a_mean_exactly() -> None:
    """s / √n, which the factor (g − 1) / g of the jackknife gives."""
    values = np.array([0.1, 0.2, 0.3, 0.6])
    found = jackknife(lambda kept: float(values[kept].mean()), 0.3, 4, np.random.default_rng(0))
    half = 1.96 * values.std(ddof=1) / 2
    assert found == pytest.approx((0.3 - half, 0.3 + half))
    two = jackknife(lambda kept: float(values[kept].mean()), 0.3, 4, np.random.default_rng(0), groups=2)
    assert two is not None
    means = {values[[0, i]].mean() - 0.3 for i in (1, 2, 3)}
    assert any((two.high - two.low) / 2 == pytest.approx(1.96 * abs(mean)) for mean in means)


def test_too_little_has_no_interval() -> None:
    assert jackknife(lambda kept: float(len(kept)), 1.0, 1, np.random.default_rng(0)) is None
    assert jackknife(lambda kept: None, 1.0, 20, np.random.default_rng(0)) is None
    assert jackknife(lambda kept: 0.5 if 0 in kept else None, 0.5, 20, np.random.default_rng(0)) is None


def test_an_interval_stays_where_statistics_can_be() -> None:
    draws = np.array([1.0, -1.0, 1.0])
    found = jackknife(lambda kept: float(draws[kept].mean()), 1 / 3, 3, np.random.default_rng(0))
    assert found is not None
    assert -1 <= found.low < found.high <= 1


def test_the_middle_of_draws() -> None:
    assert middle(list(range(101))) == pytest.approx((2.5, 97.5))


def test_wilson_against_the_textbook() -> None:
    """Brown, Cai and DasGupta (2001): 0 of 10 is 0 … .278."""
    assert wilson(0, 10) == pytest.approx((0.0, 0.278), abs=5e-4)
    low, high = wilson(3, 10)  # the same by its quadratic: (p − x)² = z² x (1 − x) / n at both ends
    for end in (low, high):
        assert (0.3 - end) ** 2 == pytest.approx(1.96**2 * end * (1 - end) / 10)
    assert wilson(10, 10) == pytest.approx((0.722, 1.0), abs=5e-4)


def test_intervals_of_means_are_those_of_the_textbook() -> None:
    """Student's t of 2 degrees of freedom is 4.303, of 4 it is 2.776."""
    three, five = np.array([0.8, 0.9, 1.3]), np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert student_half(three) == pytest.approx(4.3027 * 0.264575 / 3**0.5, rel=1e-4)
    assert student_half(five) == pytest.approx(2.7764 * 1.581139 / 5**0.5, rel=1e-4)
    assert normal_half(five) == pytest.approx(1.96 * 1.581139 / 5**0.5, rel=1e-4)
    assert normal_half(three[:1]) is student_half(three[:1]) is None
