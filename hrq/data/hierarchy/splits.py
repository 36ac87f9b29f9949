"""Which ancestor pairs are trained on, and which are asked for afterwards."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.errors import UnknownNameError, UsageError

TRAIN_SHARE = 0.85
HELD_OUT_PARENTS = 0.15


@dataclass(frozen=True, eq=False)
class Split:
    """Rows (descendant, ancestor): every pair of the closure is in exactly one of the two."""

    kind: str
    seed: int
    train: Ints
    test: Ints

    @property
    def name(self) -> str:
        """What training, evaluation and a run's settings call it: kind and seed, such as closure-0."""
        return f"{self.kind}-{self.seed}"


def split_pairs(hierarchy: Hierarchy, kind: str, seed: int) -> Split:
    """Split the transitive closure; the same hierarchy, kind and seed give the same split.

    none      everything is trained on.
    closure   85 % of the pairs, drawn at random, are trained on. Easy by nature: (u, w) and (w, v) in training tell
              (u, v), so a rule that composes known pairs answers most of the questions.
    parent    asks for 15 % of the eligible nodes: which is u's direct parent p? Eligible is a node with exactly one
              parent that has a parent itself. Only (u, p) is held out; u's pairs with all higher ancestors stay, so
              that composing pairs never gives (u, p): no other ancestor of u lies under p.

    What is left of the link u → p in a `parent` split: the training pairs of u's descendants still name both u and p,
    and say no word about which of the two lies under the other, except that (u, p) being absent is itself a trace; a
    leaf u leaves none. The `hierarchy` still holds the link: whatever learns or draws a baseline must read `train`,
    never `hierarchy.parents`, its depths or its closure.

    >>> from hrq.data.hierarchy.toy import animals
    >>> split = split_pairs(animals(), "closure", seed=0)
    >>> split.name, len(split.train), len(split.test)
    ('closure-0', 8, 2)
    """
    makers = {"none": _nothing_held, "closure": _closure, "parent": _parent}
    if kind not in makers:
        raise UnknownNameError("split", kind, makers)
    pairs = hierarchy.closure()
    held = makers[kind](hierarchy, pairs, np.random.default_rng(seed))
    return Split(kind, seed, train=pairs[~held], test=pairs[held])


def held_out(hierarchy: Hierarchy, kind: str, seed: int) -> Split:
    """The split for whoever asks about what is held out: as `split_pairs`, but one that holds nothing out is an error.

    >>> from hrq.data.hierarchy.toy import animals
    >>> held_out(animals(), "parent", seed=0).test.tolist()  # one of the four leaves and its parent
    [[5, 2]]
    """
    if kind == "none":
        raise UnknownNameError("split that holds pairs out", kind, ("closure", "parent"))
    split = split_pairs(hierarchy, kind, seed)
    if not len(split.test):
        raise UsageError(
            f"The split {split.name} of this hierarchy holds nothing out: it is too small to be asked about."
        )
    return split


def eligible_for_parent(hierarchy: Hierarchy) -> Ints:
    """Nodes with exactly one parent that has a parent itself.

    >>> from hrq.data.hierarchy.toy import animals
    >>> eligible_for_parent(animals()).tolist()
    [3, 4, 5, 6]
    """
    parents = hierarchy.parents
    single = np.flatnonzero(parents.counts == 1)
    above = parents.indices[parents.indptr[single]]
    return single[parents.counts[above] > 0]


def _nothing_held(hierarchy: Hierarchy, pairs: Ints, noise: np.random.Generator) -> NDArray[np.bool_]:
    return np.zeros(len(pairs), dtype=bool)


def _closure(hierarchy: Hierarchy, pairs: Ints, noise: np.random.Generator) -> NDArray[np.bool_]:
    held = np.zeros(len(pairs), dtype=bool)
    held[noise.permutation(len(pairs))[int(TRAIN_SHARE * len(pairs)) :]] = True
    return held


def _parent(hierarchy: Hierarchy, pairs: Ints, noise: np.random.Generator) -> NDArray[np.bool_]:
    nodes = eligible_for_parent(hierarchy)
    asked = noise.permutation(nodes)[: round(HELD_OUT_PARENTS * len(nodes))]
    parent = np.full(len(hierarchy), -1, dtype=np.int64)
    parent[asked] = hierarchy.parents.indices[hierarchy.parents.indptr[asked]]
    held: NDArray[np.bool_] = parent[pairs[:, 0]] == pairs[:, 1]
    return held
