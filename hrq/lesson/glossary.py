"""What the words mean that the app's labels use, each in a sentence or two, with the step that shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A word, what it means, and the key of the step of the lesson that shows it (empty where none does)."""

    name: str
    text: str
    step: str = ""

    @property
    def anchor(self) -> str:
        """Where it stands on the page Learn."""
        return self.name.lower().replace(" ", "-")


TERMS = (
    Term(
        "Ball",
        "Hyperbolic space as the inside of a ball of radius 1/√c; the disk is the ball of two dimensions.",
        "ruler",
    ),
    Term("Bits", "What a code costs: levels × log₂ of the codewords a level.", "bits"),
    Term(
        "Centroid",
        "The point of least mean squared error for a set of points; k-means puts codewords there.",
        "cells",
    ),
    Term("Code", "A node's name in tokens, one a level, coarse to fine, such as 12-4-9.", "paths"),
    Term("Codebook", "The list of codewords of one level.", "cells"),
    Term("Codeword", "One entry of a codebook: a point that other points are rounded to.", "cells"),
    Term("Control", "The same measurement where there is nothing to find: on shuffled points or codes.", "bits"),
    Term(
        "Curvature",
        "c ≥ 0: the space has curvature −c. 0 is the plane; the larger c, the faster space grows.",
        "ruler",
    ),
    Term("Depth", "How many links a node lies below the root of its tree.", "room"),
    Term("Distance", "The length of the geodesic between two points: not their distance on the screen.", "ruler"),
    Term(
        "F1",
        "2 × shared / (size of one + size of the other): 1 where two sets are equal, 0 where they share nothing.",
        "wrong",
    ),
    Term(
        "Geodesic",
        "The shortest way between two points; in the disk an arc that meets the rim at right angles.",
        "ruler",
    ),
    Term(
        "ghrq",
        "The quantizer that takes remainders from the left: exact, its last residual is its error.",
        "sides",
    ),
    Term("Held out", "Pairs that training never saw, asked for afterwards.", "bits"),
    Term(
        "hrq",
        "The quantizer as first published: remainders from the right, which adding the codeword does not undo.",
        "sides",
    ),
    Term("Hypernym", "WordNet's word for what a thing is: canine is a hypernym of dog.", "wrong"),
    Term("Interval", "Where the mean would lie 95 times in 100, judged by the spread of the seeds.", "bits"),
    Term("Level", "One stage of a residual quantizer. Level 1 is the coarsest.", "paths"),
    Term("Likeness", "Wu and Palmer's similarity of two synsets by their places in the hierarchy, 0 to 1.", "bits"),
    Term(
        "MAP",
        "Mean average precision: how well distances rank what lies above each node before all else; 1 is perfect.",
        "training",
    ),
    Term(
        "Margin",
        "How much farther the runner-up is than the codeword taken. Small: a close call. Negative: moved.",
        "cells",
    ),
    Term(
        "Möbius addition",
        "⊕, the sum of the ball: x ⊕ y is where y comes to lie when the centre is moved to x.",
        "sides",
    ),
    Term("Moved", "A node whose last token is not the nearest one, so that every node has a code of its own."),
    Term(
        "Perplexity",
        "How many codewords are used, in effect: that of a codebook where all are used alike is its size.",
    ),
    Term("Precision", "The share of a prefix's nodes that belong to a synset.", "wrong"),
    Term(
        "Prefix",
        "The first tokens of a code. All nodes with the same prefix form a branch of the code tree.",
        "paths",
    ),
    Term("Projection", "A picture in two dimensions of points in more; it loses neighbours, and says how many."),
    Term("Recall", "The share of a synset, with all below it, that a prefix holds.", "wrong"),
    Term("Residual", "What codewords leave of a point: quantized again at the next level.", "sides"),
    Term("rq", "The Euclidean residual quantizer: the baseline everywhere.", "bits"),
    Term("Seed", "The number that random choices start from. The same seed gives the same model.", "training"),
    Term("Synset", "WordNet's node: one meaning, with the words that can express it, such as dog.n.01.", "wrong"),
    Term("tangent", "The quantizer that subtracts in the flat space that touches the ball at its centre.", "bits"),
    Term("Token", "The number of a codeword in its codebook.", "cells"),
)  # fmt: skip
BY_NAME = {term.name: term for term in TERMS}
