"""Where points start, and that none leaves the capped ball."""

import math

import pytest
import torch

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.geometry.poincare import expmap0
from hrq.layouts.cones import cone_tangents
from hrq.layouts.sectors import sector_angles
from hrq.runs.config import make_settings
from hrq.train.engine.table import START, Table, longest_tangent, start_vectors

CHAIN = Hierarchy.from_links(["top", "left", "right", "leaf"], [("left", "top"), ("right", "top"), ("leaf", "left")])


def test_a_random_start_has_the_length_that_was_asked_for_in_any_dimension() -> None:
    many = Hierarchy.from_links([f"n{i}" for i in range(3000)], [])
    for dimension in (2, 16):
        start = start_vectors(many, make_settings(dimension=dimension, start_radius=0.4, seed=3))
        assert start.shape == (3000, dimension)
        assert start.dtype == torch.float64
        assert float(start.square().sum(dim=1).mean()) == pytest.approx(0.16, rel=0.05)
    again = start_vectors(many, make_settings(dimension=16, start_radius=0.4, seed=3))
    other = start_vectors(many, make_settings(dimension=16, start_radius=0.4, seed=4))
    assert torch.equal(start, again)
    assert not torch.equal(start, other)


def test_in_sectors_the_deepest_node_lies_at_the_start_radius_and_the_root_in_the_middle() -> None:
    start = start_vectors(CHAIN, make_settings(dimension=2, start="sectors", start_radius=0.6))
    assert start.norm(dim=1).tolist() == pytest.approx([0.0, 0.3, 0.3, 0.6])
    angles = torch.atan2(start[1:, 1], start[1:, 0])
    wanted = torch.from_numpy(sector_angles(CHAIN))[1:]
    torch.testing.assert_close(torch.stack([angles.cos(), angles.sin()]), torch.stack([wanted.cos(), wanted.sin()]))


@pytest.mark.parametrize("c", [1.0, 4.0])
def test_cones_are_drawn_in_the_ball_of_the_run(c: float) -> None:
    """Tangent vectors shrink with 1/√c, so that points stay where they are, as a share of the ball."""
    start = start_vectors(CHAIN, make_settings(dimension=2, start="cones", curvature=c))
    torch.testing.assert_close(start * c**0.5, torch.from_numpy(cone_tangents(CHAIN, START)))


@pytest.mark.parametrize("c", [0.5, 4.0])
def test_points_beyond_the_cap_are_brought_back_to_it_and_no_others(c: float) -> None:
    settings = make_settings(dimension=2, curvature=c, radius_cap=0.5, dtype="float64")
    table = Table(torch.tensor([[9.0, 0.0], [0.0, -9.0], [0.01, 0.02]], dtype=torch.float64), settings)
    assert (table.points().norm(dim=1) * c**0.5)[:2].tolist() == pytest.approx([0.5, 0.5])
    assert table.vectors[2].tolist() == [0.01, 0.02]
    torch.testing.assert_close(table.points(), expmap0(table.vectors.detach(), c=c))
    assert not table.points().requires_grad
    assert math.tanh(c**0.5 * longest_tangent(settings)) == pytest.approx(0.5)


def test_in_the_plane_nothing_is_capped() -> None:
    settings = make_settings(dimension=2, curvature=0.0, quantizer="rq", radius_cap=0.5)
    table = Table(torch.tensor([[90.0, 0.0]], dtype=torch.float64), settings)
    assert longest_tangent(settings) == math.inf
    assert table.vectors.tolist() == [[90.0, 0.0]]


def test_a_table_keeps_the_number_format_of_its_settings_and_adds_up_repeated_rows() -> None:
    start = torch.zeros(3, 2, dtype=torch.float64)
    for dtype in ("float32", "float64"):
        table = Table(start, make_settings(dimension=2, dtype=dtype))
        assert table.vectors.dtype == getattr(torch, dtype)
        table.tangents(torch.tensor([2, 0, 2])).sum().backward()
        assert table.vectors.grad is not None
        assert table.vectors.grad.tolist() == [[1, 1], [0, 0], [2, 2]]
