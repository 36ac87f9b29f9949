"""The points and codebooks that search and encoding are timed on: seeded, nothing downloaded."""

from dataclasses import dataclass

import torch
from torch import Tensor

from hrq.bench.sizes import Sizes
from hrq.geometry.poincare import expmap0
from hrq.quantize.codebook import fit
from hrq.quantize.search import rows_at_once

C = 1.0
SAMPLE = 8_192  # points that codebooks are fitted to
SPREAD = 0.14  # of a tangent coordinate: in 16 dimensions the median radius is near one half, as in a bundled run


@dataclass(frozen=True)
class Scene:
    """Points on the ball (n, d) and codebooks fitted to some of them, in one dtype on one device."""

    points: Tensor
    books: tuple[Tensor, ...]

    @property
    def chunk(self) -> int:
        """How many points at once everybody is given."""
        return rows_at_once(self.books[0])

    def to(self, dtype: torch.dtype, device: str = "cpu") -> "Scene":
        """The same, rounded and moved."""
        return Scene(self.points.to(device, dtype), tuple(book.to(device, dtype) for book in self.books))

    def few(self, points: int) -> "Scene":
        """Its first points alone."""
        return Scene(self.points[:points], self.books)


def make_scene(sizes: Sizes) -> Scene:
    """A scene in float64."""
    points = make_points(sizes.points, sizes)
    levels = [sizes.codewords] * sizes.levels
    fitted = fit("ghrq", points[:SAMPLE], c=C, sizes=levels, seed=sizes.seed, iterations=3)
    return Scene(points, tuple(book.detach() for book in fitted.codebooks))


def make_points(number: int, sizes: Sizes) -> Tensor:
    """Points on the ball (n, d), float64, in all directions."""
    noise = torch.Generator().manual_seed(sizes.seed + 1)
    return expmap0(torch.randn(number, sizes.dimension, generator=noise, dtype=torch.float64) * SPREAD, c=C)
