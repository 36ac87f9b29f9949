"""The formulas of the lesson: each as the code computes it, with the function that does.

`source` is Python: `latex` prints it, and tests/lesson/test_formulas.py evaluates it against `function`.
"""

from dataclasses import dataclass

from hrq.lesson.latex import latex

GAPS = "(1 - c * norm(x)**2) * (1 - c * norm(y)**2)"


@dataclass(frozen=True)
class Formula:
    """What is defined, how, by which function of the library, and what to say about it."""

    left: str  # of the equals sign, as LaTeX
    source: str
    function: str  # module.name
    note: str = ""

    @property
    def text(self) -> str:
        """The whole equation as LaTeX."""
        return f"{self.left} = {latex(self.source)}"


CIRCUMFERENCE = Formula(
    r"U(r)",
    "2 * pi * sinh(sqrt(c) * r) / sqrt(c)",
    "hrq.geometry.disk.circumference",
    "for c → 0 this is the plane's 2πr",
)
DISTANCE = Formula(
    r"d(x, y)",
    f"2 / sqrt(c) * asinh(sqrt(c) * norm(x - y) / sqrt({GAPS}))",
    "hrq.geometry.poincare.distance",
)
STRETCH = Formula(
    r"\lambda_x",
    "2 / (1 - c * norm(x)**2)",
    "hrq.geometry.poincare.conformal_factor",
    "how much longer a small step at x is than it looks",
)
LOSS = Formula(
    r"L(u, v)",
    "-log(exp(-(d(u, v) / T)) / (exp(-(d(u, v) / T)) + sum(exp(-(d(u, w) / T)) for w in others)))",
    "hrq.train.hierarchy.contrastive.contrastive_loss",
    "v lies above u in the tree; w runs over the nodes that do not; T is the temperature",
)
NEAREST = Formula(
    r"q^\ast",
    "argmin(d(r, q) for q in codebook)",
    "hrq.quantize.search.nearest",
    "the codeword that a point is rounded to",
)
ADD = Formula(
    r"x \oplus y",
    f"((1 - c * norm(x)**2) * (x + y) + c * norm(x + y)**2 * x) / ({GAPS} + c * norm(x + y)**2)",
    "hrq.geometry.poincare.mobius_add",
    "for c = 0 this is x + y",
)
LEFT = Formula(
    r"\text{from the left}", "add(-q, r)", "hrq.geometry.poincare.left_residual", "undone by q ⊕ …: ghrq rests on it"
)
RIGHT = Formula(
    r"\text{from the right}", "add(r, -q)", "hrq.geometry.poincare.right_residual", "as first published, in hrq"
)
F1 = Formula(
    r"F_1",
    "2 * s / (p + t)",
    "hrq.evaluate.matching.best_matches.best_nodes",
    "a prefix holds p nodes, a synset with all below it t, and s of them are the same",
)
BITS = Formula(r"\text{bits}", "N * log2(K)", "hrq.lesson.equal_bits.bits", "N levels of K codewords")

FORMULAS = (CIRCUMFERENCE, DISTANCE, STRETCH, LOSS, NEAREST, ADD, LEFT, RIGHT, F1, BITS)
