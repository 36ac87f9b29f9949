"""Computing a layout that takes minutes, with progress, and keeping it beside the run; measuring one in full."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hrq import __version__
from hrq.data.hierarchy.code_tree import CodeTree
from hrq.errors import UnknownNameError
from hrq.evaluate.distances.nearest import all_nearest
from hrq.evaluate.pictures.faithfulness import K, kept_of
from hrq.evaluate.pictures.open import measured, open_layout
from hrq.geometry.poincare import distance
from hrq.jobs.progress import Progress, Report, silent
from hrq.layouts.horopca import horo_project, horopca
from hrq.layouts.umap_hyperboloid import NEIGHBOURS, umap_hyperboloid
from hrq.runs import Run
from hrq.runs.layouts import ON_REQUEST, RunLayout, Stored, layout_names, write_stored


class Neighbourhoods:
    """Every node's nearest others by the run's own distance: found once, used by each layout that is made.


    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> [run.names[row] for row in Neighbourhoods(run).rows(3)[run.hierarchy.index("dog.n.01")]]
    ['canine.n.02', 'dachshund.n.01', 'sausage_dog.n.01']
    """

    def __init__(self, run: Run, report: Report = silent) -> None:
        self.run, self.report = run, report
        self._near: Tensor | None = None

    def rows(self, k: int) -> Tensor:
        """The k nearest of each node, (n, k), nearest first."""
        k = min(k, len(self.run.names) - 1)
        if self._near is None:
            most = min(max(k, NEIGHBOURS, K), len(self.run.names) - 1)
            c = self.run.config.curvature
            self._near = all_nearest(self.run.points, most, c=c, phase="neighbours in the run", report=self.report)
        return self._near[:, :k]


def make_layout(
    run: Run,
    name: str,
    tree: CodeTree,
    *,
    seed: int = 0,
    report: Report = silent,
    near: Neighbourhoods | None = None,
    folder: Path | None = None,
    command: str = "",
    every_node: bool = True,
) -> Stored:
    """Compute a layout if it is one that takes long, measure it in full, and write its file. Returns what it holds.

    A layout that is made in a moment only has its numbers written, and how well each node's neighbourhood is kept; the
    latter is what takes longest, and left out unless `every_node`.

    >>> from tempfile import TemporaryDirectory
    >>> from hrq.evaluate.matching.kept import tree_of
    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> with TemporaryDirectory() as folder:
    ...     made = make_layout(run, "native", tree_of(run), folder=Path(folder), every_node=False)
    >>> made.facts["method"], made.facts["numbers"]["neighbours_kept"]
    ('native', 1.0)
    """
    if name not in layout_names(run):
        raise UnknownNameError("layout of this run", name, layout_names(run))
    begun, near = time.monotonic(), near or Neighbourhoods(run, report)
    tensors: dict[str, Tensor] = {}
    facts: dict[str, Any] = {"method": name, "seed": seed, "command": command, "version": __version__}
    if name in ON_REQUEST:
        made, more = _MAKERS[name](run, near, seed, report)
        tensors |= made
        facts |= more
        layout = RunLayout(name, tensors["places"].numpy(), True, {})
    else:
        layout = open_layout(run, name, tree=tree, measure=False)
    report(Progress("measuring", 0, 1))
    facts["numbers"] = measured(run, layout)
    report(Progress("measuring", 1, 1))
    if every_node:
        placed = torch.from_numpy(np.array(layout.places))
        tensors["kept"] = torch.from_numpy(kept_of(near.rows(K), placed, placed_c=layout.picture_c, report=report))
    facts["seconds"] = round(time.monotonic() - begun, 1)
    stored = Stored(tensors, facts)
    write_stored(run, name, stored, folder)
    return stored


def _horopca(run: Run, near: Neighbourhoods, seed: int, report: Report) -> tuple[dict[str, Tensor], dict[str, Any]]:
    c = run.config.curvature
    found = horopca(run.points, c=c, seed=seed, tick=_ticks("HoroPCA", report))
    places = horo_project(run.points, found, c=c)
    return {"places": places, "ideals": found.ideals}, {"spread_kept": round(found.kept, 6)}


def _umap(run: Run, near: Neighbourhoods, seed: int, report: Report) -> tuple[dict[str, Tensor], dict[str, Any]]:
    rows = near.rows(NEIGHBOURS)
    points = run.points.double()
    apart = distance(points[:, None], points[rows], c=run.config.curvature)
    start = run.disk if run.config.curvature > 0 else run.disk * 0.9
    places = umap_hyperboloid(rows.numpy(), apart.numpy(), start, seed=seed, tick=_ticks("UMAP", report))
    return {"places": torch.from_numpy(places)}, {"neighbours": rows.shape[1]}


_MAKERS: dict[str, Callable[..., tuple[dict[str, Tensor], dict[str, Any]]]] = {"horopca": _horopca, "umap": _umap}


def _ticks(phase: str, report: Report) -> Callable[[int, int], None]:
    begun = time.monotonic()
    return lambda done, total: report(Progress(phase, done, total, time.monotonic() - begun))
