"""What is said of one node equals what the quantizer and the geometry say."""

import pytest
import torch

from hrq.evaluate.quantization.path_of_a_node import neighbours, prefix_points, residual_path
from hrq.geometry.poincare import distance
from hrq.quantize import QUANTIZERS, ResidualQuantizer, make_quantizer


def quantizer(name: str) -> tuple[ResidualQuantizer, torch.Tensor]:
    """Three levels of four codewords near the centre, and forty points, in two dimensions and float64."""
    noise = torch.Generator().manual_seed(3)
    books = [torch.rand(4, 2, generator=noise, dtype=torch.float64) * 0.6 - 0.3 for _ in range(3)]
    points = torch.rand(40, 2, generator=noise, dtype=torch.float64) - 0.5
    return make_quantizer(name, books, c=0.0 if name == "rq" else 1.0), points


@pytest.mark.parametrize("name", QUANTIZERS)
def test_margins_are_never_negative_for_nearest_codes_and_negative_for_moved_ones(name: str) -> None:
    model, points = quantizer(name)
    codes = model.encode(points).numpy()
    for row in range(len(points)):
        found = residual_path(model, points[row], codes[row])
        assert found.codes.tolist() == codes[row].tolist()
        assert (found.margins >= 0).all()
        assert (found.runners_up != found.codes).all()
        moved = codes[row].copy()
        moved[-1] = int(found.runners_up[-1])
        again = residual_path(model, points[row], moved)
        assert again.margins[-1] == pytest.approx(-found.margins[-1])
        assert again.runners_up[-1] == codes[row, -1]


@pytest.mark.parametrize("name", QUANTIZERS)
def test_errors_are_distances_to_the_partial_reconstructions(name: str) -> None:
    model, points = quantizer(name)
    code = model.encode(points[:1]).numpy()
    found = residual_path(model, points[0], code[0])
    expected = distance(model.partial_reconstructions(code)[:, 0], points[:1], c=model.c)
    assert found.errors.tolist() == pytest.approx(expected.tolist())


def test_a_ghrq_residual_is_as_long_as_the_error() -> None:
    model, points = quantizer("ghrq")
    found = residual_path(model, points[5], model.encode(points)[5].numpy())
    assert found.residuals.tolist() == pytest.approx(found.errors.tolist())


def test_prefixes_lead_where_their_reconstructions_do() -> None:
    model, points = quantizer("ghrq")
    codes = model.encode(points).numpy()
    partial = model.partial_reconstructions(codes)
    for length in range(1, codes.shape[1] + 1):
        torch.testing.assert_close(prefix_points(model, codes[:, :length]), partial[length - 1].double())


def test_neighbours_come_in_order_without_the_node_itself() -> None:
    _, points = quantizer("ghrq")
    found = neighbours(points, 7, c=1.0, k=5)
    apart = distance(points, points[7], c=1.0)
    expected = apart.argsort()[1:6]
    assert found.rows.tolist() == expected.tolist()
    assert found.distances.tolist() == pytest.approx(apart[expected].tolist())
