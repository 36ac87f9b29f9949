"""The kinds of mistakes that codes make about a hierarchy, each with one definition, and the cases found of each.

A kind says of every node whether it could make the mistake and whether it does, so that rates of any group of nodes
follow; its cases are ranked, the clearest first.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.links import Bools, Floats, Ints

NODE, PREFIX, CODEWORD = "node", "prefix", "codeword"
SPLIT, STRANGERS, COLLISIONS, RESIDUAL, MARGIN, MEANINGLESS, TORN, CODEWORDS = (
    "split", "strangers", "collisions", "residual", "margin", "meaningless", "torn", "codewords",
)  # fmt: skip


class Kind(NamedTuple):
    """A kind of mistake in words: what a case is of, what its score is, and whether the largest scores come first."""

    title: str
    definition: str
    unit: str
    score: str


KINDS: Mapping[str, Kind] = {
    SPLIT: Kind(
        "Split siblings",
        "A node whose first token is not the one that more than half of its siblings have (the other children of its "
        "main parent; three at least), unless its branch has a token to itself: most nodes with it lie below.",
        NODE,
        "share of siblings with the other token",
    ),
    STRANGERS: Kind(
        "Strangers with one prefix",
        "A node that shares half of its tokens (rounded up) with others, most of which are at least half as many links "
        "away as two nodes drawn at random (their median), and more than two (at most 64 others are looked at).",
        NODE,
        "mean links to them",
    ),
    COLLISIONS: Kind(
        "Collisions",
        "A node whose nearest code, before codes were made unique, is also that of others, all of which are more than "
        "two links away.",
        NODE,
        "links to the nearest of them",
    ),
    RESIDUAL: Kind(
        "Highest residual",
        "The hundredth of all nodes (one at least) of which the most is left after the last level, in the quantizer's "
        "own coordinates.",
        NODE,
        "length of the residual",
    ),
    MARGIN: Kind(
        "Lowest margin",
        "A node for which at one of its levels the second nearest codeword is less than 0.1 % farther than the "
        "nearest (codes before they were made unique).",
        NODE,
        "how much farther, as a share",
    ),
    MEANINGLESS: Kind(
        "Prefixes without a meaning",
        "A prefix of five nodes or more that matches no synset with an F1 of 0.4 or better.",
        PREFIX,
        "best F1",
    ),
    TORN: Kind(
        "Torn between parents",
        "A node with several parents that shares its first token with some of them and not with others.",
        NODE,
        "tokens shared with one parent beyond another",
    ),
    CODEWORDS: Kind(
        "Codewords dead or overloaded",
        "A codeword that no code uses at its level, or that more than four times its even share of the nodes use.",
        CODEWORD,
        "nodes, over the even share",
    ),
}


class Cases(NamedTuple):
    """The cases of one kind, the clearest first: node and partner are −1 where a case has none.

    `prefix` is where to look, a tuple of tokens; `able` and `wrong` are over all nodes, `total` counts what could be
    a case: nodes, prefixes or codewords.
    """

    nodes: Ints
    partners: Ints
    prefixes: list[tuple[int, ...]]
    scores: Floats
    able: Bools
    wrong: Bools
    total: int

    @property
    def share(self) -> float | None:
        """Cases as a share of what could be one; None where nothing could."""
        return len(self.scores) / self.total if self.total else None


def node_cases(
    codes: NDArray[np.integer], length: int, nodes: Ints, partners: Ints, scores: Floats, able: Bools
) -> Cases:
    """Cases of nodes, already ranked; each is looked at under the first `length` tokens of its code."""
    wrong = np.zeros(len(codes), dtype=bool)
    wrong[nodes] = True
    prefixes = [tuple(code) for code in codes[nodes, :length].tolist()]
    return Cases(nodes, partners, prefixes, scores, able, wrong, int(able.sum()))
