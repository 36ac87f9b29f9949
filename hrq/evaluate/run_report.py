"""What a run is worth in itself, without any task: codes, codebooks, reconstruction, agreement, points, cost.

Whatever a run came without (points, codebooks, a hierarchy) is left out, and said.
"""

from typing import Any

import torch
from torch import Tensor

from hrq.data.hierarchy.links import Ints
from hrq.evaluate.agreement.report import agreement
from hrq.evaluate.agreement.table import main_rows
from hrq.evaluate.quantization.errors_and_use import (
    perplexities,
    radius_quantiles,
    relative_errors,
    unique_share,
    used_codewords,
)
from hrq.geometry.hyperboloid import centroid
from hrq.geometry.poincare import distance
from hrq.jobs.progress import Report, silent
from hrq.quantize import ResidualQuantizer
from hrq.runs import Run

QUANTILES = (0.05, 0.5, 0.95)
DIGITS = 6


def intrinsic(run: Run, *, seed: int = 0, report: Report = silent) -> dict[str, Any]:
    """One object a concern; None for a concern that the run lacks a part for.

    >>> from hrq.runs import load_run
    >>> list(intrinsic(load_run("mammals-2d-ghrq")))
    ['run', 'hash', 'nodes', 'codes', 'reconstruction', 'radius', 'agreement', 'embedding', 'cost']
    """
    codes, sizes = run.codes, run.config.sizes
    found: dict[str, Any] = {
        "run": run.name,
        "hash": run.hash,
        "nodes": len(run.names),
        "codes": {
            "unique": round(unique_share(codes), DIGITS),
            "unique_nearest": round(unique_share(run.nearest_codes), DIGITS),
            "moved": round(float(run.moved.mean()), DIGITS),
            "levels": [
                {"level": i + 1, "codewords": size, "used": used, "perplexity": round(spread, 3)}
                for i, (size, used, spread) in enumerate(
                    zip(sizes, used_codewords(codes), perplexities(codes, sizes), strict=True)
                )
            ],
        },
        "reconstruction": None,
        "radius": None,
        "agreement": None,
        "embedding": _embedding(run),
        "cost": _cost(run),
    }
    if run.has_points and run.has_codebooks:
        found["reconstruction"] = reconstruction(run, seed)
    if run.has_points:
        values = radius_quantiles(run.points, c=run.config.curvature)
        found["radius"] = {f"{q:g}": round(value, DIGITS) for q, value in zip(QUANTILES, values, strict=True)}
    if run.has_hierarchy:
        found["agreement"] = main_rows(agreement(run, seed=seed, report=report))
    return found


def reconstruction(run: Run, seed: int) -> list[dict[str, Any]]:
    """d(ẑ_i, z)² after each level, in the run's distance and in the quantizer's own, beside two controls.

    `one_point` is what a single point for all leaves, `shuffled` what the codes leave when they are dealt out to other
    nodes; `relative` is the error over `one_point`.

    >>> from hrq.runs import load_run
    >>> first = reconstruction(load_run("mammals-2d-ghrq"), seed=0)[0]
    >>> first["level"], round(first["quantizer"]["relative"], 3)
    (1, 0.053)
    """
    quantizer, points = run.quantizer, run.points.double()
    other = run.codes[torch.randperm(len(points), generator=torch.Generator().manual_seed(seed)).numpy()]
    both = {
        "own": (run.config.curvature, False),
        "quantizer": (quantizer.residual_c, True),
    }
    rows: list[dict[str, Any]] = [{"level": level + 1} for level in range(run.config.levels)]
    for name, (c, scaled) in both.items():
        exact = quantizer.to_scaled(points) if scaled else points
        one_point = float(distance(centroid(exact, c=c)[None], exact, c=c).square().mean())
        true = _errors(quantizer, exact, run.codes, c=c, scaled=scaled)
        shuffled = _errors(quantizer, exact, other, c=c, scaled=scaled)
        relative = relative_errors(quantizer, run.points, run.codes, c=run.config.curvature, scaled=scaled)
        for row, error, control, share in zip(rows, true, shuffled, relative, strict=True):
            row[name] = {
                "error": round(error, DIGITS),
                "shuffled": round(control, DIGITS),
                "one_point": round(one_point, DIGITS),
                "relative": round(share, DIGITS),
            }
    return rows


def _errors(quantizer: ResidualQuantizer, exact: Tensor, codes: Ints, *, c: float, scaled: bool) -> list[float]:
    errors = []
    for partial in quantizer.partial_reconstructions(codes).double():
        seen = quantizer.to_scaled(partial) if scaled else partial
        errors.append(float(distance(seen, exact, c=c).square().mean()))
    return errors


def _embedding(run: Run) -> dict[str, Any] | None:
    """Precision as training measured it: of ancestors, held-out ones, after decoding, and for shuffled points."""
    names = {"map", "map_shuffled", "map_decoded", "map_held_out", "map_parents", "map_sample"}
    return run.measured.model_dump(include=names, exclude_none=True) or None


def _cost(run: Run) -> dict[str, Any]:
    books = sum(book.numel() for book in run.quantizer.codebooks) if run.has_codebooks else None
    return {
        "seconds": run.measured.seconds,
        "threads": run.measured.threads,
        "device": run.measured.device,
        "pairs": run.measured.pairs,
        "parameters": {"points": run.points.numel() if run.has_points else None, "codebooks": books},
    }
