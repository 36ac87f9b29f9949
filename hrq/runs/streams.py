"""Codes for files of points of any length, in memory that does not grow with them.

A code depends on its own point alone, so pieces give exactly the codes that all points at once would give.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from hrq.errors import FileFormatError, RowsError
from hrq.geometry.poincare import radius
from hrq.jobs.atomic import write_atomically
from hrq.jobs.memory import memory_told
from hrq.jobs.progress import Progress, Report, silent
from hrq.quantize import ResidualQuantizer
from hrq.runs.code_files import check_target, open_codes
from hrq.runs.point_files import open_points

PHASE = "encode"
NUMBERS, MOST_ROWS, LEAST_ROWS = 1 << 20, 1 << 16, 1 << 10  # coordinates of a piece, and bounds of its rows
SHOWN = 5  # numbers of wrong rows that are named


@dataclass(frozen=True)
class Encoded:
    """What an encoding did, and how long it took."""

    points: int
    seconds: float

    @property
    def points_per_second(self) -> float:
        """The pace over all, reading and writing included."""
        return self.points / self.seconds


def encode_file(
    quantizer: ResidualQuantizer, source: Path, target: Path, *, report: Report = silent, piece: int | None = None
) -> Encoded:
    """Write the codes of the points in `source` (.npy or .parquet) to `target` (.npy or .parquet), piece by piece.

    Works on the quantizer's device. `piece` is how many points are held at once. `target` appears whole or not at
    all. Raises FileFormatError, ShapeError, RowsError (every wrong row is counted), CannotWriteError, TooLargeError.
    """
    begun = time.perf_counter()
    dimension = quantizer.codebooks[0].shape[1]
    check_target(target, source)
    points = open_points(source, dimension)
    size = piece or rows_at_once(dimension)
    faults, done = Faults(quantizer.c), 0
    remedy = "Close other programs, or use --device cpu if this was a GPU. Nothing was left behind."
    with memory_told(f"encode {min(size, points.rows):,} points at a time", remedy), write_atomically(target) as new:
        with open_codes(new, target.suffix.lower(), (points.rows, quantizer.levels), points.names) as write:
            for part, names in points.pieces(size):
                faults.note(part)
                if not faults:  # with a fault nothing will be kept: only the counting goes on
                    write(encode_piece(quantizer, part), names)
                done += len(part)
                report(Progress(PHASE, done, points.rows, time.perf_counter() - begun))
        faults.refuse(source)
        if done != points.rows:
            raise FileFormatError(source, f"holds {done:,} rows, not the {points.rows:,} it promises", points.told)
    return Encoded(done, time.perf_counter() - begun)


def rows_at_once(dimension: int) -> int:
    """How many points make a piece: enough to keep the machine busy, few enough to be forgotten in a budget."""
    return min(MOST_ROWS, max(LEAST_ROWS, NUMBERS // dimension))


def encode_piece(quantizer: ResidualQuantizer, points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Codes (m, levels) of points (m, d), on the quantizer's device."""
    device = quantizer.codebooks[0].device
    codes: NDArray[np.int64] = quantizer.encode(torch.from_numpy(points).to(device)).cpu().numpy()
    return codes


@dataclass
class _Wrong:
    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, rows: NDArray[np.int64]) -> None:
        self.count += len(rows)
        self.first += rows[: SHOWN - len(self.first)].tolist()


class Faults:
    """Keeps count of the rows that are no points of the ball of curvature −c; c = 0 allows what can be squared."""

    def __init__(self, c: float) -> None:
        self.limit = radius(c)
        self.rows, self.longest = 0, 0.0
        self.not_finite, self.outside = _Wrong(), _Wrong()

    def __bool__(self) -> bool:
        return bool(self.not_finite.count or self.outside.count)

    def note(self, points: NDArray[np.float64]) -> None:
        """Look at the next rows."""
        finite = np.isfinite(points).all(axis=1)
        with np.errstate(over="ignore", invalid="ignore"):
            lengths = np.linalg.norm(points, axis=1)
        outside = finite & (lengths >= self.limit)
        self.not_finite.add(self.rows + np.flatnonzero(~finite))
        self.outside.add(self.rows + np.flatnonzero(outside))
        self.longest = max(self.longest, lengths.max(initial=0, where=outside))
        self.rows += len(points)

    def refuse(self, path: Path) -> None:
        """Raise RowsError if any row was wrong."""
        if self.not_finite.count:
            got = "a coordinate that is nan, infinite or missing"
            raise RowsError(path, self.not_finite.first, self.not_finite.count, "finite numbers", got)
        if self.outside.count:
            bound = f"shorter than the ball's radius {self.limit:.6g}"
            must = bound if np.isfinite(self.limit) else "short enough for their squares to be finite"
            got = f"length{'s up to' if self.outside.count > 1 else ''} {self.longest:.6g}"
            raise RowsError(path, self.outside.first, self.outside.count, must, got)
