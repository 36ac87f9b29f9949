"""The fast search against the plain one: every codeword's difference, in float64."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hrq.geometry.poincare import distance, expmap0, mobius_add, radius
from hrq.quantize.search import Search, nearest, nearest_two, rows_at_once

pytestmark = pytest.mark.usefixtures("both_searches")
CURVATURES = st.just(0.0) | st.floats(-3, 1).map(lambda power: 10.0**power)
SEEDS = st.integers(0, 2**31)
LAWS = settings(deadline=None, max_examples=25, derandomize=True)


def plain(x: Tensor, book: Tensor, c: float) -> Tensor:
    """|x − e|²/(1 − c|e|²) for every pair (m, n), differences formed one by one."""
    x, book = x.double(), book.double()
    return (x[:, None] - book[None]).square().sum(-1) / (1 - c * book.square().sum(-1))


def crowd(n: int, d: int, *, c: float, gap: float, seed: int) -> Tensor:
    """Points of one hyperbolic ball of radius about 1 whose centre is `gap` from the rim."""
    noise = torch.Generator().manual_seed(seed)
    centre = torch.zeros(d, dtype=torch.float64)
    centre[0] = (1 - gap) * radius(c)
    step = torch.randn(n, d, generator=noise, dtype=torch.float64)
    step = step / step.norm(dim=-1, keepdim=True) * torch.rand(n, 1, generator=noise, dtype=torch.float64) / 2
    return mobius_add(centre, expmap0(step * radius(c), c=c), c=c)


@LAWS
@given(c=CURVATURES, size=st.integers(1, 60), seed=SEEDS)
def test_the_nearest_codeword_is_found(ball_points: Callable[..., Tensor], c: float, size: int, seed: int) -> None:
    """Points and codewords anywhere up to the rim."""
    x, book = ball_points(300, 5, c=c, seed=seed, closest=1e-6), ball_points(size, 5, c=c, seed=seed + 1, closest=1e-4)
    assert torch.equal(nearest(x, book, c=c), plain(x, book, c).argmin(-1))
    assert torch.equal(nearest(x, book, c=c, chunk=97), nearest(x, book, c=c))


@pytest.mark.parametrize("c", [1e-3, 1.0, 10.0])
@pytest.mark.parametrize("d", [2, 16])
@pytest.mark.parametrize("gap", [1e-2, 1e-4, 1e-6])
def test_crowds_at_the_rim_are_told_apart(c: float, d: int, gap: float) -> None:
    """Every point and codeword in one small ball at the rim, 3,000 by 128."""
    x, book = crowd(3000, d, c=c, gap=gap, seed=1), crowd(128, d, c=c, gap=gap, seed=2)
    scores = plain(x, book, c)
    found = nearest(x, book, c=c)
    agree = (found == scores.argmin(-1)).double().mean()
    assert float(agree) >= 0.9999


@pytest.mark.parametrize("c", [0.0, 1.0])
def test_near_ties_are_told_apart(c: float) -> None:
    """2,000 points almost halfway between two of 128 codewords, in so many coordinates that rounding adds up."""
    noise = torch.Generator().manual_seed(0)
    centres, apart = torch.randn(2, 64, 64, generator=noise, dtype=torch.float64).unbind()
    centres = centres / centres.norm(dim=-1, keepdim=True)
    book = torch.stack([centres + apart * 1e-3, centres - apart * 1e-3], dim=1).reshape(128, 64)
    book = book / book.norm(dim=-1, keepdim=True) * 0.9
    pair = torch.randint(0, 64, (2000,), generator=noise)
    x = (book[2 * pair] + book[2 * pair + 1]) / 2 + torch.randn(2000, 64, generator=noise, dtype=torch.float64) * 1e-7
    assert torch.equal(nearest(x, book, c=c), plain(x, book, c).argmin(-1))


@pytest.mark.parametrize("c", [0.0, 1.0])
@pytest.mark.parametrize("size", [1e-20, 1e-22])
def test_coordinates_whose_squares_float32_can_hardly_hold_are_told_apart(c: float, size: float) -> None:
    noise = torch.Generator().manual_seed(0)
    x, book = (torch.randn(n, 2, generator=noise, dtype=torch.float64) * size for n in (2000, 128))
    assert torch.equal(nearest(x, book, c=c), plain(x, book, c).argmin(-1))


@pytest.mark.parametrize("c", [0.0, 0.7])
def test_scores_are_held_less_their_largest_rounding_error(ball_points: Callable[..., Tensor], c: float) -> None:
    """δ w_e (|x|² + |e|²) with δ = 4(d + 4)ε, and a bound is raised by twice that much."""
    x, book = ball_points(50, 6, c=c, seed=1, closest=1e-2), ball_points(9, 6, c=c, seed=2, closest=1e-2)
    weight, square = 1 / (1 - c * book.square().sum(-1)), x.square().sum(-1, keepdim=True)
    score = (1 + c * square) * weight * book.square().sum(-1) - 2 * weight * (x @ book.T)
    ready = Search(book, c=c)
    for bounds, dtype in ((ready._rough, torch.float32), (ready._fine, torch.float64)):
        assert {one.dtype for one in bounds} == {dtype}
        error = 4 * (6 + 4) * torch.finfo(dtype).eps * weight * (square + book.square().sum(-1))
        table, slack, base = (one.double() for one in bounds)
        low = table[0] + square * table[1] + x @ table[2:]
        held = {"rtol": 0, "atol": float(score.abs().max()) * torch.finfo(dtype).eps * 4}
        torch.testing.assert_close(low, score - error, **held)
        torch.testing.assert_close(slack * square + base, 2 * error, rtol=1e-6, atol=0)


def test_as_many_points_as_fit_the_cache_are_compared_at_once() -> None:
    assert rows_at_once(torch.zeros(128, 3)) == 4096
    assert rows_at_once(torch.zeros(3, 3)) == (1 << 19) // 3
    assert rows_at_once(torch.zeros(1 << 20, 1)) == 1


@pytest.mark.parametrize("gap", [2e-2, 3e-3])
def test_float32_points_get_the_codeword_that_is_nearest_to_them_as_they_are(gap: float) -> None:
    x, book = (crowd(n, 4, c=1.0, gap=gap, seed=n).float() for n in (3000, 128))
    found = nearest(x, book, c=1.0)
    assert found.dtype == torch.int64
    assert torch.equal(found, plain(x, book, 1.0).argmin(-1))


def test_of_equal_codewords_the_first_is_taken() -> None:
    book = torch.tensor([[0.1, 0.0], [0.4, 0.2], [0.4, 0.2], [0.4, 0.2]], dtype=torch.float64)
    assert nearest(torch.tensor([[0.4, 0.21], [0.1, 0.0]], dtype=torch.float64), book, c=1.0).tolist() == [1, 0]


@LAWS
@given(c=CURVATURES, size=st.integers(2, 40), seed=SEEDS)
def test_the_runner_up_is_the_second_nearest(
    ball_points: Callable[..., Tensor], c: float, size: int, seed: int
) -> None:
    x, book = ball_points(100, 3, c=c, seed=seed, closest=1e-4), ball_points(size, 3, c=c, seed=seed + 1, closest=1e-3)
    found = nearest_two(x, book, c=c, chunk=33)
    order = plain(x, book, c).argsort(-1)
    assert torch.equal(found.nearest, order[:, 0])
    assert torch.equal(found.runner_up, order[:, 1])
    every = distance(x[:, None], book[None], c=c).sort(-1).values
    torch.testing.assert_close(found.distance, every[:, 0], rtol=1e-12, atol=0)
    torch.testing.assert_close(found.runner_up_distance, every[:, 1], rtol=1e-12, atol=0)


def test_one_codeword_has_no_runner_up() -> None:
    found = nearest_two(torch.rand(3, 2), torch.zeros(1, 2), c=0.5)
    assert found.nearest.tolist() == found.runner_up.tolist() == [0, 0, 0]
    assert found.runner_up_distance.isinf().all()


def test_no_points_at_all() -> None:
    assert nearest(torch.zeros(0, 3), torch.zeros(4, 3), c=1.0).shape == (0,)
