"""The backward of ghrq's reconstruction, against the definition of the gyration and against geoopt."""

from collections.abc import Callable

import geoopt.manifolds.stereographic.math as referee
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hrq.errors import UnknownNameError
from hrq.geometry.poincare import conformal_factor, mobius_add
from hrq.quantize.straight_through import transport_back

CURVED = st.floats(-3, 1).map(lambda power: 10.0**power)
SEEDS = st.integers(0, 2**31)
LAWS = settings(deadline=None, max_examples=25, derandomize=True)
EXPECTED: dict[str, Callable[[Tensor, Tensor], Tensor]] = {  # of λ_z and λ_ẑ
    "discount": lambda z, zhat: 1 / (z * zhat),
    "unit": lambda z, zhat: torch.ones_like(z),
    "exact": lambda z, zhat: z / zhat,
}


def gyration_by_definition(a: Tensor, b: Tensor, w: Tensor, c: float) -> Tensor:
    """−(a ⊕ b) ⊕ (a ⊕ (b ⊕ w)), for w shrunk into the ball: the map is linear."""
    small = w * 1e-3 / (1 + w.norm(dim=-1, keepdim=True)) / max(c, 1) ** 0.5
    shrink = small.norm(dim=-1, keepdim=True) / w.norm(dim=-1, keepdim=True)
    turned = mobius_add(-mobius_add(a, b, c=c), mobius_add(a, mobius_add(b, small, c=c), c=c), c=c)
    return turned / shrink


def gradient(z: Tensor, zhat: Tensor, g: Tensor, *, c: float, factor: str) -> Tensor:
    """What reaches z when g arrives at ẑ."""
    z = z.clone().requires_grad_()
    transport_back(z, zhat, c=c, factor=factor).backward(g)
    assert z.grad is not None
    return z.grad


@LAWS
@given(c=CURVED, seed=SEEDS, factor=st.sampled_from(list(EXPECTED)))
def test_the_gradient_is_carried_by_the_gyration(
    ball_points: Callable[..., Tensor], c: float, seed: int, factor: str
) -> None:
    z, zhat, g = (ball_points(50, 4, c=c, seed=seed + i, closest=0.2) for i in range(3))
    weight = EXPECTED[factor](conformal_factor(z, c=c), conformal_factor(zhat, c=c))[:, None]
    expected = weight * gyration_by_definition(z, -zhat, g, c)
    torch.testing.assert_close(gradient(z, zhat, g, c=c, factor=factor), expected, rtol=1e-6, atol=1e-8)


@LAWS
@given(c=CURVED, seed=SEEDS)
def test_the_exact_factor_is_the_riemannian_gradient_transported(
    ball_points: Callable[..., Tensor], c: float, seed: int
) -> None:
    """g/λ_ẑ² is the Riemannian gradient at ẑ; geoopt carries it to z; times λ_z² it is Euclidean again."""
    z, zhat, g = (ball_points(50, 4, c=c, seed=seed + i, closest=0.2) for i in range(3))
    k = torch.tensor(-c, dtype=torch.float64)
    there, here = (referee.lambda_x(x, k=k, keepdim=True) for x in (zhat, z))
    expected = here**2 * referee.parallel_transport(zhat, z, g / there**2, k=k)
    torch.testing.assert_close(gradient(z, zhat, g, c=c, factor="exact"), expected, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize(("factor", "share"), [("discount", 0.25), ("unit", 1.0), ("exact", 1.0)])
def test_in_the_plane_only_a_factor_is_left(factor: str, share: float) -> None:
    z, zhat, g = torch.randn(3, 4, 2, generator=torch.Generator().manual_seed(0)).unbind()
    assert torch.equal(gradient(z, zhat, g, c=0.0, factor=factor), share * g)


def test_off_gives_nothing_and_the_codes_never_get_anything() -> None:
    z, zhat = torch.full((1, 2), 0.1, requires_grad=True), torch.full((1, 2), 0.2, requires_grad=True)
    off = transport_back(z, zhat, c=1.0, factor="off")
    assert torch.equal(off, zhat)
    assert not off.requires_grad
    on = transport_back(z, zhat, c=1.0)
    assert torch.equal(on, zhat)
    on.sum().backward()
    assert zhat.grad is None
    assert z.grad is not None


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_gradients_at_the_margin_are_finite_and_keep_their_dtype(dtype: torch.dtype) -> None:
    z = torch.tensor([[0.999, 0.0], [0.999, 0.0], [0.0, 0.0]], dtype=dtype)
    zhat = torch.tensor([[0.999, 0.0], [-0.999, 0.0], [0.0, 0.999]], dtype=dtype)
    for factor in EXPECTED:
        found = gradient(z, zhat, torch.ones_like(z), c=1.0, factor=factor)
        assert found.dtype == dtype
        assert found.isfinite().all()


def test_an_unknown_factor_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"straight-through factor named 'discont'.*Nearest: discount"):
        transport_back(torch.zeros(1, 2), torch.zeros(1, 2), c=1.0, factor="discont")
