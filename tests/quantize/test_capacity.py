"""A prefix never has more points than codes; whoever has to move moves as little as possible."""

from collections.abc import Callable
from itertools import product

import pytest
import torch
from torch import Tensor

from hrq.geometry.poincare import distance
from hrq.quantize import QUANTIZERS, make_quantizer
from hrq.quantize.capacity import make_room
from hrq.quantize.unique import assign_unique


@pytest.mark.parametrize("name", list(QUANTIZERS))
def test_as_many_points_as_codes_fill_every_code(name: str, codebooks: Callable[..., list[Tensor]]) -> None:
    """All points in one place, no code to spare."""
    c = 0.0 if name == "rq" else 1.0
    quantizer = make_quantizer(name, codebooks([2, 3, 4], 2, c=c, seed=1), c=c)
    points = torch.full((24, 2), 0.1).double()
    codes, _ = assign_unique(quantizer, points, quantizer.encode(points))
    assert {tuple(code) for code in codes.tolist()} == set(product(range(2), range(3), range(4)))


def test_the_cheapest_moves_are_made_and_the_rest_of_the_code_is_the_nearest(
    ball_points: Callable[..., Tensor], codebooks: Callable[..., list[Tensor]]
) -> None:
    c = 1.0
    quantizer = make_quantizer("ghrq", codebooks([3, 2], 2, c=c, seed=3, longest=0.6), c=c)
    points = ball_points(6, 2, c=c, seed=5, closest=0.9) * 0.2 + quantizer.codebooks[0].detach()[0].double() * 0.8
    codes = make_room(quantizer, points, quantizer.encode(points))
    assert torch.bincount(codes[:, 0], minlength=3).tolist() == [2, 2, 2]
    costs = distance(points[:, None], quantizer.codebooks[0].detach().double()[None], c=c).square()
    ways = [way for way in product(range(3), repeat=6) if all(way.count(token) == 2 for token in range(3))]
    cheapest = min(sum(float(costs[i, token]) for i, token in enumerate(way)) for way in ways)
    assert float(costs[torch.arange(6), codes[:, 0]].sum()) == pytest.approx(cheapest, rel=1e-9)
    left, second = quantizer.steps(points, codes).residuals[1].double(), quantizer.codebooks[1].detach().double()
    assert torch.equal(codes[:, 1], distance(left[:, None], second[None], c=c).argmin(dim=1))


def test_codes_that_fit_come_back_as_they_were(
    ball_points: Callable[..., Tensor], codebooks: Callable[..., list[Tensor]]
) -> None:
    points = ball_points(20, 3, c=1.0, seed=0, closest=0.3)
    quantizer = make_quantizer("tangent", codebooks([8, 64], 3, c=1.0, seed=0), c=1.0)
    nearest = quantizer.encode(points)
    assert torch.equal(make_room(quantizer, points, nearest), nearest)


def test_codes_that_just_fit_are_returned_as_they_came(ball_points: Callable[..., Tensor]) -> None:
    """Every code once, whichever is near: no prefix has more points than there is room."""
    points = ball_points(12, 3, c=1.0, seed=0, closest=0.1)
    books = [ball_points(size, 3, c=1.0, seed=size, closest=0.1) for size in (3, 4)]
    codes = torch.cartesian_prod(torch.arange(3), torch.arange(4))[torch.randperm(12)]
    assert torch.equal(make_room(make_quantizer("ghrq", books, c=1.0), points, codes), codes)


TRIANGLE = torch.tensor([[0.0, 0.0], [3.9, 4.56]], dtype=torch.float64)  # A and B, 6 apart
NEAR_A = torch.tensor([[0.0, 0.0], [-5.0, 0.0]], dtype=torch.float64)  # A itself, and a point 5 from A, 10 from B


def test_room_is_made_so_that_squares_are_least() -> None:
    """0² + 10² is more than 6² + 5², although 0 + 10 is less than 6 + 5."""
    quantizer = make_quantizer("rq", [TRIANGLE, torch.zeros(1, 2).double()], c=0.0)
    codes = quantizer.encode(NEAR_A)
    assert codes.tolist() == [[0, 0], [0, 0]]
    assert make_room(quantizer, NEAR_A, codes).tolist() == [[1, 0], [0, 0]]


def test_codes_are_made_different_so_that_squares_are_least() -> None:
    quantizer = make_quantizer("rq", [torch.zeros(1, 2).double(), TRIANGLE], c=0.0)
    assert assign_unique(quantizer, NEAR_A, quantizer.encode(NEAR_A))[0].tolist() == [[0, 1], [0, 0]]


def test_points_that_got_another_token_take_the_nearest_from_there_on(ball_points: Callable[..., Tensor]) -> None:
    points = ball_points(12, 3, c=1.0, seed=5, closest=0.5) * 0.2
    books = [ball_points(size, 3, c=1.0, seed=size, closest=0.3) * 0.6 for size in (3, 4, 5)]
    quantizer = make_quantizer("ghrq", books, c=1.0)
    crowded = torch.cat([torch.zeros(12, 2), torch.arange(12)[:, None] % 5], dim=1).long()
    points, crowded = points.repeat(4, 1), crowded.repeat(4, 1)  # 48 points share a token, with room for 20
    final = make_room(quantizer, points, crowded)
    changed = final[:, 0] != crowded[:, 0]
    assert int(changed.sum()) >= 28
    steps = quantizer.steps(points[changed], final[changed])
    assert bool((steps.distances[:, 2] <= steps.runner_up_distances[:, 2]).all())


def test_codes_that_differ_stay_whichever_are_near(ball_points: Callable[..., Tensor]) -> None:
    points = ball_points(4, 3, c=1.0, seed=0, closest=0.1)
    books = [ball_points(size, 3, c=1.0, seed=size, closest=0.1) for size in (1, 4)]
    for order in ([0, 1, 2, 3], [3, 1, 0, 2]):
        codes = torch.tensor([[0, token] for token in order])
        final, moved = assign_unique(make_quantizer("ghrq", books, c=1.0), points, codes)
        assert torch.equal(final, codes)
        assert not moved.any()


def test_beside_a_crowded_prefix_one_that_is_just_full_stays_as_it_is() -> None:
    """On a line: three points share 0-0, with room for two; 1-0 has its two, though 1-1 is nearer to them."""
    line = [torch.tensor([[0.0], [step]], dtype=torch.float64) for step in (100.0, 10.0, 1.0)]
    points = torch.tensor([[0.0], [0.0], [1.0], [110.0], [111.0]], dtype=torch.float64)
    codes = torch.tensor([[0, 0, 0], [0, 0, 0], [0, 0, 1], [1, 0, 0], [1, 0, 1]])
    final = make_room(make_quantizer("rq", line, c=0.0), points, codes)
    assert torch.equal(final[3:], codes[3:])
    assert final[:3, 1].sum() == 1
