"""A run's layouts, whole: places, where codewords lie in them, and the numbers that say how far to trust them.

    layout = open_layout(run, "code_tree", tree=tree)
    layout.places, layout.numbers["neighbours_kept"], layout.prefixes(np.array([[12, 4]]))

What takes minutes is made by `layout_making.make_layout` and only read here.
"""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.data.hierarchy.code_tree import CodeTree
from hrq.data.hierarchy.links import Floats, Ints
from hrq.data.prefix import write_prefix
from hrq.errors import HrqError, UnknownNameError
from hrq.evaluate.distances.nearest import ROWS
from hrq.evaluate.pictures.faithfulness import faithfulness, kept_each
from hrq.geometry.hyperboloid import centroid
from hrq.geometry.poincare import pairwise_distance
from hrq.layouts.cones import tree_places
from hrq.layouts.horopca import HoroProjection, horo_project
from hrq.runs import Run
from hrq.runs.layouts import TITLES, RunLayout, Stored, layout_names, read_stored

FEW = 5_000  # nodes: up to so many, each one's neighbourhood is measured at once
NEAR = 10  # points of the run that say where a codeword lies in a picture that has no formula


def open_layout(run: Run, name: str, *, tree: CodeTree, measure: bool = True) -> RunLayout:
    """A layout of a run by name, with its numbers: stored ones, else measured now (some seconds for all nouns).

    `tree` is the run's code tree. Raises UnknownNameError for a layout that the run cannot have, HrqError for one that
    was not computed yet, BrokenRunError for a file that cannot be trusted.

    >>> from hrq.evaluate.matching.kept import tree_of
    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> layout = open_layout(run, "native", tree=tree_of(run), measure=False)
    >>> layout.places.shape
    (1182, 2)
    """
    if name not in layout_names(run):
        raise UnknownNameError("layout of this run", name, layout_names(run))
    stored = read_stored(run, name)
    layout = _placed(run, name, tree, stored)
    numbers = dict(stored.facts.get("numbers", {})) if stored else {}
    kept = stored.tensors["kept"].numpy() if stored and "kept" in stored.tensors else None
    if measure and run.has_points:
        numbers = numbers or measured(run, layout)
        if kept is None and len(run.names) <= FEW:
            placed = torch.from_numpy(np.array(layout.places))
            kept = kept_each(run.points, placed, c=run.config.curvature, placed_c=layout.picture_c)
    return _with(layout, numbers, kept)


def measured(run: Run, layout: RunLayout) -> dict[str, float]:
    """The numbers of a layout's badge; what cannot be measured is left out. Raises AbsentPartError without points.

    >>> from hrq.evaluate.matching.kept import tree_of
    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> layout = open_layout(run, "native", tree=tree_of(run), measure=False)
    >>> measured(run, layout)["neighbours_kept"]  # points of two dimensions, drawn as they are
    1.0
    """
    placed, c = torch.from_numpy(layout.places), run.config.curvature
    hierarchy = run.hierarchy if run.has_hierarchy else None
    found = faithfulness(run.points, placed, hierarchy, c=c, placed_c=layout.picture_c)
    return {name: value for name, value in found._asdict().items() if np.isfinite(value)}


def _placed(run: Run, name: str, tree: CodeTree, stored: Stored | None) -> RunLayout:
    if name in ("native", "tangent_pca"):
        return RunLayout(name, run.disk, run.config.curvature > 0, {}, prefixes=_decoded(run, run.place))
    if name == "true_tree":
        drawn = tree_places(run.hierarchy)
        return RunLayout(name, drawn.places, True, {}, tree_places=drawn.places, tree_parents=drawn.parents)
    if name == "code_tree":
        drawn = tree_places(tree.hierarchy)
        own = drawn.places[tree.item_nodes]
        seen = _nodes_of(tree, drawn.places)
        return RunLayout(name, own, True, {}, prefixes=seen, tree_places=drawn.places, tree_parents=drawn.parents)
    if stored is None:
        command = f"python -m hrq layout {run.name} --method {name}"
        raise HrqError(
            f"The layout {TITLES[name]} of {run.name} was not computed yet. Compute it once with `{command}`."
        )
    places = stored.tensors["places"].numpy()
    if name == "horopca":
        ideals = HoroProjection(stored.tensors["ideals"])
        return RunLayout(
            name, places, True, {},
            prefixes=_decoded(run, lambda points: horo_project(points, ideals, c=run.config.curvature).numpy()),
        )  # fmt: skip
    near = _by_neighbours(run, stored.tensors["places"])
    return RunLayout(name, places, True, {}, prefixes=_decoded(run, near))


def _with(layout: RunLayout, numbers: dict[str, float], kept: NDArray[np.uint8] | None) -> RunLayout:
    return RunLayout(
        layout.name, layout.places, layout.rim, numbers, kept,
        layout.prefixes, layout.tree_places, layout.tree_parents,
    )  # fmt: skip


def _decoded(run: Run, place: Callable[[Tensor], Floats]) -> Callable[[Ints], Floats] | None:
    """The place of a prefix: that of the point which its codewords spell; None where the codewords are not known."""
    if not run.has_codebooks:
        return None

    def prefixes(tokens: Ints) -> Floats:
        length = tokens.shape[1]
        codes = np.zeros((len(tokens), run.config.levels), dtype=np.int64)
        codes[:, :length] = tokens
        return place(run.quantizer.partial_reconstructions(codes)[length - 1].detach())

    return prefixes


def _nodes_of(tree: CodeTree, places: Floats) -> Callable[[Ints], Floats]:
    """The place of a prefix: its node's. nan for one that no item uses, because it is no node of the tree."""
    texts = tree.hierarchy.labels
    known = {texts[node]: node for node in tree.prefix_nodes.tolist()}

    def prefixes(tokens: Ints) -> Floats:
        nodes = np.array([known.get(write_prefix(row), -1) for row in tokens.tolist()], dtype=np.int64)
        found: Floats = np.where(nodes[:, None] >= 0, places[nodes], np.nan)
        return found

    return prefixes


def _by_neighbours(run: Run, places: Tensor) -> Callable[[Tensor], Floats]:
    """Where a picture without a formula has any point: the centroid of its nearest nodes' places, nearer ones heavier.

    Weights fall as exp(−d / d_k), d_k being the distance of the k-th, as UMAP places points that it has not seen.
    """
    c, every = run.config.curvature, run.points.double()

    def place(points: Tensor) -> Floats:
        found = []
        for chunk in points.double().split(ROWS):
            near = pairwise_distance(chunk, every, c=c).topk(min(NEAR, len(every)), largest=False)
            weights = torch.exp(-near.values / near.values[:, -1:].clamp_min(1e-12))
            found.append(centroid(places[near.indices], weights, c=1.0))
        return torch.cat(found).numpy()

    return place
