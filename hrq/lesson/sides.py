"""Step 5: what is left over, taken from the left and from the right."""

import math

import torch
from torch import Tensor

from hrq.errors import HrqError
from hrq.geometry.poincare import distance, distance0, left_residual, mobius_add, right_residual
from hrq.lesson.formulas import ADD, LEFT, RIGHT
from hrq.lesson.step import Link, Picture, Question, Step
from hrq.runs import find_run
from hrq.runs.files import METRICS, read_json

POINT, CODEWORD = (0.55, 0.6), (0.7, -0.1)
RUNS = ("mammals-2d-hrq", "mammals-2d-ghrq")


def at(place: tuple[float, float]) -> Tensor:
    """A point of the disk in float64."""
    return torch.tensor(place, dtype=torch.float64)


def back(left: Tensor, right: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
    """What undoing gives: q ⊕ the left residual, and the right residual ⊕ q."""
    return mobius_add(q, left, c=1.0), mobius_add(right, q, c=1.0)


def angle(a: Tensor, b: Tensor) -> float:
    """The angle between two vectors of the plane, in degrees, 0 … 180."""
    cosine = float((a @ b) / (a.norm() * b.norm()))
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def step() -> Step:
    """The step, with its numbers."""
    r, q = at(POINT), at(CODEWORD)
    left, right = left_residual(r, q, c=1.0), right_residual(r, q, c=1.0)
    again, missed = back(left, right, q)
    miss = float(distance(missed, r, c=1.0))
    prose = f"""
Residual quantization quantizes what is left over, again and again: a second codebook for the remainders of the \
first, a third for what the second leaves. On paper "what q leaves of r" is r − q, and q + (r − q) is r again. In \
the disk the sum is **Möbius addition** ⊕, and the order of its terms matters.

So there are two remainders. **From the left**, (−q) ⊕ r, is how r looks from q. **From the right**, r ⊕ (−q), is as \
long ({float(distance0(left, c=1.0)):.2f}, both of them), but turned by {angle(left, right):.0f}°. Only the first is \
undone by adding q: q ⊕ (left) gives r back, as exactly as a computer can (here to \
{_tiny(float(distance(again, r, c=1.0)))}). (right) ⊕ q misses r by **{miss:.2f}**, and q ⊕ (right) misses it too. \
The first published method, `hrq`, subtracts from the right; `ghrq` subtracts from the left.
"""
    picture = Picture(
        "sides",
        "One point, one codeword, two remainders",
        "Drag r (ring) and q (square). Arrows from the centre: the two remainders, equally long. "
        "Triangle: where adding "
        "q to the right remainder ends up. The left one ends on r itself.",
        "hrq.geometry.poincare: left_residual, right_residual, mobius_add, distance; float64, curvature −1",
        {"start": {"r": list(POINT), "q": list(CODEWORD)}},
    )
    question = Question(
        "When do the two remainders agree?",
        (
            "When r and q lie on one straight line through the centre",
            "When r and q are equally far from the centre",
            "Never",
        ),
        0,
        "On a line through the centre ⊕ is the addition of distances, which does not care for order. Elsewhere the two "
        "differ by a rotation, which depends on r and q: the more so the farther out both are. "
        + _measured(),
    )  # fmt: skip
    links = (
        Link("Explore", "hrq: the path of dog, which misses dog", {"run": "mammals-2d-hrq", "node": "dog.n.01"}),
        Link("Explore", "ghrq: the path of dog, which arrives", {"run": "mammals-2d-ghrq", "node": "dog.n.01"}),
    )
    return Step("sides", prose, picture, question, (ADD, LEFT, RIGHT), links)


def _tiny(value: float) -> str:
    """A small number, with hyphens that no line ends at."""
    return f"{value:.0e}".replace("-", "\u2011")


def _measured() -> str:
    """What the miss does to two bundled models, or nothing where they are not here."""
    try:
        found = [read_json(find_run(name).folder / METRICS)["relative_error_scaled"] for name in RUNS]
    except (HrqError, KeyError):
        return ""
    right, left = (errors[-1] for errors in found)
    return (
        "In the bundled models of mammals in two dimensions, after three levels hrq is left with "
        f"{right / left:.1f} times the squared error of ghrq, from codes that are as good."
    )
