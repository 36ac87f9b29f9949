"""LocalAdam: a rate is a hyperbolic length, wherever the point lies."""

import pytest
import torch

from hrq.geometry.poincare import distance, expmap0
from hrq.train.engine.riemannian import LocalAdam

RATE = 1e-3


@pytest.mark.parametrize("c", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("across", [0.0, 0.6, 1.0])
def test_a_step_is_as_long_near_the_rim_as_in_the_middle(c: float, across: float) -> None:
    """Red when tried: gradients divided once; the factor 2 of the metric left out."""
    lengths = torch.tensor([1e-9, 0.1, 1.0, 4.0, 9.0], dtype=torch.float64) / c**0.5
    along = torch.tensor([0.6, -0.8], dtype=torch.float64)
    vectors = torch.nn.Parameter(lengths[:, None] * along)
    before = expmap0(vectors.detach(), c=c)
    r = 2 * c**0.5 * lengths
    # the Euclidean gradient of a function whose hyperbolic gradient is the same everywhere
    parts = (1 - across**2) ** 0.5 * along + across * (torch.sinh(r) / r)[:, None] * torch.tensor([0.8, 0.6])
    vectors.grad = 2 * parts
    LocalAdam([vectors], lr=RATE, c=c).step()
    moved = distance(before, expmap0(vectors.detach(), c=c), c=c)
    torch.testing.assert_close(moved, torch.full_like(moved, RATE * 2**0.5), rtol=1e-2, atol=0)


def test_rows_without_a_gradient_stay() -> None:
    vectors = torch.nn.Parameter(torch.ones(2, 2, dtype=torch.float64))
    optimizer = LocalAdam([vectors], lr=0.1, c=1.0)
    for grad in ([[1.0, 0.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 0.0]]):
        vectors.grad = torch.tensor(grad, dtype=torch.float64)
        before = vectors.detach().clone()
        optimizer.step()
    assert torch.equal(before[1], vectors.detach()[1])
    assert not torch.equal(before[0], vectors.detach()[0])


def test_it_finds_the_nearest_point_to_a_target_at_the_rim() -> None:
    target = torch.tensor([[0.0, 1 - 1e-9]], dtype=torch.float64)
    vectors = torch.nn.Parameter(torch.tensor([[9.0, 1.0]], dtype=torch.float64))
    optimizer = LocalAdam([vectors], lr=0.1, c=1.0)
    for _ in range(600):
        optimizer.zero_grad()
        distance(expmap0(vectors, c=1.0), target, c=1.0).sum().backward()
        optimizer.step()
    assert float(distance(expmap0(vectors.detach(), c=1.0), target, c=1.0)) < 1.0
