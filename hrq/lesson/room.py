"""Step 1: why trees need room."""

from hrq.geometry.disk import circumference
from hrq.lesson.formulas import CIRCUMFERENCE
from hrq.lesson.step import Link, Picture, Question, Step

BRANCHES = (2, 3, 4)
DEPTHS = 6  # that the picture draws; 4^6 nodes are what a browser draws at once
SHOWN, ASKED = 6, 10  # depths that the text speaks of


def room(branches: int, depth: int, *, c: float) -> float:
    """The arc of circle that each node has to itself, where depth k lies at distance k from the root."""
    return circumference(float(depth), c=c) / float(branches**depth)


def step() -> Step:
    """The step, with its numbers."""
    flat, curved = room(2, ASKED, c=0.0), room(2, ASKED, c=1.0)
    prose = f"""
A tree doubles. With two children a node, there is one root, then 2, 4, 8 … nodes, and {2**ASKED:,} at depth \
{ASKED}. Draw each depth as a circle around the root, one unit further out each time. On paper the circle of radius \
{ASKED} is {circumference(float(ASKED), c=0.0):.1f} long, and each node gets **{flat:.2f}** of it: soon they lie on \
top of each other. A plane has room for things that grow like a *power* of the distance, and a tree grows like an \
*exponential*.

In **hyperbolic space** circles are longer than on paper. The one of radius {ASKED} measures \
{circumference(float(ASKED), c=1.0):,.0f}, and each node has **{curved:,.0f}** to itself. The picture on the right \
is a map of that space: all of it lies inside the disk, and things look smaller the closer they are to the rim, as \
Greenland looks larger than it is on a map of the world. Every step of the tree is as long as every other one.
"""
    table = {str(b): [[room(b, k, c=c) for k in range(1, DEPTHS + 1)] for c in (0.0, 1.0)] for b in BRANCHES}
    picture = Picture(
        "room",
        "The same tree in the plane and in the disk",
        "A tree drawn with one unit of distance a step: left in the plane, right in the Poincaré disk. "
        "Below, how much of its circle each node of the outermost depth has to itself.",
        "hrq.geometry.disk.circumference; curvature −1 in the disk",
        {"branches": list(BRANCHES), "depths": DEPTHS, "start": {"branches": 2, "depth": SHOWN}, "room": table},
    )
    question = Question(
        f"With four children a node there are {4**DEPTHS:,} nodes at depth {DEPTHS}. Does each still have room in the "
        "disk, one unit a step?",
        ("Yes, the disk has room for any tree", "No, the steps would have to be longer", "No, no disk is enough"),
        1,
        f"A circle grows by a factor of e ≈ 2.72 with each unit, and this tree by 4: at depth {DEPTHS} each node has "
        f"{room(4, DEPTHS, c=1.0):.2f}, less than the {room(4, 1, c=1.0):.2f} at depth 1. With steps of "
        "ln 4 ≈ 1.39, or a stronger curvature, it has room again. In the plane no length of step helps "
        f"({room(4, DEPTHS, c=0.0):.5f}): a constant factor never catches up with a doubling.",
    )
    links = (Link("Explore", "See 1,182 mammals laid out in the disk", {"run": "mammals-2d-ghrq", "colour": "depth"}),)
    return Step("room", prose, picture, question, (CIRCUMFERENCE,), links)
