"""Recall of held-out ancestors, three ways, each with an interval: what the figures of `evaluate` mean.

    recall             hits among the first k candidates, known ancestors left in
    recall_filtered    the same after the training ancestors of u are removed (the headline)
    reciprocal_rank    mean of 1 / rank among the first ten filtered candidates, 0 past them

A candidate may stand for m nodes that share a code: a hit then counts 1/m. `recall_published` is `recall` of beams
that no trie holds back, with full credit: codes that collide raise it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hrq.data.hierarchy.links import Floats, Ints
from hrq.errors import ShapeError
from hrq.evaluate.recall.known import Known, owners
from hrq.evaluate.recall.ranked_lists import without
from hrq.evaluate.statistics.intervals import NORMAL

AT = (1, 5, 10)


@dataclass(frozen=True, eq=False)
class Questions:
    """Test pairs, sorted by node: pair i asks whether `targets[i]` is found among the answers in row `rows[i]`.

    >>> questions = Questions.of(np.array([[3, 1], [3, 0], [5, 2]]))  # which are above 3, which above 5?
    >>> questions.nodes.tolist(), questions.rows.tolist(), questions.targets.tolist()
    ([3, 5], [0, 0, 1], [0, 1, 2])
    >>> questions.ranks(np.array([[1, 4, 0], [6, 0, 1]])).tolist()
    [3, 1, 0]
    """

    nodes: Ints  # (q,), each node that is asked about once
    rows: Ints  # (m,)
    targets: Ints  # (m,)

    @classmethod
    def of(cls, test: Ints, *, sample: int | None = None, seed: int = 0) -> "Questions":
        """All test pairs, or those of `sample` nodes drawn with `seed`."""
        nodes = np.unique(test[:, 0])
        if sample is not None and sample < len(nodes):
            nodes = np.sort(np.random.default_rng(seed).choice(nodes, sample, replace=False))
        asked = test[np.isin(test[:, 0], nodes)]
        asked = asked[np.lexsort((asked[:, 1], asked[:, 0]))]
        return cls(nodes, np.searchsorted(nodes, asked[:, 0]), asked[:, 1])

    def some(self, rows: Ints) -> "Questions":
        """The questions about the nodes in those rows, ascending."""
        kept = np.isin(self.rows, rows)
        return Questions(self.nodes[rows], np.searchsorted(rows, self.rows[kept]), self.targets[kept])

    def ranks(self, ranked: Ints) -> Ints:
        """Where each target stands in its row of `ranked` (q, L): 1 is first, 0 nowhere."""
        if len(ranked) != len(self.nodes):
            raise ShapeError("ranked answers", ranked.shape, f"({len(self.nodes)}, …), a row for every node asked")
        hits = ranked[self.rows] == self.targets[:, None]
        return np.where(hits.any(axis=1), hits.argmax(axis=1) + 1, 0)


@dataclass(frozen=True)
class Estimate:
    """A mean over pairs, half of its 95 % interval (nodes are drawn, not pairs), and how many pairs it is over."""

    value: float
    half: float
    n: int


def estimate(values: Floats, rows: Ints) -> Estimate:
    """The mean over pairs; pairs of the same node stand and fall together, so the interval counts nodes.

    >>> estimate(np.array([1.0, 0.0, 1.0, 1.0]), np.array([0, 0, 1, 2]))
    Estimate(value=0.75, half=0.3675, n=4)
    """
    if not len(values):
        return Estimate(float("nan"), float("nan"), 0)
    mean = float(values.mean())
    _, own = np.unique(rows, return_inverse=True)
    gaps = np.bincount(own, weights=values - mean)
    nodes = len(gaps)
    if nodes < 2:
        return Estimate(mean, float("nan"), len(values))
    error = float(np.sqrt(nodes / (nodes - 1) * (gaps**2).sum()) / len(values))
    return Estimate(mean, NORMAL * error, len(values))


@dataclass(frozen=True, eq=False)
class Found:
    """Where a method's answers put each target, and what a hit is worth.


    >>> from hrq.evaluate.recall.known import sparse
    >>> questions = Questions.of(np.array([[3, 1], [5, 2]]))
    >>> known = Known(sparse(np.array([5]), np.array([0]), (7, 7)))  # that 0 is above 5 is known: no answer
    >>> found = Found.of(questions, known, np.array([[1, 0, 2], [0, 2, 1]]))
    >>> found.plain.tolist(), found.filtered.tolist()
    ([1, 2], [1, 1])
    """

    plain: Ints  # ranks among all candidates
    filtered: Ints  # ranks once known ancestors are gone
    credit: Floats

    @classmethod
    def of(cls, questions: Questions, known: Known, ranked: Ints) -> "Found":
        """From ranked nodes (q, L); L must leave ten candidates once known ancestors are gone, where there are ten."""
        dropped = known.holds(questions.nodes[:, None], ranked)
        filtered = without(ranked, dropped, max(AT))
        return cls(questions.ranks(ranked[:, : max(AT)]), questions.ranks(filtered), np.ones(len(questions.targets)))

    @classmethod
    def of_leaves(cls, questions: Questions, known: Known, ranked: Ints, leaves: Ints, sharing: Ints) -> "Found":
        """From ranked codes: `leaves` (n,) numbers each node's code, `sharing` says how many nodes have it.

        A code is dropped as known where all nodes that have it are known ancestors of u.
        """
        up = known.up[questions.nodes]
        keys, counts = np.unique(owners(up) * len(sharing) + leaves[up.indices], return_counts=True)
        wanted = np.arange(len(ranked))[:, None] * len(sharing) + ranked.clip(0)
        place = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
        here = np.where(keys[place] == wanted, counts[place], 0) if len(keys) else np.zeros_like(ranked)
        filtered = without(ranked, here >= sharing[ranked.clip(0)], max(AT))
        asked = Questions(questions.nodes, questions.rows, leaves[questions.targets])
        plain = asked.ranks(ranked[:, : max(AT)])
        return cls(plain, asked.ranks(filtered), 1 / sharing[asked.targets])

    def values(self) -> dict[str, Floats]:
        """What each pair counts in each figure: `recall@1` … `recall_filtered@10`, `reciprocal_rank`."""
        ranks = {"recall": self.plain, "recall_filtered": self.filtered}
        values = {f"{name}@{k}": self.credit * ((r > 0) & (r <= k)) for name, r in ranks.items() for k in AT}
        return values | {
            "reciprocal_rank": self.credit * np.where(self.filtered > 0, 1 / np.maximum(self.filtered, 1), 0)
        }


def summary(values: dict[str, Floats], questions: Questions) -> dict[str, Any]:
    """`recall`, `recall_filtered` and others at 10 and `reciprocal_rank`, then at 1 and 5, all with intervals.

    >>> from hrq.evaluate.recall.known import sparse
    >>> questions, nobody = Questions.of(np.array([[3, 1], [5, 2]])), np.zeros(0, dtype=np.int64)
    >>> found = Found.of(questions, Known(sparse(nobody, nobody, (7, 7))), np.array([[1, 0, 2], [0, 2, 1]]))
    >>> summary(found.values(), questions)["reciprocal_rank"]  # the first stands first, the second second
    0.75
    """
    found = {name: estimate(one, questions.rows) for name, one in values.items()}
    head = {name.removesuffix(f"@{max(AT)}"): rounded(one.value) for name, one in found.items() if _leads(name)}
    half = {name: rounded(one.half) for name, one in found.items()}
    return head | {
        "at": {name: rounded(one.value) for name, one in found.items()},
        "half": half,
        "pairs": len(questions.targets),
        "nodes": len(questions.nodes),
    }


def by_group(values: Floats, questions: Questions, groups: Ints) -> list[dict[str, Any]]:
    """One figure for each value of `groups` (m,), such as the depth of u, with its interval and how many pairs.

    >>> questions = Questions.of(np.array([[3, 1], [5, 2]]))
    >>> by_group(np.array([1.0, 0.0]), questions, np.array([2, 4]))
    [{'group': 2, 'value': 1.0, 'half': None, 'pairs': 1}, {'group': 4, 'value': 0.0, 'half': None, 'pairs': 1}]
    """
    rows = []
    for group in np.unique(groups).tolist():
        inside = groups == group
        one = estimate(values[inside], questions.rows[inside])
        rows.append({"group": group, "value": rounded(one.value), "half": rounded(one.half), "pairs": one.n})
    return rows


def rounded(value: float) -> float | None:
    """Five decimals; None where there is no number, as JSON has none for that.

    >>> rounded(2 / 3), rounded(float("nan"))
    (0.66667, None)
    """
    return round(value, 5) if np.isfinite(value) else None


def _leads(name: str) -> bool:
    return "@" not in name or name.endswith(f"@{max(AT)}")
