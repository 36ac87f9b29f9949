"""The layouts in a page: the badge of each, what is offered, and a layout that appears once it was computed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from hrq.runs import load_run
from hrq.runs.layouts import RunLayout, Stored, making_folder, write_stored
from hrq.views.disk import layout_badge

Open = Callable[..., AppTest]
Words = Callable[[AppTest], str]
PAGE = "pages/Codebooks.py"
NUMBERS = {
    "neighbours_kept": 0.0312, "trustworthiness": 0.92, "distortion": 0.217, "parents": 0.05, "parents_run": 0.378,
    "k": 10, "sample": 1000, "seed": 0,
}  # fmt: skip


def layout(name: str, numbers: dict[str, float]) -> RunLayout:
    return RunLayout(name, np.zeros((1, 2)), True, numbers)


def test_a_badge_names_layout_dimension_curvature_and_numbers() -> None:
    run = load_run("mammals-16d-ghrq")
    assert layout_badge.sentence(run, layout("umap", NUMBERS)) == (
        "UMAP of d = 16 to the hyperboloid: a layout of neighbours, not a geometry · ball, c = 1 · "
        "3.1% of each node's 10 nearest stay nearest · parents' precision 0.050, in the run 0.378 · distortion 0.22 · "
        "trustworthiness 0.92"
    )
    assert "projection from d = 16 by HoroPCA" in layout_badge.sentence(run, layout("horopca", NUMBERS))
    assert "projection from d = 16 by tangent PCA" in layout_badge.sentence(run, layout("tangent_pca", {}))
    for name, tree in (("true_tree", "the true tree"), ("code_tree", "the tree that the codes spell")):
        said = layout_badge.sentence(run, layout(name, NUMBERS))
        assert said.startswith(f"constructed: {tree}, laid out by cones; the 16-D points play no part")
        assert said.endswith("leaves in a crowd lie nearer to each other than to their parent")
    flat = load_run("mammals-2d-rq")
    assert "plane (c = 0)" in layout_badge.sentence(flat, layout("native", {}))


@pytest.fixture
def computed(runs: Path) -> torch.Tensor:
    """A UMAP layout of `deep`, as if it had been computed."""
    run = load_run(runs / "deep")
    places = torch.rand(10, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 0.6
    write_stored(run, "umap", Stored({"places": places}, {"numbers": NUMBERS}))
    return places


def test_a_computed_layout_is_drawn_with_its_numbers(
    computed: torch.Tensor, open_page: Open, words: Words, drawn: list[dict[str, Any]]
) -> None:
    app = open_page(PAGE, {"run": "deep", "layout": "umap"})
    assert not app.exception
    assert not app.error
    assert "was not computed yet" not in words(app)
    assert "3.1% of each node's 10 nearest stay nearest" in drawn[0]["badge"]


def test_a_broken_layout_is_its_sentence(runs: Path, computed: torch.Tensor, open_page: Open) -> None:
    run = load_run(runs / "deep")
    path = write_stored(run, "umap", Stored({"places": computed[:5]}))
    path.write_bytes(path.read_bytes()[:40])
    app = open_page(PAGE, {"run": "deep", "layout": "umap"})
    assert not app.exception
    assert ["is not a whole layout" in one.value for one in app.error] == [True]


def test_a_computation_that_failed_says_why(runs: Path, open_page: Open) -> None:
    folder = making_folder(load_run(runs / "deep"), "umap")
    folder.mkdir(parents=True)
    (folder / "log.txt").write_text("UMAP: 3 of 10\nError: The disk is full.\n")
    app = open_page(PAGE, {"run": "deep", "layout": "umap"})
    assert not app.exception
    assert ["disk is full" in one.value for one in app.error] == [True]
