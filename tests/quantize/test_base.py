"""What holds for all four quantizers: shapes, dtypes, scale, losses, and what reaches points and codebooks."""

import copy
from collections.abc import Callable

import geoopt
import pytest
import torch
from torch import Tensor

from hrq.errors import CurvatureError, SettingError, ShapeError, UnknownNameError
from hrq.geometry.poincare import distance, expmap0, logmap0
from hrq.quantize import QUANTIZERS, ResidualQuantizer, make_quantizer
from hrq.quantize.search import nearest

pytestmark = pytest.mark.usefixtures("both_searches")
NAMES = list(QUANTIZERS)
SIZES = [5, 9, 7]
Make = Callable[..., ResidualQuantizer]


def curvature(name: str, c: float = 1.3) -> float:
    return 0.0 if name == "rq" else c


@pytest.fixture
def make(codebooks: Callable[..., list[Tensor]]) -> Make:
    """A quantizer of unequal levels in three dimensions."""

    def build(
        name: str, *, c: float = 1.3, scale: float = 1.0, dtype: torch.dtype = torch.float64
    ) -> ResidualQuantizer:
        c = curvature(name, c)
        return make_quantizer(name, codebooks(SIZES, 3, c=c, seed=4, dtype=dtype), c=c, scale=scale)

    return build


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("scale", [1.0, 0.3])
@pytest.mark.parametrize("name", NAMES)
def test_shapes_and_dtypes(
    name: str, scale: float, dtype: torch.dtype, make: Make, ball_points: Callable[..., Tensor]
) -> None:
    quantizer = make(name, scale=scale, dtype=dtype)
    points = ball_points(20, 3, c=quantizer.c, seed=0, closest=0.01, dtype=dtype)
    codes = quantizer.encode(points)
    assert (codes.shape, codes.dtype) == ((20, 3), torch.int64)
    assert [len(book) for book in quantizer.codebooks] == SIZES
    assert quantizer.levels == 3
    assert type(quantizer.codebooks) is list
    steps, training = quantizer.steps(points), quantizer(points)
    assert torch.equal(steps.codes, codes)
    assert torch.equal(training.codes, codes)
    assert torch.equal(steps.residuals, quantizer.residuals(points))
    assert steps.residuals.shape == (4, 20, 3)
    assert steps.distances.shape == steps.runners_up.shape == steps.runner_up_distances.shape == (20, 3)
    partial = quantizer.partial_reconstructions(codes)
    assert partial.shape == (3, 20, 3)
    assert torch.equal(partial[-1], quantizer.reconstruct(codes))
    near = {"rtol": 0, "atol": 1e-5 if dtype == torch.float32 else 1e-12}
    torch.testing.assert_close(training.reconstruction, partial[-1], **near)
    torch.testing.assert_close(steps.residuals[0], quantizer.to_scaled(points), **near)
    assert {one.dtype for one in (*steps[:1], *steps[3:], partial, training.reconstruction)} == {dtype}
    assert not partial.requires_grad


@pytest.mark.parametrize("name", NAMES)
def test_every_level_takes_the_nearest_codeword_of_what_is_left(
    name: str, make: Make, ball_points: Callable[..., Tensor]
) -> None:
    quantizer = make(name)
    points = ball_points(50, 3, c=quantizer.c, seed=1, closest=0.01)
    steps, c = quantizer.steps(points), quantizer.residual_c
    for level, book in enumerate(quantizer.codebooks):
        left = steps.residuals[level]
        every = distance(left[:, None], book[None], c=c).detach()
        order = every.sort(-1)
        assert torch.equal(steps.codes[:, level], order.indices[:, 0])
        assert torch.equal(steps.runners_up[:, level], order.indices[:, 1])
        torch.testing.assert_close(steps.distances[:, level], order.values[:, 0])
        torch.testing.assert_close(steps.runner_up_distances[:, level], order.values[:, 1])
        next_left = quantizer.residual(left, book.detach()[steps.codes[:, level]])
        torch.testing.assert_close(steps.residuals[level + 1], next_left)


@pytest.mark.parametrize("name", NAMES)
def test_given_codes_are_followed_and_a_nearer_codeword_passed_over_has_a_negative_margin(
    name: str, make: Make, ball_points: Callable[..., Tensor]
) -> None:
    quantizer = make(name)
    points = ball_points(30, 3, c=quantizer.c, seed=2, closest=0.01)
    free = quantizer.steps(points)
    moved = free.codes.clone()
    moved[:10, -1] = free.runners_up[:10, -1]
    steps = quantizer.steps(points, moved)
    margins = steps.runner_up_distances - steps.distances
    assert (margins[:10, -1] <= 0).all()
    assert (margins[10:] >= 0).all()
    assert torch.equal(steps.codes, moved)
    assert torch.equal(steps.runners_up[:10, -1], free.codes[:10, -1])
    torch.testing.assert_close(steps.distances[:10, -1], free.runner_up_distances[:10, -1])


@pytest.mark.parametrize("name", NAMES)
def test_the_scale_is_applied_in_the_tangent_space_and_undone(
    name: str, make: Make, ball_points: Callable[..., Tensor]
) -> None:
    quantizer = make(name, scale=0.4)
    points = ball_points(30, 3, c=quantizer.c, seed=3, closest=0.01)
    scaled = quantizer.to_scaled(points)
    torch.testing.assert_close(quantizer.from_scaled(scaled), points)
    tangents = 0.4 * logmap0(points, c=quantizer.c)
    torch.testing.assert_close(scaled, tangents if name == "tangent" else expmap0(tangents, c=quantizer.c))
    unscaled = make_quantizer(name, quantizer.codebooks, c=quantizer.c)
    shrunk = expmap0(tangents, c=quantizer.c)
    assert torch.equal(quantizer.encode(points), unscaled.encode(shrunk))
    codes = quantizer.encode(points)
    back = logmap0(unscaled.reconstruct(codes), c=quantizer.c) / 0.4
    torch.testing.assert_close(quantizer.reconstruct(codes), expmap0(back, c=quantizer.c))


@pytest.mark.parametrize("name", NAMES)
def test_losses_are_means_over_levels_of_squared_distances(
    name: str, make: Make, ball_points: Callable[..., Tensor]
) -> None:
    quantizer = make(name)
    points = ball_points(30, 3, c=quantizer.c, seed=4, closest=0.01)
    expected = quantizer.steps(points).distances.square().mean()
    losses = quantizer(points).losses
    assert set(losses) == {"codebook", "commitment"}
    torch.testing.assert_close(losses["codebook"].detach(), expected)
    torch.testing.assert_close(losses["commitment"].detach(), expected)


@pytest.mark.parametrize("name", NAMES)
def test_the_codebook_loss_moves_each_level_by_its_own_distances_and_no_point(
    name: str, make: Make, ball_points: Callable[..., Tensor]
) -> None:
    quantizer = make(name)
    points = ball_points(30, 3, c=quantizer.c, seed=5, closest=0.05).requires_grad_()
    quantizer(points).losses["codebook"].backward()
    assert points.grad is None or not points.grad.any()
    steps = quantizer.steps(points.detach())
    for level, book in enumerate(quantizer.codebooks):
        alone = book.detach().clone().requires_grad_()
        apart = distance(steps.residuals[level], alone[steps.codes[:, level]], c=quantizer.residual_c)
        (apart.square().mean() / 3).backward()
        torch.testing.assert_close(book.grad, alone.grad)


@pytest.mark.parametrize("name", NAMES)
def test_neither_the_reconstruction_nor_the_commitment_moves_a_codeword(
    name: str, make: Make, ball_points: Callable[..., Tensor]
) -> None:
    quantizer = make(name)
    points = ball_points(30, 3, c=quantizer.c, seed=6, closest=0.05).requires_grad_()
    found = quantizer(points)
    (found.reconstruction.square().sum() + found.losses["commitment"]).backward()
    assert all(book.grad is None for book in quantizer.codebooks)
    assert points.grad is not None
    assert points.grad.abs().min() > 0


@pytest.mark.parametrize(("name", "first_only"), [("rq", True), ("tangent", True), ("ghrq", True), ("hrq", False)])
def test_which_levels_commitments_reach_the_points(
    name: str, first_only: bool, make: Make, ball_points: Callable[..., Tensor]
) -> None:
    """Only the first level's: by vanishing Jacobians in rq and tangent, by detaching in ghrq. In hrq all leak."""
    quantizer = make(name)
    points = ball_points(30, 3, c=quantizer.c, seed=7, closest=0.05).requires_grad_()
    (found,) = torch.autograd.grad(quantizer(points).losses["commitment"], points)
    z = quantizer.to_scaled(points)
    book = quantizer.codebooks[0].detach()
    q = book[nearest(z, book, c=quantizer.residual_c)]
    (first,) = torch.autograd.grad(distance(z, q, c=quantizer.residual_c).square().mean() / 3, points)
    assert torch.allclose(found, first, rtol=1e-9, atol=0) == first_only


@pytest.mark.parametrize("name", ["hrq", "ghrq", "tangent"])
def test_flattening_the_ball_gives_rq(name: str, make: Make, ball_points: Callable[..., Tensor]) -> None:
    """At c = 0 exactly, and as the limit; ghrq's gradient is rq's times the published quarter."""
    points = ball_points(40, 3, c=0.0, seed=8, closest=0.3).requires_grad_()
    flat = make("rq")
    expected = flat(points)
    (slope,) = torch.autograd.grad(expected.reconstruction.square().sum(), points)
    for c, near in ((0.0, {"rtol": 1e-14, "atol": 1e-14}), (1e-8, {"rtol": 1e-5, "atol": 1e-5})):
        found = make_quantizer(name, flat.codebooks, c=c)(points)
        assert torch.equal(found.codes, expected.codes)
        torch.testing.assert_close(found.reconstruction, expected.reconstruction, **near)
        for loss in found.losses:
            torch.testing.assert_close(found.losses[loss], expected.losses[loss], **near)
        (bent,) = torch.autograd.grad(found.reconstruction.square().sum(), points)
        torch.testing.assert_close(bent, slope / 4 if name == "ghrq" else slope, **near)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_training_at_the_centre_and_at_the_margin_has_finite_gradients(name: str, dtype: torch.dtype) -> None:
    c = curvature(name, 1.0)
    directions = torch.tensor([[0, 0], [1, 0], [-1, 0], [0, 1], [0.2, 0.1]], dtype=dtype)
    points = expmap0(directions * 50, c=c) if c else directions
    quantizer = make_quantizer(name, [points[[0, 1]], points[[0, 4]], points[[0, 2, 3]]], c=c)
    points.requires_grad_()
    for factor in ("off", "discount", "unit", "exact"):
        found = quantizer(points, straight_through=factor)
        total = found.reconstruction.square().sum() + found.losses["codebook"] + found.losses["commitment"]
        gradients = torch.autograd.grad(total, [points, *quantizer.codebooks])
        assert total.isfinite()
        assert all(one.isfinite().all() for one in gradients)


@pytest.mark.parametrize(("name", "on_ball"), [("rq", False), ("tangent", False), ("hrq", True), ("ghrq", True)])
def test_optimizers_see_codebooks_on_the_ball_as_such(name: str, on_ball: bool, make: Make) -> None:
    """The curvature follows to another dtype, and a step of geoopt's optimizer is Riemannian."""
    quantizer = make(name).float()
    assert {isinstance(book, geoopt.ManifoldParameter) for book in quantizer.parameters()} == {on_ball}
    assert list(quantizer.state_dict()) == ["_books.0", "_books.1", "_books.2"]
    before = quantizer.codebooks[0].detach().clone()
    optimizer = geoopt.optim.RiemannianSGD(quantizer.parameters(), lr=0.1)
    quantizer.codebooks[0].sum().backward()
    optimizer.step()
    speed = (1 - 1.3 * before.square().sum(-1, keepdim=True)).square() / 4 if on_ball else torch.ones(5, 1)
    torch.testing.assert_close(quantizer.codebooks[0].detach(), before - 0.1 * speed.expand(5, 3), rtol=1e-4, atol=1e-6)
    if on_ball:
        assert quantizer.codebooks[0].manifold.k.dtype == torch.float32
        assert isinstance(copy.deepcopy(quantizer).codebooks[0], geoopt.ManifoldParameter)


def test_codewords_between_geoopt_s_margin_and_ours_are_kept_as_they_are() -> None:
    book = torch.tensor([[0.9985, 0.0]])
    assert torch.equal(make_quantizer("ghrq", [book], c=1.0).codebooks[0].detach(), book)


def test_points_beyond_the_rim_are_taken_at_the_margin(make: Make) -> None:
    quantizer = make("ghrq", c=1.0)
    outside = torch.tensor([[3.0, 0.0, 0.0], [1.0, 0.0, 0.0]], dtype=torch.float64)
    steps = quantizer.steps(outside)
    assert steps.residuals.isfinite().all()
    assert torch.equal(steps.codes[0], steps.codes[1])


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ({"codebooks": []}, ShapeError, r"one a level, got none"),
        (
            {"codebooks": [torch.zeros(2, 3), torch.zeros(2, 4)]},
            ShapeError,
            r"level 2 must have shape \(codewords, 3\)",
        ),
        ({"codebooks": [torch.zeros(0, 3)]}, ShapeError, r"level 1 .* got \(0, 3\)"),
        ({"codebooks": [torch.ones(2, 3)]}, SettingError, "longest codeword of level 1 must be shorter than 1"),
        ({"codebooks": [torch.full((2, 3), torch.nan)]}, SettingError, "longest codeword"),
        ({"scale": 0.0}, SettingError, "scale must be greater than 0, got 0.0"),
        ({"c": -1.0}, CurvatureError, "pass c = 1, not -1"),
    ],
)
def test_what_makes_no_quantizer_is_refused(
    arguments: dict[str, object], error: type[Exception], sentence: str
) -> None:
    usual: dict[str, object] = {"codebooks": [torch.zeros(2, 3)], "c": 1.0, "scale": 1.0}
    with pytest.raises(error, match=sentence):
        make_quantizer("ghrq", **(usual | arguments))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_points_and_codes_that_do_not_fit_are_refused(name: str, make: Make) -> None:
    quantizer = make(name)
    with pytest.raises(ShapeError, match=r"Points must have shape \(n, 3\), got \(4, 2\)"):
        quantizer.encode(torch.zeros(4, 2))
    with pytest.raises(ShapeError, match=r"Codes must have shape \(n, 3\), one column a level, got \(4, 2\)"):
        quantizer.reconstruct(torch.zeros(4, 2, dtype=torch.int64))
    with pytest.raises(SettingError, match="token of level 2 must be between 0 and 8, got 9"):
        quantizer.partial_reconstructions(torch.tensor([[4, 9, 0]]))
    with pytest.raises(SettingError, match="token of level 1 must be between 0 and 4, got -1"):
        quantizer.steps(torch.zeros(1, 3), torch.tensor([[-1, 0, 0]]))
    with pytest.raises(UnknownNameError, match="straight-through factor"):
        quantizer(torch.zeros(1, 3), straight_through="identity")
