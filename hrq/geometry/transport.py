"""Moving tangent vectors: gyrations, parallel transport, and the Riemannian gradient.

Sources: Ungar 2005 (gyrations); Ganea et al. 2018, theorem 4 (transport); arXiv 2609.26342, eq. 11, here with both of
its cancellations removed.
"""

from jaxtyping import Float
from torch import Tensor

from hrq.geometry.poincare import gap, radius


def gyration(
    u: Float[Tensor, "*#batch d"], v: Float[Tensor, "*#batch d"], w: Float[Tensor, "*#batch d"], *, c: float
) -> Float[Tensor, "... d"]:
    """gyr[u, v]w, defined by u ⊕ (v ⊕ w) = (u ⊕ v) ⊕ gyr[u, v]w: a rotation, so linear in w and of the same length.

        gyr[u, v]w = w + ( m (u − v) − p δ ) / ( α_u α_v + c|δ|² ),   δ = −(u + v)
        m = −c α_u⟨δ,w⟩ − c²⟨u,w⟩|δ|² + 2c²⟨u,δ⟩⟨δ,w⟩
        p = m − 2c α_u⟨u,w⟩ + 2c²|u|²⟨δ,w⟩

    Every term is of the size of the result: right also for v near −u at the rim, where the definition and the usual
    closed form lose all digits. w need not lie in the ball. The identity for c = 0. Shapes broadcast.
    """
    radius(c)
    delta = -(u + v)
    gap_u, square = gap(u, c=c), _dot(delta, delta)
    along, turned = _dot(delta, w), _dot(u, w)
    minus = -c * gap_u * along - c**2 * turned * square + 2 * c**2 * _dot(u, delta) * along
    plus = minus - 2 * c * gap_u * turned + 2 * c**2 * _dot(u, u) * along
    return w + (minus * (u - v) - plus * delta) / (gap_u * gap(v, c=c) + c * square)


def parallel_transport(
    x: Float[Tensor, "*#batch d"], y: Float[Tensor, "*#batch d"], v: Float[Tensor, "*#batch d"], *, c: float
) -> Float[Tensor, "... d"]:
    """Carry the tangent vector v at x along the geodesic to y: (λ_x/λ_y) gyr[y, −x]v. Keeps λ|v|. v for c = 0."""
    return gap(y, c=c) / gap(x, c=c) * gyration(y, -x, v, c=c)


def riemannian_gradient(
    x: Float[Tensor, "*batch d"], gradient: Float[Tensor, "*batch d"], *, c: float
) -> Float[Tensor, "*batch d"]:
    """The Euclidean gradient at x divided by λ_x²: steepest ascent as the ball measures steps. A quarter for c = 0."""
    radius(c)
    return gradient * (gap(x, c=c) / 2).square()


def _dot(x: Tensor, y: Tensor) -> Tensor:
    return (x * y).sum(dim=-1, keepdim=True)
