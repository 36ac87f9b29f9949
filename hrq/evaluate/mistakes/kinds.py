"""The kinds of mistakes that codes make about a hierarchy, each with one definition: words only, for help too."""

from collections.abc import Mapping
from typing import NamedTuple

from hrq.evaluate.quantization import OVERLOADED

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
        "A codeword that no code uses at its level, or that more than "
        f"{OVERLOADED:g} times its even share of the nodes use.",
        CODEWORD,
        "nodes, over the even share",
    ),
}
