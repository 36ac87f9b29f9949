"""UMAP with the hyperboloid as its output: a layout of who is near whom, not a geometry.

It keeps the nearest neighbours together and the others apart; distances in it mean little beyond that, and neither does
the distance from its middle. Source: McInnes, Healy and Melville, UMAP (2018); the library's own `output_metric`
"hyperboloid", fed with exact neighbours by the run's own distance, and started from a picture instead of a spectrum.
"""

import io
import warnings
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from hrq.data.hierarchy.links import Floats
from hrq.geometry.hyperboloid import centroid, lower
from hrq.geometry.poincare import left_residual

NEIGHBOURS, SPREAD, MIN_DIST = 15, 1.0, 0.1
MANY, EPOCHS, FEW_EPOCHS = 10_000, 500, 200  # UMAP's own choice: fewer epochs where there are many points
START = 2.0  # hyperbolic radius within which the start picture is shrunk
Tick = Callable[[int, int], None]


def umap_hyperboloid(
    near: NDArray[np.int64],
    apart: Floats,
    start: Floats,
    *,
    seed: int = 0,
    tick: Tick | None = None,
) -> Floats:
    """Places (n, 2) in the unit disk, the points' centroid in the middle.

    Shapes: nearest others (n, k) and their distances, nearest first; a start picture (n, 2), such as tangent PCA's.
    One thread, so that a seed gives the same picture. `tick(done, total)` counts epochs.
    """
    epochs = FEW_EPOCHS if len(near) > MANY else EPOCHS
    embedded = _optimized(_graph(near, apart, seed), _start(start, seed), seed, epochs, tick)
    sheet = torch.from_numpy(embedded.astype(np.float64))
    places = lower(torch.cat([(1 + sheet.square().sum(dim=1, keepdim=True)).sqrt(), sheet], dim=1), c=1.0)
    middle = centroid(places, c=1.0)
    return left_residual(places, middle[None], c=1.0).numpy()


def _graph(near: NDArray[np.int64], apart: Floats, seed: int) -> coo_matrix:
    """UMAP's fuzzy graph of the neighbours; every point is its own first one, as UMAP wants it."""
    from umap.umap_ import fuzzy_simplicial_set  # seconds of compilation: only who lays out waits for them

    own = np.arange(len(near))[:, None]
    indices = np.concatenate([own, near], axis=1).astype(np.int32)
    distances = np.concatenate([np.zeros_like(own, dtype=np.float32), apart.astype(np.float32)], axis=1)
    graph, _, _ = fuzzy_simplicial_set(
        np.zeros((len(near), 1), np.float32), indices.shape[1], np.random.RandomState(seed), "precomputed",
        knn_indices=indices, knn_dists=distances,
    )  # fmt: skip
    return graph.tocoo()


def _start(start: Floats, seed: int) -> NDArray[np.float32]:
    """The start picture within a small radius, points of one place told apart."""
    lengths = np.linalg.norm(start, axis=1, keepdims=True)
    far = 2 * np.arctanh(np.minimum(lengths, 1 - 1e-12))
    shrunk = start / np.maximum(lengths, 1e-12) * np.sinh(far / max(far.max(initial=0), 1e-12) * START)
    noise = np.random.default_rng(seed).normal(scale=0.01, size=start.shape)
    return np.ascontiguousarray(shrunk + noise, dtype=np.float32)


def _optimized(
    graph: coo_matrix, start: NDArray[np.float32], seed: int, epochs: int, tick: Tick | None
) -> NDArray[np.float32]:
    from umap.distances import hyperboloid_grad
    from umap.layouts import optimize_layout_generic
    from umap.umap_ import find_ab_params, make_epochs_per_sample

    strong = graph.data >= graph.data.max(initial=0) / epochs  # weaker ones would never be drawn
    weights = graph.data[strong]
    a, b = find_ab_params(SPREAD, MIN_DIST)
    numbers = np.random.default_rng(seed).integers(-(2**31) + 1, 2**31 - 1, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numba's remarks about its own compilation
        laid: NDArray[np.float32] = optimize_layout_generic(
            start, start, graph.row[strong], graph.col[strong], epochs, graph.shape[0],
            make_epochs_per_sample(weights, epochs), a, b, numbers,
            output_metric=hyperboloid_grad, tqdm_kwds=_bar(tick), move_other=True,
        )  # fmt: skip
    return laid


def _bar(tick: Tick | None) -> dict[str, object]:
    """UMAP reports to a tqdm bar: one that writes `done/total` to us instead of the terminal."""
    if tick is None:
        return {"disable": True}
    return {"disable": False, "file": _Ticks(tick), "bar_format": "{n_fmt}/{total_fmt}", "mininterval": 0.3}


class _Ticks(io.StringIO):
    def __init__(self, tick: Tick) -> None:
        super().__init__()
        self.tick = tick

    def write(self, text: str) -> int:
        done, _, total = text.strip().partition("/")
        if done.isdigit() and total.strip().isdigit():
            self.tick(int(done), int(total))
        return len(text)
