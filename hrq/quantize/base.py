"""What all residual quantizers share: the greedy loop over the levels, and the losses that train them.

A point is taken to scaled coordinates, z = exp₀(s log₀ x). Level by level the nearest codeword q of what is left, r,
is found, and the next r is what q leaves of it. A quantizer says only where its residuals live, how one is formed and
how codewords are folded back into a point.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import ClassVar, NamedTuple

import geoopt
import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from hrq.errors import SettingError, ShapeError
from hrq.geometry.poincare import distance, expmap0, logmap0, project, radius
from hrq.quantize.names import DISCOUNT
from hrq.quantize.search import Search, nearest, nearest_two, rows_at_once
from hrq.quantize.straight_through import check_factor

Codes = Int[Tensor, "n levels"] | Int[np.ndarray, "n levels"]  # a run keeps its codes as an array


class Quantized(NamedTuple):
    """What a training call gives: the reconstruction with its straight-through gradient, the codes, the losses."""

    reconstruction: Float[Tensor, "n d"]
    codes: Int[Tensor, "n levels"]
    losses: dict[str, Tensor]


class Steps(NamedTuple):
    """The way of every point through the levels. Distances are those of the residuals' space, scaled coordinates."""

    residuals: Float[Tensor, "levels_plus_1 n d"]
    codes: Int[Tensor, "n levels"]
    runners_up: Int[Tensor, "n levels"]
    distances: Float[Tensor, "n levels"]
    runner_up_distances: Float[Tensor, "n levels"]


class ResidualQuantizer(nn.Module, ABC):
    """Codebooks, coarse to fine, and the codes they give to points of the ball of curvature −c.

    Points come in and go out in original coordinates; codebooks and residuals are in scaled ones. Everything without
    a gradient is computed in float64; residuals come back in the points' dtype, reconstructions in the codebooks'.
    `scale` > 0 is the s above.
    """

    name: ClassVar[str]

    def __init__(self, codebooks: Sequence[Tensor], *, c: float, scale: float = 1.0) -> None:
        super().__init__()
        radius(c)
        if not scale > 0:
            raise SettingError("The scale", scale, "greater than 0")
        self.c, self.scale = c, scale
        _check_codebooks(codebooks, self.residual_c)
        self._books = nn.ParameterList([self._parameter(book.detach()) for book in codebooks])

    @property
    def residual_c(self) -> float:
        """The c of the space that residuals and codewords live in."""
        return self.c

    @abstractmethod
    def residual(self, r: Float[Tensor, "n d"], q: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """What the codewords q leave of r."""

    @abstractmethod
    def fold(self, codewords: Sequence[Float[Tensor, "n d"]]) -> Float[Tensor, "n d"]:
        """The point that one codeword a level, coarse to fine, spells, in scaled coordinates."""

    def to_scaled(self, points: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """Original coordinates → those that residuals are taken in: exp₀(s log₀ x)."""
        return points if self.scale == 1 else expmap0(self.scale * logmap0(points, c=self.c), c=self.c)

    def from_scaled(self, points: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """The inverse of `to_scaled`."""
        return points if self.scale == 1 else expmap0(logmap0(points, c=self.c) / self.scale, c=self.c)

    @property
    def codebooks(self) -> list[nn.Parameter]:
        """One (codewords, d) parameter a level, coarse to fine, in scaled coordinates."""
        return list(self._books)

    @property
    def levels(self) -> int:
        """How many tokens a code has."""
        return len(self._books)

    @torch.no_grad()
    def encode(self, points: Float[Tensor, "n d"]) -> Int[Tensor, "n levels"]:
        """The code of each point: at every level the nearest codeword of what the levels above left.

        Points on or beyond the rim are taken at float64's margin. Raises ShapeError for another d.
        """
        searches = [Search(book, c=self.residual_c) for book in self._books]
        rows = min(rows_at_once(book) for book in self._books)
        return torch.cat([self._encode_chunk(chunk, searches) for chunk in points.split(rows)])

    @torch.no_grad()
    def steps(self, points: Float[Tensor, "n d"], codes: Codes | None = None) -> Steps:
        """Residuals, codewords and margins at every level; `codes` are followed where given, nearest ones otherwise.

        The runner-up is the nearest codeword other than the one taken, so that the margin
        `runner_up_distances − distances` is negative exactly where a nearer one was passed over.
        """
        left, taken = [self._start(points)], self.encode(points) if codes is None else self._checked(codes)
        rows = []
        for level, book in enumerate(self._exact_books()):
            token, found = taken[:, level], nearest_two(left[-1], book, c=self.residual_c)
            apart = distance(left[-1], book[token], c=self.residual_c)
            other, far = (torch.where(found.nearest == token, b, a) for a, b in (found[:2], found[2:]))
            rows.append((other, apart, far))
            left.append(self.residual(left[-1], book[token]))
        runners_up, distances, others = (torch.stack(one, dim=-1) for one in zip(*rows, strict=True))
        kept = _rounded(torch.stack(left), points.dtype, self.residual_c)
        return Steps(kept, taken, runners_up, distances.to(points.dtype), others.to(points.dtype))

    @torch.no_grad()
    def residuals(self, points: Float[Tensor, "n d"]) -> Float[Tensor, "levels_plus_1 n d"]:
        """What is left before the first level (the scaled points) and after each."""
        left = [self._start(points)]
        for book in self._exact_books():
            left.append(self.residual(left[-1], book[nearest(left[-1], book, c=self.residual_c)]))
        return _rounded(torch.stack(left), points.dtype, self.residual_c)

    @torch.no_grad()
    def reconstruct(self, codes: Codes) -> Float[Tensor, "n d"]:
        """The points that codes spell, in original coordinates. Raises ShapeError or SettingError for other codes."""
        chosen = self._look_up(codes)
        return _rounded(self.from_scaled(self.fold(chosen)), self._books[0].dtype, self.c)

    @torch.no_grad()
    def partial_reconstructions(self, codes: Codes) -> Float[Tensor, "levels n d"]:
        """The points that each prefix of the codes spells, the shortest first."""
        chosen = self._look_up(codes)
        points = [self.from_scaled(self.fold(chosen[: level + 1])) for level in range(self.levels)]
        return _rounded(torch.stack(points), self._books[0].dtype, self.c)

    def forward(self, points: Float[Tensor, "n d"], *, straight_through: str = DISCOUNT) -> Quantized:
        """Quantize with gradients. Losses are means over batch and levels of squared geodesic distances:

            codebook    d(sg r, q)², moves codewords only
            commitment  d(r, sg q)², moves points, by the levels whose residuals are attached

        A squared distance sums over the coordinates, for every c; in the plane it is 4|r − q|², the limit c → 0.
        The reconstruction gives the codebooks nothing. `straight_through` chooses the factor of `ghrq`'s backward
        (see `transport_back`); the others pass the gradient on by identity, as published, and only check the name.
        """
        check_factor(straight_through)
        z = self.to_scaled(points)
        left, carried, codes, codebook, commitment = z, [], [], [], []
        for book in self._books:
            codes.append(nearest(left.detach(), book.detach(), c=self.residual_c))
            q = nn.functional.embedding(codes[-1], book)
            codebook.append(distance(left.detach(), q, c=self.residual_c).square().mean())
            commitment.append(distance(left, q.detach(), c=self.residual_c).square().mean())
            through, left = self._pass_on(left, q.detach())
            carried.append(through)
        reconstruction = self.from_scaled(self._aggregate(z, carried, straight_through))
        losses = {"codebook": torch.stack(codebook).mean(), "commitment": torch.stack(commitment).mean()}
        return Quantized(reconstruction, torch.stack(codes, dim=-1), losses)

    def _pass_on(self, r: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
        """The codewords as they enter the reconstruction, and the next residuals; here by identity straight-through."""
        through = q + (r - r.detach())
        return through, self.residual(r, through)

    def _aggregate(self, z: Tensor, codewords: Sequence[Tensor], straight_through: str) -> Tensor:
        """The reconstruction in scaled coordinates, with its way back to z."""
        return self.fold(codewords)

    def _parameter(self, book: Tensor) -> nn.Parameter:
        """A codebook as its optimizer should see it; here Euclidean."""
        return nn.Parameter(book.clone())

    def _encode_chunk(self, points: Tensor, searches: Sequence[Search]) -> Tensor:
        """All levels of a few points, one after another, so that everything about them stays in the cache."""
        left = self._start(points)
        codes = [searches[0].nearest(left)]
        for above, search in pairwise(searches):
            left = self.residual(left, above.book.index_select(0, codes[-1]))
            codes.append(search.nearest(left))
        return torch.stack(codes, dim=-1)

    def _start(self, points: Tensor) -> Tensor:
        dimension = self._books[0].shape[1]
        if points.ndim != 2 or points.shape[1] != dimension:
            raise ShapeError("Points", tuple(points.shape), f"(n, {dimension})")
        return self.to_scaled(project(points.double(), c=self.c))

    def _exact_books(self) -> list[Tensor]:
        return [book.detach().double() for book in self._books]

    def _look_up(self, codes: Codes) -> list[Tensor]:
        columns = self._checked(codes).unbind(dim=-1)
        return [book[column] for book, column in zip(self._exact_books(), columns, strict=True)]

    def _checked(self, given: Codes) -> Tensor:
        codes = given if isinstance(given, Tensor) else torch.from_numpy(np.array(given, dtype=np.int64))
        if codes.ndim != 2 or codes.shape[1] != self.levels:
            raise ShapeError("Codes", tuple(codes.shape), f"(n, {self.levels}), one column a level")
        for level, book in enumerate(self._books):
            column = codes[:, level]
            if bool(((column < 0) | (column >= len(book))).any()):
                wrong = int(column[(column < 0) | (column >= len(book))][0])
                raise SettingError(f"A token of level {level + 1}", wrong, f"between 0 and {len(book) - 1}")
        return codes


class BallQuantizer(ResidualQuantizer):
    """A quantizer whose codewords live on the ball, where geoopt's Riemannian optimizers see them as such."""

    def _parameter(self, book: Tensor) -> nn.Parameter:
        manifold = geoopt.Stereographic(k=torch.tensor(-self.c, dtype=book.dtype, device=book.device))
        parameter: nn.Parameter = geoopt.ManifoldParameter(book.clone(), manifold=manifold)
        return parameter

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> "BallQuantizer":
        """Take the curvature along to another device or dtype: it hangs on the parameters, unseen by the module."""
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        for book in self._books:
            book.manifold.to(book)
        return self


def _rounded(points: Tensor, dtype: torch.dtype, c: float) -> Tensor:
    """float64 points in another dtype, inside that dtype's margin."""
    return project(points.to(dtype), c=c)


def _check_codebooks(codebooks: Sequence[Tensor], c: float) -> None:
    if not codebooks:
        raise ShapeError("Codebooks", "none", "(codewords, d), one a level")
    width = codebooks[0].shape[-1]
    for level, book in enumerate(codebooks, 1):
        if book.ndim != 2 or len(book) == 0 or book.shape[1] != width:
            raise ShapeError(f"The codebook of level {level}", tuple(book.shape), f"(codewords, {width})")
        longest = float(book.detach().double().norm(dim=-1).max())
        if not longest < radius(c):
            raise SettingError(f"The longest codeword of level {level}", longest, f"shorter than {radius(c):g}")
