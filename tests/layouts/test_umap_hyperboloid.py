"""UMAP to the hyperboloid: places inside the disk, around its middle, that keep groups of neighbours together."""

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from scipy.sparse import coo_matrix

from hrq.evaluate.distances.nearest import all_nearest
from hrq.geometry.hyperboloid import centroid
from hrq.geometry.poincare import distance
from hrq.layouts.umap_hyperboloid import START, _bar, _start, umap_hyperboloid


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # numba and UMAP remark on their own compilation
def test_two_groups_stay_two_groups_and_a_seed_repeats_them() -> None:
    noise = np.random.default_rng(0)
    points = torch.from_numpy(np.concatenate([noise.normal(-3, 0.2, (60, 8)), noise.normal(3, 0.2, (60, 8))]))
    near = all_nearest(points, 10, c=0.0)
    apart = distance(points[:, None], points[near], c=0.0).numpy()
    ticks: list[tuple[int, int]] = []
    start = noise.normal(size=(120, 2)) * 0.1
    places = umap_hyperboloid(near.numpy(), apart, start, tick=lambda done, total: ticks.append((done, total)))
    assert np.linalg.norm(places, axis=1).max() < 1
    assert float(centroid(torch.from_numpy(places), c=1.0).norm()) < 1e-6
    among = all_nearest(torch.from_numpy(places), 10, c=1.0).numpy()
    assert ((among < 60) == (np.arange(120) < 60)[:, None]).mean() > 0.98
    assert ticks[-1] == (500, 500)
    assert np.array_equal(places, umap_hyperboloid(near.numpy(), apart, start))


def test_the_start_keeps_directions_within_a_small_radius() -> None:
    """On the hyperboloid: sinh of the radius, however far out the picture reached."""
    picture = np.array([[0.999999, 0], [0, -0.5], [0, 0]])
    found = _start(picture, seed=0)
    assert found.dtype == np.float32
    assert found[0, 0] == pytest.approx(np.sinh(START), abs=0.1)
    assert found[1, 1] < -0.1
    assert np.abs(found[2]).max() < 0.05


def test_progress_is_read_from_the_bar_it_writes_to() -> None:
    ticks: list[tuple[int, int]] = []
    stream = _bar(lambda done, total: ticks.append((done, total)))["file"]
    for text in ("\r", "3/200", "\n", "", "no/yes"):
        stream.write(text)  # type: ignore[attr-defined]
    assert ticks == [(3, 200)]
    assert _bar(None) == {"disable": True}


@pytest.fixture
def umap_told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """In UMAP's place: a library that does nothing and says what it was asked."""
    told: dict[str, Any] = {}

    def graph(data: Any, neighbours: int, noise: Any, metric: str, **more: Any) -> tuple[coo_matrix, None, None]:
        told.update(neighbours=neighbours, metric=metric, **more)
        return coo_matrix(([1.0, 0.5, 0.001], ([0, 1, 2], [1, 2, 0])), shape=(3, 3)), None, None

    def optimize(start: Any, same: Any, heads: Any, tails: Any, epochs: int, size: int, *rest: Any, **more: Any) -> Any:
        told.update(start=start, heads=heads.tolist(), tails=tails.tolist(), epochs=epochs, size=size, **more)
        return start

    for name, parts in {
        "umap": {},
        "umap.umap_": {
            "fuzzy_simplicial_set": graph,
            "find_ab_params": lambda spread, least: told.update(spread=spread, least=least) or (1.0, 2.0),
            "make_epochs_per_sample": lambda weights, epochs: told.update(weights=weights.tolist()),
        },
        "umap.distances": {"hyperboloid_grad": "hyperboloid"},
        "umap.layouts": {"optimize_layout_generic": optimize},
    }.items():
        module = ModuleType(name)
        vars(module).update(parts)
        monkeypatch.setitem(sys.modules, name, module)
    return told


NEAR, APART = np.array([[1], [2], [0]]), np.array([[0.3], [0.2], [0.1]])
PICTURE = np.array([[0.1, 0.0], [0.0, 0.7], [-0.2, -0.1]])


def test_umap_is_given_exact_neighbours_each_point_first_and_told_to_work_on_the_hyperboloid(
    umap_told: dict[str, Any],
) -> None:
    umap_hyperboloid(NEAR, APART, PICTURE)
    assert umap_told["neighbours"] == 2
    assert umap_told["metric"] == "precomputed"
    assert umap_told["knn_indices"].tolist() == [[0, 1], [1, 2], [2, 0]]
    np.testing.assert_allclose(umap_told["knn_dists"], [[0, 0.3], [0, 0.2], [0, 0.1]], rtol=1e-6)
    assert umap_told["output_metric"] == "hyperboloid"
    assert umap_told["move_other"] is True
    assert (umap_told["spread"], umap_told["least"], umap_told["epochs"], umap_told["size"]) == (1.0, 0.1, 500, 3)


def test_links_too_weak_for_any_epoch_are_left_out(umap_told: dict[str, Any]) -> None:
    umap_hyperboloid(NEAR, APART, PICTURE)
    assert (umap_told["heads"], umap_told["tails"]) == ([0, 1], [1, 2])
    assert umap_told["weights"] == [1.0, 0.5]


def test_places_are_those_of_the_hyperboloid_moved_to_the_middle(umap_told: dict[str, Any]) -> None:
    places = torch.from_numpy(umap_hyperboloid(NEAR, APART, PICTURE))
    sheet = torch.from_numpy(umap_told["start"].astype(np.float64))
    time = (1 + sheet.square().sum(1)).sqrt()
    inner = time[:, None] * time[None] - sheet @ sheet.T
    apart = torch.acosh(inner.clamp_min(1))
    torch.testing.assert_close(distance(places[:, None], places[None], c=1.0), apart, atol=1e-6, rtol=0)
    assert float(centroid(places, c=1.0).norm()) < 1e-9


def test_fewer_epochs_where_there_are_many_points(umap_told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hrq.layouts.umap_hyperboloid.MANY", 2)
    umap_hyperboloid(NEAR, APART, PICTURE)
    assert umap_told["epochs"] == 200


def test_points_of_one_place_are_told_apart_at_the_start() -> None:
    found = _start(np.zeros((50, 2)), seed=1)
    assert len(np.unique(found[:, 0])) == len(np.unique(found[:, 1])) == 50
    assert 0.005 < found.std() < 0.02
    assert not np.array_equal(found, _start(np.zeros((50, 2)), seed=2))
