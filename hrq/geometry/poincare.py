"""The Poincaré ball of curvature −c: addition, distances, exponential and logarithm, each in its stable form.

Points are tensors with the coordinates on the last axis and lie inside the radius 1/√c. c = 0 is the plane, as the
limit of the same formulas; its distance is 2|x − y|, because the conformal factor at the origin is 2 for every c.
Every function keeps the dtype (float32 or float64). Where a point is made it is projected to the margin, so that it
can be the input of the next; nothing else is clamped. Write α_x = 1 − c|x|².

Sources: Ganea, Bécigneul, Hofmann, Hyperbolic Neural Networks (2018), section 2; Ungar, Analytic Hyperbolic Geometry
(2005). The forms without cancellation follow from 1 + 2c⟨x,y⟩ + c²|x|²|y|² = α_x α_y + c|x + y|².
"""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from hrq.errors import CurvatureError, DtypeError
from hrq.geometry.rim import MARGINS

MARGIN = {getattr(torch, name): margin for name, margin in MARGINS.items()}
LONGEST = 1e15
SHORTEST = 1e-15  # where f(t)/t has long reached its limit 1, and 1/t² is still finite in float32


def radius(c: float) -> float:
    """The ball's Euclidean radius, 1/√c; infinite for the plane.

    Raises: CurvatureError unless 0 ≤ c < ∞.
    """
    if not 0 <= c < math.inf:
        raise CurvatureError(c)
    return 1 / math.sqrt(c) if c > 0 else math.inf


def project(x: Float[Tensor, "*batch d"], *, c: float) -> Float[Tensor, "*batch d"]:
    """Pull points beyond radius (1 − margin)/√c back onto it along their ray; leave all others exactly as they are.

    Raises: DtypeError for a dtype without a margin (half precision).
    """
    if x.dtype not in MARGIN:
        raise DtypeError(x.dtype, MARGIN)
    limit = (1 - MARGIN[x.dtype]) * radius(c)
    return x * (limit / _length(x).clamp_min(limit)) if c > 0 else x


def conformal_factor(x: Float[Tensor, "*batch d"], *, c: float) -> Float[Tensor, "*batch"]:
    """λ_x = 2 / (1 − c|x|²): how much longer a small step at x is than it looks. 2 at the origin and for c = 0."""
    radius(c)
    return 2 / gap(x, c=c).squeeze(-1)


def mobius_add(x: Float[Tensor, "*#batch d"], y: Float[Tensor, "*#batch d"], *, c: float) -> Float[Tensor, "... d"]:
    """x ⊕ y, x first: the point that y becomes when the origin is moved to x. Neither commutes nor associates.

        x ⊕ y = (α_x s + c|s|² x) / (α_x α_y + c|s|²),   s = x + y

    Equal to the textbook quotient, but the sums are of non-negative terms: the only difference of close numbers is s,
    which floating point forms almost exactly. Inverse on the left only: (−x) ⊕ (x ⊕ y) = y. For c = 0: x + y.
    Shapes broadcast. Source: Ganea et al. 2018, definition 2.1.
    """
    return project(_add(x, y, gap(x, c=c), gap(y, c=c), c), c=c)


def left_residual(r: Float[Tensor, "*#batch d"], q: Float[Tensor, "*#batch d"], *, c: float) -> Float[Tensor, "... d"]:
    """(−q) ⊕ r: what q leaves of r, seen from q. q ⊕ left_residual(r, q) = r exactly, which `ghrq` rests on.

    (−q) ⊕ r = (α_q δ − c|δ|² q) / (α_q α_r + c|δ|²),   δ = r − q
    """
    return mobius_add(-q, r, c=c)


def right_residual(r: Float[Tensor, "*#batch d"], q: Float[Tensor, "*#batch d"], *, c: float) -> Float[Tensor, "... d"]:
    """r ⊕ (−q), written r ⊖ q: as long as the left residual but turned, and (r ⊖ q) ⊕ q is *not* r. As in `hrq`.

    r ⊕ (−q) = (α_r δ + c|δ|² r) / (α_q α_r + c|δ|²),   δ = r − q
    """
    return mobius_add(r, -q, c=c)


def distance(x: Float[Tensor, "*#batch d"], y: Float[Tensor, "*#batch d"], *, c: float) -> Float[Tensor, "..."]:
    """Geodesic distance; 2|x − y| for c = 0. Shapes broadcast.

        d(x, y) = (2/√c) asinh( √c |x − y| / √(α_x α_y) )

    Right for near points and for far ones, where the arcosh and artanh forms lose one or the other. The gradient at
    x = y is 0.
    """
    return _from_chord(_length(x - y), gap(x, c=c) * gap(y, c=c), c).squeeze(-1)


def pairwise_distance(x: Float[Tensor, "m d"], y: Float[Tensor, "n d"], *, c: float) -> Float[Tensor, "m n"]:
    """`distance` of every x to every y. Takes memory for m·n numbers, not for m·n·d; differences are formed as such."""
    chord = torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist")
    return _from_chord(chord, gap(x, c=c) * gap(y, c=c).T, c)


def distance0(x: Float[Tensor, "*batch d"], *, c: float) -> Float[Tensor, "*batch"]:
    """Distance to the origin; 2|x| for c = 0. The gradient at 0 is 0.

    d(0, x) = (2/√c) artanh(√c|x|) = (2/√c) asinh(√c|x| / √α_x)
    """
    return _from_chord(_length(x), gap(x, c=c), c).squeeze(-1)


def expmap0(v: Float[Tensor, "*batch d"], *, c: float) -> Float[Tensor, "*batch d"]:
    """Follow the geodesic that leaves the origin with velocity v for one unit of time; it is 2|v| long.

        exp₀(v) = tanh(√c|v|) v / (√c|v|)

    Vectors too long for the dtype land on the margin. The identity for c = 0. Source: Ganea et al. 2018, lemma 2.
    """
    if radius(c) == math.inf:
        return v
    largest = v.detach().abs().amax(dim=-1, keepdim=True)
    v = v * (LONGEST / largest).clamp_max(1)  # the square of a longer one would overflow; it lands on the margin anyway
    return project(_over(torch.tanh, math.sqrt(c) * _length(v)) * v, c=c)


def logmap0(y: Float[Tensor, "*batch d"], *, c: float) -> Float[Tensor, "*batch d"]:
    """The velocity at the origin that reaches y in one unit of time: the inverse of expmap0.

    log₀(y) = artanh(√c|y|) y / (√c|y|),   artanh t = asinh(t / √(1 − t²))
    """
    radius(c)
    root = gap(y, c=c).sqrt()
    return _over(torch.asinh, math.sqrt(c) * _length(y) / root) / root * y


def expmap(x: Float[Tensor, "*#batch d"], v: Float[Tensor, "*#batch d"], *, c: float) -> Float[Tensor, "... d"]:
    """Follow the geodesic that leaves x with velocity v for one unit of time; it is λ_x|v| long. x + v for c = 0.

        exp_x(v) = x ⊕ ( tanh(√c λ_x|v|/2) v / (√c|v|) )

    The step is not projected on its way, so that in float32 it can cross the whole ball.
    """
    radius(c)
    gap_x = gap(x, c=c)
    tangent = v / gap_x
    step = _over(torch.tanh, math.sqrt(c) * _length(tangent)) * tangent
    return project(_add(x, step, gap_x, gap(step, c=c), c), c=c)


def logmap(x: Float[Tensor, "*#batch d"], y: Float[Tensor, "*#batch d"], *, c: float) -> Float[Tensor, "... d"]:
    """The velocity at x that reaches y in one unit of time; λ_x times its length is d(x, y). y − x for c = 0.

        log_x(y) = α_x (asinh t / t) (α_x δ − c|δ|² x) / √(α_x α_y (α_x α_y + c|δ|²))
        δ = y − x,   t = √c|δ| / √(α_x α_y)

    The textbook's artanh |(−x) ⊕ y| without its saturation between far points.
    """
    radius(c)
    delta, gap_x = y - x, gap(x, c=c)
    gaps = gap_x * gap(y, c=c)
    chord = _length(delta)
    square = c * chord.square()
    stretch = _over(torch.asinh, math.sqrt(c) * chord / gaps.sqrt())
    return gap_x * stretch * (gap_x * delta - square * x) / (gaps * (gaps + square)).sqrt()


def gap(x: Float[Tensor, "*batch d"], *, c: float) -> Float[Tensor, "*batch 1"]:
    """α_x = 1 − c|x|², the last axis kept as 1: the room that is left between x and the rim.

    The one place where all formulas here lose digits at the rim, so it is formed in float64 for float32 too.
    """
    return (1 - c * x.double().square().sum(dim=-1, keepdim=True)).to(x.dtype)


def _length(x: Tensor) -> Tensor:
    length: Tensor = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return length


def _add(x: Tensor, y: Tensor, gap_x: Tensor, gap_y: Tensor, c: float) -> Tensor:
    total = x + y
    square = c * total.square().sum(dim=-1, keepdim=True)
    return (gap_x * total + square * x) / (gap_x * gap_y + square)


def _from_chord(chord: Tensor, gaps: Tensor, c: float) -> Tensor:
    if radius(c) == math.inf:
        return 2 * chord
    return 2 / math.sqrt(c) * torch.asinh(math.sqrt(c) * chord / gaps.sqrt())


def _over(function: Callable[[Tensor], Tensor], t: Tensor) -> Tensor:
    """f(t)/t for an f with f(t) = t + O(t³); 1 at 0, with gradient 0 there."""
    t = t.clamp_min(SHORTEST)
    return function(t) / t
