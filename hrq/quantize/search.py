"""The nearest codeword: one matrix product says which is certainly nearest, and only close calls are looked at again.

For fixed x, d(x, e) grows with w_e |x − e|², w_e = 1/(1 − c|e|²), and up to a term that no e changes that is

    (1 + c|x|²) · w_e|e|² − 2w_e⟨x, e⟩

a product of [1, |x|², x] with a column for e, for c = 0 too. Its rounding error is at most

    δ w_e (|x|² + |e|²),   δ = 4(d + 4)ε

which is such a product as well, so the columns hold the score *less* that error. Where the lowest such bound, raised
by twice its error, stays below all others, its codeword is nearest beyond doubt. A product in float32 settles nearly
all points, one in float64 the others, and where that is not enough either w_e |x − e|² itself decides. Much work on a
processor goes through the same bounds as machine code (`compiled`).
"""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from hrq.geometry.poincare import distance, gap

SCORES = {"cpu": 1 << 19, "cuda": 1 << 24}  # at once: what a processor's cache holds, what keeps a GPU busy
COMPILED_FROM = 1 << 18  # scores: below, a product is as fast as machine code that has to be loaded first
SUBNORMAL = 1e-30  # far above what the squares of tiny coordinates lose in float32, far below what would matter


class Nearest(NamedTuple):
    """The nearest codeword and the runner-up of every point, and how far they are."""

    nearest: Int[Tensor, " n"]
    runner_up: Int[Tensor, " n"]
    distance: Float[Tensor, " n"]
    runner_up_distance: Float[Tensor, " n"]


class Search:
    """A codebook (k, d) made ready: worth keeping where many chunks of points ask for the same one."""

    def __init__(self, codebook: Float[Tensor, "k d"], *, c: float) -> None:
        self.c = c
        self.book = codebook.detach().double()
        self._rough, self._fine = (_bounds(self.book, dtype, c) for dtype in (torch.float32, torch.float64))

    @torch.no_grad()
    def nearest(self, x: Float[Tensor, "n d"]) -> Int[Tensor, " n"]:
        """`nearest` for points that fit into memory together with k scores each."""
        large = len(x) * len(self.book) >= COMPILED_FROM and x.device.type == "cpu"
        if large and self._compiled is not None:
            return self._compiled(x)
        index, sure = self._rough.lowest(x.float())
        if not bool(sure.all()):
            close = torch.nonzero(~sure)[:, 0]
            index[close] = self._look_again(x[close].double())
        return index

    @cached_property
    def _compiled(self) -> Callable[[Tensor], Tensor] | None:
        from hrq.quantize.compiled import compiled_nearest  # who has little to search need not wait for numba

        return compiled_nearest(*self._rough, self.book, gap(self.book, c=self.c))

    def _look_again(self, x: Float[Tensor, "n d"]) -> Int[Tensor, " n"]:
        index, sure = self._fine.lowest(x)
        index[~sure] = _weighted(x[~sure], self.book, self.c).argmin(dim=-1)
        return index


@torch.no_grad()
def nearest(
    x: Float[Tensor, "n d"], codebook: Float[Tensor, "k d"], *, c: float, chunk: int | None = None
) -> Int[Tensor, " n"]:
    """The index of each point's nearest codeword; of equally near ones the first.

    Any dtype comes in, float64 decides close calls: exact to rounding of the coordinates' differences also where
    points and codewords crowd at the rim. `chunk` points are compared at once.
    Source: the monotony of cosh d in |x − e|²/(α_x α_e).
    """
    search = Search(codebook, c=c)
    return torch.cat([search.nearest(rows) for rows in x.split(chunk or rows_at_once(codebook))])


@torch.no_grad()
def nearest_two(
    x: Float[Tensor, "n d"], codebook: Float[Tensor, "k d"], *, c: float, chunk: int | None = None
) -> Nearest:
    """The nearest codeword and the next one by the difference form throughout, with their distances in float64.

    A codebook of one codeword has no runner-up: index 0 again, at infinite distance.
    """
    points, book = x.double(), codebook.double()
    two, chunk = min(2, len(book)), chunk or rows_at_once(codebook)
    order = torch.cat([_weighted(rows, book, c).topk(two, largest=False).indices for rows in points.split(chunk)])
    first, second = order[:, 0], order[:, -1]
    apart = [distance(points, book[index], c=c) for index in (first, second)]
    return Nearest(first, second, apart[0], apart[1] if len(book) > 1 else torch.full_like(apart[1], torch.inf))


def rows_at_once(codebook: Float[Tensor, "k d"]) -> int:
    """How many points to compare with a codebook at once: their scores stay in the cache, whatever its size."""
    return max(1, SCORES.get(codebook.device.type, SCORES["cpu"]) // len(codebook))


class _Bounds(NamedTuple):
    """Lower bounds of all scores as one product, (d + 2, k), and twice each codeword's error: slack·|x|² + base."""

    table: Float[Tensor, "d_plus_2 k"]
    slack: Float[Tensor, " k"]
    base: Float[Tensor, " k"]

    def lowest(self, x: Float[Tensor, "n d"]) -> tuple[Int[Tensor, " n"], Bool[Tensor, " n"]]:
        """Where the lowest bound is, and whether that codeword is certainly nearest; never so after an overflow."""
        square = torch.linalg.vecdot(x, x)[:, None]
        low = torch.cat([torch.ones_like(square), square, x], dim=-1) @ self.table
        best, index = low.min(dim=-1, keepdim=True)
        other = low.scatter_(1, index, torch.inf).amin(dim=-1)
        index = index[:, 0]
        high = best[:, 0] + (self.slack[index] * square[:, 0] + self.base[index])
        return index, other > high


def _bounds(book: Tensor, dtype: torch.dtype, c: float) -> _Bounds:
    weight, square = 1 / gap(book, c=c), book.square().sum(dim=-1, keepdim=True)
    delta = 4 * (book.shape[1] + 4) * torch.finfo(dtype).eps
    heavy = weight * square
    table = torch.cat([(1 - delta) * heavy, c * heavy - delta * weight, -2 * weight * book], dim=-1)
    slack, base = 2 * delta * weight, 2 * delta * heavy + SUBNORMAL
    return _Bounds(table.T.to(dtype).contiguous(), slack[:, 0].to(dtype), base[:, 0].to(dtype))


def _weighted(x: Tensor, book: Tensor, c: float) -> Tensor:
    chord = torch.cdist(x, book, compute_mode="donot_use_mm_for_euclid_dist")
    return chord / gap(book, c=c).T.sqrt()
