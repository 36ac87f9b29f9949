"""A code of its own for every point, at the least cost."""

from collections.abc import Callable
from itertools import permutations

import pytest
import torch
from torch import Tensor

from hrq.errors import TooLargeError
from hrq.geometry.poincare import distance
from hrq.quantize import QUANTIZERS, make_quantizer
from hrq.quantize.codebook import fit
from hrq.quantize.unique import assign_unique


@pytest.mark.parametrize("name", list(QUANTIZERS))
def test_assignments_are_optimal(
    name: str, ball_points: Callable[..., Tensor], codebooks: Callable[..., list[Tensor]]
) -> None:
    """Four points that share a prefix, six codewords: against all 360 assignments."""
    c = 0.0 if name == "rq" else 1.0
    for seed in range(10):
        points = ball_points(4, 2, c=c, seed=seed, closest=0.4)
        quantizer = make_quantizer(name, codebooks([1, 6], 2, c=c, seed=seed, longest=0.7), c=c)
        nearest = quantizer.encode(points)
        codes, moved = assign_unique(quantizer, points, nearest)
        left, book = quantizer.residuals(points)[1], quantizer.codebooks[1].detach()
        costs = distance(left[:, None], book[None], c=quantizer.residual_c).square()
        cheapest = min(sum(float(costs[i, k]) for i, k in enumerate(one)) for one in permutations(range(6), 4))
        assert float(costs[torch.arange(4), codes[:, 1]].sum()) == pytest.approx(cheapest, rel=1e-12)
        assert len(codes.unique(dim=0)) == 4
        assert torch.equal(moved, (codes != nearest).any(-1))


def test_prefixes_and_codes_that_were_alone_stay(toy_tree: Tensor) -> None:
    quantizer = fit("ghrq", toy_tree, c=1.0, scale=0.4, sizes=[12, 12, 24], seed=0)
    nearest = quantizer.encode(toy_tree)
    codes, moved = assign_unique(quantizer, toy_tree, nearest)
    assert len(nearest.unique(dim=0)) < 600
    assert len(codes.unique(dim=0)) == 600
    assert torch.equal(codes[:, :-1], nearest[:, :-1])
    _, prefix = nearest[:, :-1].unique(dim=0, return_inverse=True)
    _, whole, counts = nearest.unique(dim=0, return_inverse=True, return_counts=True)
    crowded = torch.zeros(int(prefix.max()) + 1, dtype=torch.bool).index_fill_(0, prefix[counts[whole] > 1], True)
    assert torch.equal(codes[~crowded[prefix]], nearest[~crowded[prefix]])
    assert 0 < float(moved.double().mean()) < 0.3
    assert (quantizer.steps(toy_tree, codes).runner_up_distances < quantizer.steps(toy_tree, codes).distances).any()


def test_unique_codes_are_left_alone(ball_points: Callable[..., Tensor]) -> None:
    points = ball_points(5, 2, c=1.0, seed=0, closest=0.5)
    quantizer = make_quantizer("ghrq", [points], c=1.0)
    codes, moved = assign_unique(quantizer, points, quantizer.encode(points))
    assert codes[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert not moved.any()


def test_more_points_than_codes_are_refused(codebooks: Callable[..., list[Tensor]]) -> None:
    points = torch.full((25, 2), 0.1).double()
    quantizer = make_quantizer("ghrq", codebooks([2, 3, 4], 2, c=1.0, seed=0), c=1.0)
    with pytest.raises(TooLargeError, match=r"25 points .* 2 × 3 × 4 codewords make only 24.*more codewords"):
        assign_unique(quantizer, points, quantizer.encode(points))
