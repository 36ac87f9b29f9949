"""A picture that changes nothing keeps every neighbour, a shuffled one what chance keeps; other code as referee."""

import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar
from sklearn.manifold import trustworthiness

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.evaluate.distances.nearest import all_nearest
from hrq.evaluate.pictures.faithfulness import (
    distortion,
    faithfulness,
    kept_and_trust,
    kept_each,
    kept_of,
    neighbours_kept,
    sampled_rows,
)
from hrq.geometry.poincare import pairwise_distance

POINTS = torch.randn(200, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 0.2
DEEP = torch.randn(200, 6, generator=torch.Generator().manual_seed(3), dtype=torch.float64) * 0.2
PICTURE = DEEP[:, :2] * 1.2


def test_the_same_picture_keeps_all_and_a_turned_one_too() -> None:
    assert neighbours_kept(POINTS, POINTS, c=1.0) == 1.0
    assert neighbours_kept(POINTS, POINTS.flip(-1), c=1.0) == 1.0


def test_a_shuffled_picture_keeps_what_chance_keeps() -> None:
    order = torch.randperm(200, generator=torch.Generator().manual_seed(1))
    assert neighbours_kept(POINTS, POINTS[order], c=1.0) == pytest.approx(10 / 199, abs=0.02)


def test_by_hand_on_a_line() -> None:
    """Nearest of four on a line, before and after the two in the middle change places."""
    line = torch.tensor([[0.0, 0], [0.1, 0], [0.3, 0], [0.35, 0]]).double()
    assert neighbours_kept(line, line[[0, 2, 1, 3]], c=0.0, k=1) == 0.0


def test_few_points() -> None:
    assert neighbours_kept(POINTS[:1], POINTS[:1], c=1.0) == 1.0
    assert neighbours_kept(POINTS[:3], POINTS[:3], c=1.0, k=10) == 1.0
    assert kept_each(POINTS[:1], POINTS[:1], c=1.0, placed_c=1.0).tolist() == [0]
    assert np.isnan(distortion(POINTS[:1], POINTS[:1], c=1.0, placed_c=1.0))


def test_trustworthiness_is_scikit_learns() -> None:
    for k in (5, 12):
        found = kept_and_trust(DEEP, PICTURE, c=0.0, placed_c=0.0, k=k, sample=1000, seed=0)[1]
        expected = trustworthiness(DEEP.numpy(), PICTURE.numpy(), n_neighbors=k)
        assert found == pytest.approx(expected, abs=1e-12)


def test_the_ball_and_the_disk_have_distances_of_their_own() -> None:
    """The run in the plane, its picture in a disk, against sorting both."""
    near = [pairwise_distance(*(one, one), c=c).argsort(dim=1)[:, 1:11] for one, c in ((DEEP, 0.0), (PICTURE, 1.0))]
    shared = [len({*a} & {*b}) for a, b in zip(near[0].tolist(), near[1].tolist(), strict=True)]
    assert neighbours_kept(DEEP, PICTURE, c=0.0, placed_c=1.0) == pytest.approx(sum(shared) / 2000)
    assert kept_each(DEEP, PICTURE, c=0.0, placed_c=1.0).tolist() == shared
    assert kept_of(all_nearest(DEEP, 10, c=0.0), PICTURE, placed_c=1.0).tolist() == shared


def test_distortion_by_hand_and_without_regard_to_scale() -> None:
    line = torch.tensor([[0.0, 0], [1, 0], [3, 0]]).double()
    bent = torch.tensor([[0.0, 0], [1, 0], [2, 0]]).double()
    ratios = np.array([1, 2 / 3, 1 / 2])
    assert distortion(line, bent, c=0.0, placed_c=0.0) == pytest.approx(np.abs(1.5 * ratios - 1).mean())
    assert distortion(line, 7 * line, c=0.0, placed_c=0.0) == pytest.approx(0, abs=1e-12)
    twins = torch.cat([line, line[:1]])
    assert distortion(twins, twins, c=0.0, placed_c=0.0) == pytest.approx(0, abs=1e-12)
    assert np.isnan(distortion(line, torch.zeros(3, 2).double(), c=0.0, placed_c=0.0))


def test_the_scale_of_the_distortion_is_the_best_one() -> None:
    """Against a search over scales."""
    apart = [pairwise_distance(one, one, c=1.0)[*torch.triu_indices(200, 200, 1)] for one in (DEEP, PICTURE)]
    ratio = (apart[1] / apart[0]).numpy()
    least = minimize_scalar(lambda s: np.abs(s * ratio - 1).mean(), bounds=(0.1, 10), method="bounded")
    assert distortion(DEEP, PICTURE, c=1.0, placed_c=1.0) == pytest.approx(least.fun, abs=1e-5)


def test_a_sample_comes_near_to_all() -> None:
    whole = kept_and_trust(DEEP, PICTURE, c=1.0, placed_c=1.0, k=10, sample=200, seed=0)
    some = kept_and_trust(DEEP, PICTURE, c=1.0, placed_c=1.0, k=10, sample=80, seed=0)
    assert some == pytest.approx(whole, abs=0.05)
    assert sampled_rows(200, 80, 0).tolist() == sorted({*sampled_rows(200, 80, 0).tolist()})
    assert sampled_rows(5, 80, 0).tolist() == [0, 1, 2, 3, 4]


def test_a_picture_in_which_the_parent_is_nearest_has_full_precision() -> None:
    links = np.array([(child, 0) for child in range(1, 5)])
    star = Hierarchy.from_indices(tuple("abcde"), links, title="star")
    angle = torch.arange(4).double() * torch.pi / 2
    spread = torch.cat([torch.zeros(1, 2).double(), 0.5 * torch.stack([angle.cos(), angle.sin()], dim=1)])
    crowd = torch.cat([torch.zeros(1, 2).double(), torch.tensor([[0.9, 0], [0.9, 0.01], [0.9, 0.02], [0.9, 0.03]])])
    found = faithfulness(spread, crowd, star, c=1.0, placed_c=1.0)
    assert found.parents_run == 1.0
    assert found.parents == pytest.approx(1 / 4)
    assert (found.k, found.sample, found.seed) == (4, 5, 0)
