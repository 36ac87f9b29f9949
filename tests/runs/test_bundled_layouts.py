"""The layouts that ship with a noun run: small enough, with their source, and numbers that other code finds again."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from hrq.runs import Run, load_run
from hrq.runs.aside import bundled_aside
from hrq.runs.layouts import file_name, layout_names, read_stored

NAME = "nouns-16d-ghrq"
MOST_BYTES = 1_400_000


@pytest.fixture(scope="module")
def run() -> Run:
    return load_run(NAME)


@pytest.fixture(autouse=True)
def _bundled_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRQ_RUNS", "/nowhere")


def test_every_layout_is_there_with_command_seed_and_time(run: Run) -> None:
    for name in layout_names(run):
        path = bundled_aside(NAME) / file_name(name)
        assert path.stat().st_size <= MOST_BYTES
        stored = read_stored(run, name)
        assert stored is not None
        assert stored.facts["command"] == f"python -m hrq layout {NAME} --method {name} --seed 0"
        assert stored.facts["seed"] == 0
        assert stored.facts["seconds"] > 0
        kept = stored.tensors["kept"].double().mean() / 10  # of all nodes, against the badge's sample
        assert float(kept) == pytest.approx(stored.facts["numbers"]["neighbours_kept"], abs=0.012)


def ranks(points: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ten nearest others by the textbook formula, sorted in full."""
    gap = 1 - (points**2).sum(1)
    found = []
    for row in rows.tolist():
        apart = np.arccosh(1 + 2 * ((points[row] - points) ** 2).sum(1) / (gap[row] * gap))
        apart[row] = np.inf
        found.append(np.argsort(apart, kind="stable")[:10])
    return np.array(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["horopca", "umap"])
def test_the_badge_is_found_again_by_other_code(name: str, run: Run) -> None:
    stored = read_stored(run, name)
    assert stored is not None
    rows = np.sort(np.random.default_rng(0).choice(82_115, 1000, replace=False))
    near, seen = (ranks(one.double().numpy(), rows) for one in (run.points, stored.tensors["places"]))
    shared = [len({*a} & {*b}) for a, b in zip(near.tolist(), seen.tolist(), strict=True)]
    assert np.mean(shared) / 10 == pytest.approx(stored.facts["numbers"]["neighbours_kept"], abs=1e-3)
    assert np.array_equal(stored.tensors["kept"][torch.from_numpy(rows)].numpy(), shared)
