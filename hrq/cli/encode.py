"""`python -m hrq encode`: codes for points that a run has never seen."""

from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer

from hrq.cli.console import say
from hrq.errors import SettingError, ShapeError, UsageError
from hrq.jobs.atomic import write_atomically
from hrq.models import load_run
from hrq.models.run import Run

ASK = "Expected a .npy file of numbers, shape (n, dimension), in the run's own coordinates."


def encode(
    run: Annotated[str, typer.Argument(help="name or folder of a run")],
    points: Annotated[Path, typer.Option(help=".npy of points (n, d) in the run's own coordinates")],
    to: Annotated[Path, typer.Option(help=".npy to write: codes (n, levels), 64-bit integers")],
) -> None:
    """Give points their nearest codewords, level by level."""
    opened = load_run(run)
    codes = opened.quantizer.encode(torch.from_numpy(read_points(points, opened))).cpu().numpy()
    if to.suffix.lower() != ".npy":
        raise UsageError(f"{to} must end in .npy.")
    with write_atomically(to) as temporary, temporary.open("wb") as stream:
        np.save(stream, codes)
    say(f"Wrote codes of {len(codes):,} points to {to}.")


def read_points(path: Path, run: Run) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Points of a run's ball from a .npy file, in float64; never unpickles. Raises UsageError with what to do."""
    if not path.is_file():
        raise UsageError(f"{path} does not exist. {ASK}")
    try:
        loaded = np.load(path, allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise UsageError(
            f"{path} is not a whole .npy file of numbers (pickled objects are never opened). {ASK}"
        ) from error
    if not isinstance(loaded, np.ndarray) or loaded.dtype.kind not in "fiu":
        raise UsageError(f"{path} does not hold one array of numbers. {ASK}")
    if loaded.ndim != 2 or loaded.shape[1] != run.config.dimension:
        raise ShapeError(f"The points in {path}", loaded.shape, f"(n, {run.config.dimension})")
    exact = loaded.astype(np.float64)
    if not np.isfinite(exact).all():
        row = int(np.flatnonzero(~np.isfinite(exact).all(axis=1))[0])
        raise SettingError(f"Row {row} of {path}", "a number that is not finite", "finite")
    _inside(exact, path, run)
    return exact


def _inside(points: np.ndarray[tuple[int, int], np.dtype[np.float64]], path: Path, run: Run) -> None:
    if run.config.curvature == 0:
        return
    limit = run.config.curvature**-0.5
    radii = np.linalg.norm(points, axis=1)
    if (radii >= limit).any():
        row = int(np.argmax(radii >= limit))
        raise SettingError(
            f"Row {row} of {path}", f"length {radii[row]:.6g}", f"shorter than the ball's radius {limit:.6g}"
        )
