"""The layouts of a run: where each lets the nodes lie, how far it can be trusted, and its file beside the run.

A layout that takes long is computed once, on request, and kept as `layout-NAME.safetensors` beside the run; one that is
made in a moment has only its measured numbers there. All places are float64 in units of the disk's radius.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.data.hierarchy.links import Floats, Ints
from hrq.errors import BrokenRunError
from hrq.runs import arrays
from hrq.runs.aside import own_aside
from hrq.runs.beside import find_kept, stamp, written
from hrq.runs.run import Run

TITLES = {
    "native": "Native 2-D",
    "tangent_pca": "Projection by tangent PCA",
    "horopca": "Projection by HoroPCA",
    "umap": "UMAP to the hyperboloid",
    "true_tree": "The true tree by cones",
    "code_tree": "The code tree by cones",
}
FORMAT = 1
ON_REQUEST = ("horopca", "umap")  # minutes of work: computed once, then kept
CONSTRUCTED = ("true_tree", "code_tree")  # from a tree alone: the points play no part


@dataclass(frozen=True, eq=False)
class RunLayout:
    """Places (n, 2) in the run's order; `rim` says whether they lie in a disk (a plane has none).

    `numbers` are those of the badge; `kept` (n,) counts how many of a node's `numbers["k"]` nearest stay nearest, where
    that was measured. `prefixes` takes (m, l) tokens to the places (m, 2) of those prefixes; None where codewords have
    no place. `tree_places` and `tree_parents` are the nodes and links of the tree that a constructed layout draws.
    """

    name: str
    places: Floats
    rim: bool
    numbers: Mapping[str, float]
    kept: NDArray[np.uint8] | None = None
    prefixes: Callable[[Ints], Floats] | None = None
    tree_places: Floats | None = None
    tree_parents: Ints | None = None

    @property
    def picture_c(self) -> float:
        """The c of the picture's own distance, in its own units: 1 in a disk, 0 in a plane."""
        return 1.0 if self.rim else 0.0


@dataclass(frozen=True, eq=False)
class Stored:
    """A layout's file: tensors (`places`, `kept`, a projection's own) and what was written down about them."""

    tensors: Mapping[str, Tensor]
    facts: Mapping[str, Any] = field(default_factory=dict)


def layout_names(run: Run) -> tuple[str, ...]:
    """The layouts that this run can have, computed or not; the first is the one to begin with.

    That is the one it came with: `native` in two dimensions, else `tangent_pca`. Codes without points have only their
    tree, and the true one where there is a hierarchy. HoroPCA needs a ball, and both it and UMAP more than two
    dimensions.
    """
    names: list[str] = []
    if run.has_points:
        names.append(run.config.disk_layout)
        names += [one for one in ON_REQUEST if run.config.dimension > 2 and (one == "umap" or run.config.curvature > 0)]
    return (*names, *(("true_tree",) if run.has_hierarchy else ()), "code_tree")


def file_name(layout: str) -> str:
    """The file of a layout beside its run."""
    return f"layout-{layout}.safetensors"


def making_folder(run: Run, layout: str) -> Path:
    """Where the process that computes a layout keeps its progress, its log and its claim to be the only one."""
    return own_aside(run.hash) / f"making-{layout}"


def find_stored(run: Run, layout: str) -> Path | None:
    """A layout's file, or None where none of this run and this version is there.

    Those of hrq 0.1 have no stamp; they are of the same format, and worth the minutes that they took.
    """
    return find_kept(file_name(layout), stamp(run, FORMAT), unstamped=True)


def is_ready(run: Run, layout: str) -> bool:
    """Whether a layout can be shown at once: it is made in a moment, or was computed."""
    return layout not in ON_REQUEST or find_stored(run, layout) is not None


def write_stored(run: Run, layout: str, stored: Stored, folder: Path | None = None) -> Path:
    """Keep a layout's file in the reader's own folder beside the run, or in another one."""
    path = (folder or own_aside(run.hash)) / file_name(layout)
    facts = {"facts": json.dumps(dict(stored.facts), allow_nan=False)}
    arrays.write_tensors(path, stored.tensors, facts | written(stamp(run, FORMAT)))
    return path


def read_stored(run: Run, layout: str) -> Stored | None:
    """A layout's file, checked; None where there is none. Raises BrokenRunError for one that cannot be trusted."""
    path = find_stored(run, layout)
    if path is None:
        return None
    remedy = f"Delete that file and compute it again: python -m hrq layout {run.name} --method {layout}"
    try:
        tensors, metadata = arrays.read_tensors(path)
        facts = json.loads(metadata.get("facts", "{}"))
    except (BrokenRunError, ValueError) as error:
        raise BrokenRunError(path, "is not a whole layout", remedy=remedy) from error
    n = len(run.names)
    shapes = {"places": (n, 2), "kept": (n,)}
    wrong = [name for name, shape in shapes.items() if name in tensors and tuple(tensors[name].shape) != shape]
    missing = layout in ON_REQUEST and "places" not in tensors
    if wrong or missing or not isinstance(facts, dict) or not _inside(tensors.get("places")):
        raise BrokenRunError(path, f"does not hold a layout of {n:,} nodes in the disk", remedy=remedy)
    return Stored(tensors, facts)


def _inside(places: Tensor | None) -> bool:
    if places is None:
        return True
    return places.dtype == torch.float64 and bool((places.square().sum(dim=1) < 1).all())
