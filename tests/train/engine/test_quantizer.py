"""The scale that the ball's quantizers work at, the published start, and the losses."""

import pytest
import torch

from hrq.geometry.poincare import expmap0
from hrq.quantize import make_quantizer
from hrq.quantize.codebook import fit
from hrq.runs.config import make_settings
from hrq.train.engine.quantizer import MOST, fitted_quantizer, quantizer_loss, random_quantizer, working_scale


def tangents(c: float, *, seed: int = 0) -> torch.Tensor:
    noise = torch.Generator().manual_seed(seed)
    return torch.randn(41, 2, generator=noise, dtype=torch.float64) * 2 / c**0.5


@pytest.mark.parametrize("c", [0.25, 1.0, 9.0])
@pytest.mark.parametrize("name", ["hrq", "ghrq"])
def test_scaled_points_have_a_median_radius_of_half_the_ball_s(name: str, c: float) -> None:
    vectors = tangents(c)
    scale = working_scale(vectors, make_settings(dimension=2, quantizer=name, curvature=c))
    radii = expmap0(scale * vectors, c=c).norm(dim=1) * c**0.5
    assert float(radii.median()) == pytest.approx(0.5)


def test_points_in_the_very_middle_do_not_count_and_scales_have_bounds() -> None:
    settings = make_settings(dimension=2)
    vectors = tangents(1.0)
    with_roots = torch.cat([vectors, torch.zeros(60, 2, dtype=torch.float64)])
    assert working_scale(with_roots, settings) == working_scale(vectors, settings)
    assert working_scale(torch.zeros(3, 2), settings) == 1.0
    assert working_scale(vectors * 1e-9, settings) == MOST
    assert working_scale(vectors * 1e9, settings) == 1 / MOST


def test_other_quantizers_the_plane_and_the_paper_are_not_scaled() -> None:
    vectors = tangents(1.0)
    for given in ({"quantizer": "tangent"}, {"preset": "paper"}, {"curvature": 0.0}):
        assert working_scale(vectors, make_settings(dimension=2, **given)) == 1.0


def test_the_published_start_is_in_the_inner_half_of_the_ball() -> None:
    settings = make_settings(dimension=3, levels=2, codewords=(200, 300), curvature=4.0, seed=5)
    found = random_quantizer(torch.zeros(1, 3), settings)
    lengths = [book.detach().norm(dim=1) for book in found.codebooks]
    assert [len(one) for one in lengths] == [200, 300]
    assert all(0.24 < float(one.max()) < 0.25 and float(one.min()) < 0.01 for one in lengths)
    assert found.codebooks[0].dtype == torch.float32
    assert found.c == 4.0
    flat = random_quantizer(
        torch.zeros(1, 3), make_settings(dimension=3, levels=1, codewords=300, curvature=0.0, quantizer="rq")
    )
    assert 0.48 < float(flat.codebooks[0].detach().norm(dim=1).max()) < 0.5
    other = random_quantizer(torch.zeros(1, 3), settings.model_copy(update={"seed": 6}))
    assert not torch.equal(found.codebooks[0], other.codebooks[0])


def test_codebooks_are_fitted_to_the_points_at_their_scale() -> None:
    settings = make_settings(dimension=2, levels=2, codewords=(4, 6), curvature=4.0)
    vectors, told = tangents(4.0), list[tuple[int, int]]()
    found = fitted_quantizer(vectors, settings, iterations=3, seed=1, report=lambda done, of: told.append((done, of)))
    assert found.scale == working_scale(vectors, settings) != 1.0
    assert [len(book) for book in found.codebooks] == [4, 6]
    assert found.c == 4.0
    assert told
    fitted = fit("ghrq", expmap0(vectors, c=4.0), c=4.0, scale=found.scale, sizes=(4, 6), seed=1, iterations=3)
    assert torch.equal(found.codebooks[1], fitted.codebooks[1])
    other = fitted_quantizer(vectors, settings, iterations=3, seed=2)
    assert not torch.equal(found.codebooks[0], other.codebooks[0])


def test_the_loss_weighs_commitment_by_beta() -> None:
    noise = torch.Generator().manual_seed(0)
    books = [torch.rand(4, 2, generator=noise, dtype=torch.float64) * 0.4 for _ in range(2)]
    points = torch.rand(9, 2, generator=noise, dtype=torch.float64) * 0.5
    quantizer = make_quantizer("ghrq", books, c=1.0)
    losses = quantizer(points, straight_through="off").losses
    codebook, commitment = (float(losses[name].detach()) for name in ("codebook", "commitment"))
    for beta in (0.0, 0.25, 2.0):
        settings = make_settings(dimension=2, levels=2, codewords=4, commitment=beta, straight_through="off")
        loss, codes = quantizer_loss(quantizer, points, settings)
        assert float(loss.detach()) == pytest.approx(codebook + beta * commitment)
        assert torch.equal(codes, quantizer.encode(points))
