"""A part of the training pairs, held out as the test pairs are: when to stop, and how to rerank, is decided on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.splits import Split
from hrq.evaluate.recall.figures import Questions
from hrq.evaluate.recall.known import Known, owners, sparse
from hrq.evaluate.recall.ranked_lists import fewest_below

SHARE = 0.02  # of the training pairs (closure), or of the nodes that are not asked about (parent)
MOST = 2000  # nodes asked


@dataclass(frozen=True, eq=False)
class Practice:
    """What may be learnt from while the other part is asked about."""

    known: Known
    questions: Questions


def practice(split: Split, known: Known, seed: int) -> Practice:
    """Hold out pairs at random for `closure`; for `parent` the deepest known ancestor of nodes not asked about.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import animals
    >>> split = split_pairs(animals(), "closure", 0)
    >>> part = practice(split, Known.of(split, 7), seed=0)
    >>> len(split.train), part.known.up.nnz, len(part.questions.targets)  # one of eight known pairs is held out
    (8, 7, 1)
    """
    noise = np.random.default_rng([seed, 7])
    train = np.column_stack([owners(known.up), known.up.indices]).astype(np.int64)
    held = _deepest(split, known, noise) if split.kind == "parent" else noise.random(len(train)) < SHARE
    if not held.any():
        held[noise.integers(len(train))] = True
    left = train[~held]
    questions = Questions.of(train[held], sample=MOST, seed=seed)
    return Practice(Known(sparse(left[:, 0], left[:, 1], known.up.shape)), questions)


def _deepest(split: Split, known: Known, noise: np.random.Generator) -> NDArray[np.bool_]:
    """Flags of training pairs (u, a): a is the deepest known ancestor of a drawn u that knows others too."""
    counts = np.diff(known.up.indptr)
    free = np.setdiff1d(np.flatnonzero(counts > 1), split.test[:, 0])
    drawn = np.sort(noise.permutation(free)[: max(1, round(SHARE * len(free)))])
    target = np.full(known.size, -1, dtype=np.int64)
    target[drawn] = fewest_below(known, drawn, 1)[:, 0]
    held: NDArray[np.bool_] = target[owners(known.up)] == known.up.indices
    return held
