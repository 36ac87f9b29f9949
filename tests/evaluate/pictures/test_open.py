"""Every layout of a run: places in the disk, where codewords lie in it, and numbers that other code finds again."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from hrq.data.hierarchy.code_tree import code_tree
from hrq.errors import HrqError, UnknownNameError
from hrq.evaluate.pictures.make import Neighbourhoods, make_layout
from hrq.evaluate.pictures.open import open_layout
from hrq.geometry.poincare import pairwise_distance
from hrq.jobs.progress import Progress
from hrq.layouts.horopca import horopca
from hrq.runs import Run, load_run
from hrq.runs.layouts import is_ready, layout_names


@pytest.fixture
def run(tiny_run: Path) -> Run:
    return load_run(tiny_run)


@pytest.fixture(scope="module")
def deep() -> Run:
    return load_run("mammals-16d-ghrq")


def test_places_lie_in_the_disk_and_codewords_among_them(run: Run) -> None:
    tree = code_tree(run.codes, run.names)
    assert layout_names(run) == ("native", "true_tree", "code_tree")
    for name in layout_names(run):
        layout = open_layout(run, name, tree=tree)
        assert layout.places.shape == (31, 2)
        assert layout.places.dtype == np.float64
        assert float(np.linalg.norm(layout.places, axis=1).max()) < 1
        if name == "true_tree":
            assert layout.prefixes is None
        else:
            assert layout.prefixes is not None
            found = layout.prefixes(run.codes[:, :2])
            assert found.shape == (31, 2)
            assert np.isfinite(found).all()


def test_a_codeword_of_the_native_picture_lies_where_it_decodes_to(run: Run) -> None:
    layout = open_layout(run, "native", tree=code_tree(run.codes, run.names), measure=False)
    assert layout.prefixes is not None
    expected = run.place(run.quantizer.partial_reconstructions(run.codes))
    for level in range(3):
        np.testing.assert_allclose(layout.prefixes(run.codes[:, : level + 1]), expected[level])


def test_a_prefix_of_the_code_tree_lies_above_what_it_holds(run: Run) -> None:
    """The nodes of a prefix lie on its side: nearer to it than the root of all codes is, measured along their way."""
    tree = code_tree(run.codes, run.names)
    layout = open_layout(run, "code_tree", tree=tree, measure=False)
    assert layout.prefixes is not None
    assert layout.tree_places is not None
    assert layout.tree_parents is not None
    for node in range(len(tree.item_nodes)):
        above = layout.tree_parents[tree.item_nodes[node]]
        np.testing.assert_array_equal(layout.tree_places[above], layout.prefixes(run.codes[node][None])[0])
    np.testing.assert_array_equal(layout.places, layout.tree_places[tree.item_nodes])
    every = [[first, second] for first in range(4) for second in range(4)]
    known = {tuple(one) for one in np.asarray(run.codes)[:, :2].tolist()}
    missing = np.isnan(layout.prefixes(np.array(every))).all(axis=1).tolist()
    assert missing == [tuple(one) not in known for one in every]
    assert any(missing)
    unused = [[token] for token in range(run.config.sizes[0]) if token not in run.codes[:, 0]]
    assert np.isnan(layout.prefixes(np.array(unused, dtype=np.int64).reshape(-1, 1))).all()


def test_numbers_are_found_again_by_sorting_everything(deep: Run) -> None:
    """The projection's badge, recomputed from the run's points and the picture's places by other code."""
    layout = open_layout(deep, "tangent_pca", tree=code_tree(deep.codes, deep.names))
    rows = np.sort(np.random.default_rng(0).choice(1182, 1000, replace=False))

    def ranked(points: torch.Tensor) -> np.ndarray:
        x = points.double().numpy()
        gap = 1 - (x**2).sum(1)
        square = ((x[rows][:, None] - x[None]) ** 2).sum(-1)
        apart = np.arccosh(1 + 2 * square / gap[rows][:, None] / gap)
        apart[np.arange(len(rows)), rows] = np.inf
        return np.argsort(apart, axis=1)[:, :10]

    pairs = zip(ranked(deep.points), ranked(torch.from_numpy(layout.places)), strict=True)
    shared = [len({*a} & {*b}) for a, b in pairs]
    assert layout.numbers["neighbours_kept"] == pytest.approx(np.mean(shared) / 10)
    assert layout.kept is not None  # of few nodes at once, to be coloured by
    assert layout.kept[rows].tolist() == shared


def test_neighbourhoods_are_looked_for_once_and_begin_with_the_nearest(run: Run) -> None:
    reports = list[Progress]()
    near = Neighbourhoods(run, reports.append)
    apart = pairwise_distance(run.points.double(), run.points.double(), c=run.config.curvature)
    apart.fill_diagonal_(torch.inf)
    order = apart.argsort(dim=1)
    for k in (3, 10):
        assert torch.equal(near.rows(k), order[:, :k])
    assert sum(one.done == one.total for one in reports) == 1


def test_what_cannot_be_had_is_said(deep: Run, run: Run) -> None:
    tree = code_tree(deep.codes, deep.names)
    assert layout_names(deep) == ("tangent_pca", "horopca", "umap", "true_tree", "code_tree")
    with pytest.raises(HrqError, match="python -m hrq layout mammals-16d-ghrq --method umap"):
        open_layout(deep, "umap", tree=tree)
    with pytest.raises(UnknownNameError, match="tangent_pca"):
        open_layout(deep, "native", tree=tree)
    with pytest.raises(UnknownNameError):
        make_layout(run, "umap", tree)


def test_horopca_is_computed_once_kept_and_measured_in_full(deep: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hrq.evaluate.pictures.make.horopca", partial(horopca, starts=2, steps=20))
    tree, reports = code_tree(deep.codes, deep.names), list[Progress]()
    near = Neighbourhoods(deep, reports.append)
    made = make_layout(deep, "horopca", tree, seed=3, report=reports.append, near=near)
    assert is_ready(deep, "horopca")
    layout = open_layout(deep, "horopca", tree=tree)
    assert layout.kept is not None
    assert layout.numbers == made.facts["numbers"]
    assert made.facts["seed"] == 3
    # how well every node's neighbourhood is kept, against the sample of the badge
    assert layout.kept.mean() / 10 == pytest.approx(layout.numbers["neighbours_kept"], abs=0.01)
    assert {one.phase for one in reports} >= {"HoroPCA", "neighbours in the run", "neighbours in the picture"}
    # codewords go where the same projection takes the points they decode to
    assert layout.prefixes is not None
    exact = deep.quantizer.reconstruct(deep.codes).double()
    places = torch.from_numpy(layout.prefixes(deep.codes))
    apart = pairwise_distance(exact[:50], exact[:50], c=1.0)
    assert bool((pairwise_distance(places[:50], places[:50], c=1.0) <= apart + 1e-6).all())
