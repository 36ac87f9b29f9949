"""Step 2: the disk and its distance."""

import torch

from hrq.geometry.poincare import conformal_factor, distance
from hrq.lesson.formulas import DISTANCE, STRETCH
from hrq.lesson.step import Link, Picture, Question, Step

PAPER = 0.2  # length of the ruler in the question
START = ((-0.62, 0.55), (0.72, 0.42))


def apart(a: tuple[float, float], b: tuple[float, float], *, c: float) -> float:
    """The distance of two points of the disk, in float64."""
    x, y = (torch.tensor(one, dtype=torch.float64) for one in (a, b))
    return float(distance(x, y, c=c))


def stretch(radius: float) -> float:
    """How much longer a small step at that radius is than one at the centre (c = 1)."""
    factors = conformal_factor(torch.tensor([[radius, 0.0], [0.0, 0.0]], dtype=torch.float64), c=1.0)
    return float(factors[0] / factors[1])


def step() -> Step:
    """The step, with its numbers."""
    middle, rim = apart((-PAPER / 2, 0), (PAPER / 2, 0), c=1.0), apart((0.75, 0), (0.75 + PAPER, 0), c=1.0)
    prose = f"""
Because the map shrinks things towards its rim, a ruler laid on the screen does not measure distance. A small step \
at radius 0.9 is **{stretch(0.9):.1f} times** as long as the same step at the centre, at 0.99 it is \
{stretch(0.99):.0f} times as long: the rim is infinitely far away, and nobody inside ever gets there.

So the shortest way between two points is not the straight line on the screen. It bends towards the centre, where \
the same distance costs less ink: it is an arc that meets the rim at right angles, a **geodesic**. Two leaves of a \
tree behave alike: the way from one to the other leads up towards the root and down again. The **curvature** says \
how strongly all this holds. At c = 0 the disk is the whole plane, and geodesics are straight lines.
"""
    picture = Picture(
        "ruler",
        "A ruler in the Poincaré disk",
        "Drag the two ends, or move them with the arrow keys. Solid: the geodesic, the shortest way. Dotted: the "
        "straight line on the screen. Rings lie 1, 2, 3 … away from the centre.",
        "hrq.geometry.poincare.distance in float64; curves as in hrq.geometry.disk.geodesic_arcs",
        {"start": {"a": list(START[0]), "b": list(START[1]), "c": 1.0}},
    )
    question = Question(
        f"Two pairs of points, each {PAPER} apart on the screen: one around the centre, the other between the radii "
        f"0.75 and 0.95. Which pair is farther apart?",
        ("The same", "The pair at the rim, about twice", "The pair at the rim, about four times"),
        2,
        f"{middle:.2f} around the centre and {rim:.2f} near the rim, {rim / middle:.1f} times as much. One more step "
        f"of the same size outwards, and there would be no more space: the rim lies at {1.0:.2f}.",
    )
    links = (
        Link(
            "Explore",
            "Put dog in the middle of the disk, and see the rim come nearer",
            {"run": "mammals-2d-ghrq", "node": "dog.n.01", "focus": "dog.n.01"},
        ),
    )
    return Step("ruler", prose, picture, question, (DISTANCE, STRETCH), links)
