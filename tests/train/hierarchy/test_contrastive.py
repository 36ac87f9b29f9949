"""The fast loss against autograd on the plain formula, values and gradients, and its edge cases."""

import pytest
import torch

from hrq.geometry.poincare import distance, expmap0
from hrq.train.hierarchy.contrastive import contrastive_loss, lift_tangents, private_mass, shared_mass

NONE = torch.zeros(0, dtype=torch.int64)


def plain_mass(u: torch.Tensor, w: torch.Tensor, keep: torch.Tensor, *, c: float, temperature: float) -> torch.Tensor:
    """The formula, by the difference form of the distance."""
    apart = distance(expmap0(u, c=c)[:, None], expmap0(w, c=c)[None], c=c)
    return (torch.exp(-apart / temperature) * keep).sum(dim=1)


@pytest.mark.parametrize("c", [0.0, 0.3, 1.0, 4.0])
@pytest.mark.parametrize("temperature", [0.3, 1.0])
def test_shared_mass_and_its_gradient_are_the_plain_formula_s(c: float, temperature: float) -> None:
    noise = torch.Generator().manual_seed(0)
    u, w = (torch.randn(n, 3, generator=noise, dtype=torch.float64).requires_grad_() for n in (5, 7))
    rows, columns = torch.tensor([0, 3, 3]), torch.tensor([1, 0, 6])
    keep = torch.ones(5, 7, dtype=torch.float64)
    keep[rows, columns] = 0
    weights = torch.rand(5, generator=noise, dtype=torch.float64)
    fast = shared_mass(u, w, (rows, columns), c=c, temperature=temperature)
    slow = plain_mass(u, w, keep, c=c, temperature=temperature)
    torch.testing.assert_close(fast, slow)
    for one, other in zip(*(torch.autograd.grad((mass * weights).sum(), (u, w)) for mass in (fast, slow)), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-6, atol=1e-9)


def test_private_mass_is_shared_mass_row_by_row() -> None:
    noise = torch.Generator().manual_seed(1)
    u, w = (torch.randn(n, 2, generator=noise, dtype=torch.float64) for n in (4, 6))
    apart = expmap0(w, c=1.0).expand(4, 6, 2)
    false = torch.zeros(4, 6, dtype=torch.bool)
    false[2, 5] = True
    private = private_mass(expmap0(u, c=1.0), apart, false, c=1.0, temperature=0.5)
    shared = shared_mass(u, w, (torch.tensor([2]), torch.tensor([5])), c=1.0, temperature=0.5)
    torch.testing.assert_close(private, shared)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_negative_on_top_of_its_node_gives_finite_gradients(dtype: torch.dtype) -> None:
    u = torch.tensor([[0.5, 0.0], [0.0, 0.0]], dtype=dtype, requires_grad=True)
    mass = shared_mass(u, u.detach().clone(), (NONE, NONE), c=1.0, temperature=0.3)
    mass.sum().backward()
    assert mass.isfinite().all()
    assert u.grad is not None
    assert u.grad.isfinite().all()


def test_the_loss_by_hand_with_and_without_the_self_term() -> None:
    apart, mass = torch.tensor([1.0], dtype=torch.float64), torch.tensor([0.5], dtype=torch.float64)
    positive = torch.exp(torch.tensor(-2.0, dtype=torch.float64))
    without = contrastive_loss(apart, mass, temperature=0.5, self_term=False)
    with_it = contrastive_loss(apart, mass, temperature=0.5, self_term=True)
    torch.testing.assert_close(without, -torch.log(positive / (positive + 0.5)))
    torch.testing.assert_close(with_it, -torch.log(positive / (positive + 1.5)))


def test_far_away_everything_stays_finite_in_float32() -> None:
    apart = torch.tensor([200.0], requires_grad=True)
    loss = contrastive_loss(apart, torch.zeros(1), temperature=0.05, self_term=False)
    loss.backward()
    assert loss.isfinite()
    assert apart.grad is not None
    assert apart.grad.isfinite().all()


def test_the_lift_lies_on_the_hyperboloid_and_keeps_distances() -> None:
    v = torch.randn(6, 4, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    lifted = lift_tangents(v, c=2.0)
    signs = torch.tensor([-1.0, 1, 1, 1, 1], dtype=torch.float64)
    torch.testing.assert_close((lifted * lifted * signs).sum(-1), torch.full((6,), -1.0, dtype=torch.float64))
    apart = torch.acosh(-(lifted[:1] * lifted[1:] * signs).sum(-1)) / 2**0.5
    torch.testing.assert_close(apart, distance(expmap0(v[:1], c=2.0), expmap0(v[1:], c=2.0), c=2.0))
