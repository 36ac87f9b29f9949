"""UMAP to the hyperboloid: places inside the disk, around its middle, that keep groups of neighbours together."""

import numpy as np
import pytest
import torch

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
    """Red when tried: what tqdm writes between, such as a line's end."""
    ticks: list[tuple[int, int]] = []
    stream = _bar(lambda done, total: ticks.append((done, total)))["file"]
    for text in ("\r", "3/200", "\n", "", "no/yes"):
        stream.write(text)  # type: ignore[attr-defined]
    assert ticks == [(3, 200)]
    assert _bar(None) == {"disable": True}
