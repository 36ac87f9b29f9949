"""The search's inner loop as machine code: the same bounds as in `search`, four points at once, decided on the spot.

A product and a minimum as separate operations write all scores to memory and read them again; here they never leave
the processor's first cache. numba compiles the loop for the machine at its first use (about two seconds, kept on disk).
"""

from collections.abc import Callable
from inspect import unwrap

import numba
import numpy as np
import torch
from torch import Tensor

LANES = 16  # what is left of a codebook's scores when halving ends: a processor compares so many at once
TOGETHER = 4  # points, and coordinates, that share one pass over the codebook
NEVER, LARGEST = 1e38, 1e30  # the score of a column that only fills up the table; all others stay far below it


def compiled_nearest(
    table: Tensor, slack: Tensor, base: Tensor, book: Tensor, gaps: Tensor
) -> Callable[[Tensor], Tensor] | None:
    """The index of each point's nearest codeword as a function of points (n, d); None where numbers are too large.

    Bounds are float32, (d + 2, k), (k,), (k,); the codebook (k, d) and its gaps (k, 1), in float64, decide close calls.
    """
    (rows, size), most = table.shape, float(torch.stack([table.abs().amax(), slack.amax(), base.amax()]).amax())
    if not most < LARGEST:
        return None
    whole = np.zeros((rows + -(rows - 2) % TOGETHER, LANES << max(0, (size - 1) // LANES).bit_length()), np.float32)
    whole[:rows, :size], whole[0, size:] = table.numpy(), NEVER
    errors = np.pad(torch.stack([slack, base]).numpy(), [(0, 0), (0, whole.shape[1] - size)])
    exact = np.ascontiguousarray(torch.cat([1 / gaps, book], dim=1).numpy().T)
    limit = np.float32(LARGEST / max(most, 1.0))

    def nearest(x: Tensor) -> Tensor:
        index = torch.empty(len(x), dtype=torch.int64)
        _nearest(x.contiguous().numpy(), whole, errors, limit, exact, index.numpy())
        return index

    return nearest


def _decide(x, exact):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """The first codeword with the lowest w|x − e|² for one point x (d,); `exact` (1 + d, k) holds w and e."""
    total = np.zeros(exact.shape[1], np.float64)
    for j in range(len(x)):
        for e in range(len(total)):
            apart = np.float64(x[j]) - exact[j + 1, e]
            total[e] += apart * apart
    where = 0
    for e in range(len(total)):
        total[e] *= exact[0, e]
        where = e if total[e] < total[where] else where
    return where


def _search(x, table, errors, limit, exact, index):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Fill index (n,) for points x (n, d); one longer than √limit is decided exactly, so that nothing overflows."""
    (n, d), (rows, size) = x.shape, table.shape
    scores = np.empty((TOGETHER, size), np.float32)
    left, square = np.zeros((TOGETHER, rows - 2), np.float32), np.zeros(TOGETHER, np.float32)
    low = np.empty(size // 2, np.float32)
    widest, highest = errors[0].max(), errors[1].max()
    for first in range(0, n, TOGETHER):
        for p in range(TOGETHER):
            i, total = min(first + p, n - 1), np.float32(0)  # the last point again where there are no four
            for j in range(d):
                left[p, j] = x[i, j]
                total += left[p, j] * left[p, j]
            square[p] = total
            for e in range(size):
                scores[p, e] = table[0, e] + total * table[1, e]
        for j in range(0, rows - 2, TOGETHER):
            a0, a1, a2, a3 = left[0, j], left[0, j + 1], left[0, j + 2], left[0, j + 3]
            b0, b1, b2, b3 = left[1, j], left[1, j + 1], left[1, j + 2], left[1, j + 3]
            c0, c1, c2, c3 = left[2, j], left[2, j + 1], left[2, j + 2], left[2, j + 3]
            d0, d1, d2, d3 = left[3, j], left[3, j + 1], left[3, j + 2], left[3, j + 3]
            for e in range(size):
                t0, t1, t2, t3 = table[j + 2, e], table[j + 3, e], table[j + 4, e], table[j + 5, e]
                scores[0, e] += a0 * t0 + a1 * t1 + a2 * t2 + a3 * t3
                scores[1, e] += b0 * t0 + b1 * t1 + b2 * t2 + b3 * t3
                scores[2, e] += c0 * t0 + c1 * t1 + c2 * t2 + c3 * t3
                scores[3, e] += d0 * t0 + d1 * t1 + d2 * t2 + d3 * t3
        for p in range(min(TOGETHER, n - first)):
            half = size // 2
            for e in range(half):
                low[e] = scores[p, e] if scores[p, e] < scores[p, e + half] else scores[p, e + half]
            while half > LANES:
                half //= 2
                for e in range(half):
                    low[e] = low[e] if low[e] < low[e + half] else low[e + half]
            best = low[0]
            for e in range(1, half):
                best = low[e] if low[e] < best else best
            bound = best + (widest * square[p] + highest)
            hits, where = np.int32(0), np.int32(0)
            for e in range(np.int32(size)):
                hit = np.int32(scores[p, e] <= bound)
                hits += hit
                where += hit * np.int32(e)
            sure = hits == 1 and square[p] < limit
            index[first + p] = where if sure else _decide_one(x[first + p], exact)


# `unwrap`: under tests the shape checker wraps every function here, and numba has to see the plain one. Sums may be
# taken in any order, because the bounds hold for any, and minima need not mind NaN: such a point fails the limit.
_decide_one = numba.njit(cache=True, nogil=True)(unwrap(_decide))
_nearest = numba.njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz", "nnan"})(unwrap(_search))
