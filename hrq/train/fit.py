"""Codes for given vectors, without any hierarchy: an encoder to the ball, a quantizer on it, and the way back.

The loss is the squared error of the decoded reconstruction, through the codes by the straight-through gradient, and
the quantizer's own losses. First the encoder learns alone; then codebooks are fitted to its points and join. Whether
the tree that the codes spell is a hierarchy that somebody knows is asked only afterwards.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from hrq.data.glosses import gloss_vectors
from hrq.data.hierarchy import Hierarchy
from hrq.data.sources import load_hierarchy
from hrq.data.vectors import read_vectors
from hrq.errors import DivergedError, ShapeError, TooLargeError, UsageError
from hrq.geometry.poincare import logmap0
from hrq.jobs.atomic import write_text
from hrq.jobs.device import limited_threads
from hrq.jobs.lock import only_one
from hrq.jobs.progress import Progress, Recorder, Report, silent
from hrq.jobs.stopping import STOP, StopRequest, forget_stale, stoppable
from hrq.models import RunConfig, Settings, files, make_config, make_settings
from hrq.quantize import ResidualQuantizer
from hrq.quantize.codebook import perplexity, reseed_dead, usage
from hrq.quantize.unique import assign_unique
from hrq.train.encoder import Autoencoder
from hrq.train.importing import Given, keep, layout_name, with_items_first
from hrq.train.loop import REPORT_EVERY, REVIVE_EVERY, REVIVE_UNTIL
from hrq.train.optimizers import codebook_optimizer, rate_share, set_rate
from hrq.train.pairs import epoch_order, step_generator
from hrq.train.quantization import fitted_quantizer

GLOSSES = "glosses:"
GLOSS_WIDTH = 128
FITTED: dict[str, Any] = {  # what a fit starts from, where it differs from training on a hierarchy
    "epochs": 100,
    "batch": 512,
    "learning_rate": 1e-3,
    "codebook_rate": 0.01,
    "radius_cap": 0.98,
    "burn_in": 0.3,
    "quantizer_weight": 1.0,
    "straight_through": "unit",
}
TAKEN = (
    "quantizer", "curvature", "dimension", "levels", "codewords", "seed", "epochs", "batch", "learning_rate",
    "codebook_rate", "decay_from", "radius_cap", "burn_in", "quantizer_weight", "commitment", "straight_through",
    "refit", "unique",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Vectors:
    """What codes are wanted for: vectors (n, wide) by name, and the hierarchy to compare with, if there is one."""

    names: tuple[str, ...]
    vectors: Tensor
    hierarchy: Hierarchy | None
    source: str


@dataclass
class FitState:
    """What changes while a fit runs."""

    model: Autoencoder
    optimizer: torch.optim.Optimizer
    step: int = 0
    quantizer: ResidualQuantizer | None = None
    codebook_optimizer: torch.optim.Optimizer | None = None
    counts: list[Tensor] | None = None


def fit_settings(given: dict[str, Any]) -> Settings:
    """The settings of a fit: what was given, else its own defaults. Raises as `make_settings`."""
    strange = [name for name in given if name not in TAKEN]
    if strange:
        raise UsageError(f"A fit has no setting {strange[0]!r}. It takes {', '.join(TAKEN)}.")
    flat: dict[str, Any] = {"curvature": 0.0} if given.get("quantizer") == "rq" else {}
    return make_settings(**(FITTED | flat | given))


def read(points: str, names: Path | None, hierarchy: str | None, *, seed: int = 0) -> Vectors:
    """Vectors from a file, or `glosses:HIERARCHY`: what is said about each of its nodes, and no link."""
    if points.startswith(GLOSSES):
        source = points.removeprefix(GLOSSES)
        nodes = load_hierarchy(source)
        found = torch.from_numpy(gloss_vectors(nodes, dimension=GLOSS_WIDTH, seed=seed))
        return Vectors(nodes.names, found, nodes, source)
    path = Path(points).expanduser()
    read_in = read_vectors(path, names)
    known = read_in.names or tuple(str(row) for row in range(len(read_in.points)))
    truth = None if hierarchy is None else with_items_first(load_hierarchy(hierarchy), known, hierarchy)
    return Vectors(known, torch.from_numpy(read_in.points).float(), truth, hierarchy or "")


def fit(
    points: str,
    out: Path,
    given: dict[str, Any],
    *,
    names: Path | None = None,
    hierarchy: str | None = None,
    threads: int = 0,
    report: Report = silent,
) -> tuple[RunConfig, dict[str, Any]]:
    """Fit an encoder and a quantizer to vectors, and leave a run in `out`. A `stop` in the folder ends it early."""
    settings = fit_settings(given)
    found = read(points, names, hierarchy, seed=settings.seed)
    if len(found.names) < 2:
        raise ShapeError("The points", tuple(found.vectors.shape), "(n, d) with at least two rows")
    folder = files.new_folder(out)
    config = _config(settings, found)
    with only_one(folder, doing="fitted"), limited_threads(threads), stoppable(folder) as stop:
        forget_stale(folder)
        write_text(folder / files.CONFIG, config.to_json())
        recorder = Recorder(folder, report)
        state = _new_state(found, settings)
        finished = _run(state, found, settings, recorder, stop)
        recorder(Progress("fitting codebooks", 0, 1))
        metrics = _finish(state, found, settings, config, folder, finished=finished)
        recorder(Progress("measuring", 1, 1))
    (folder / STOP).unlink(missing_ok=True)
    return config, metrics


def _config(settings: Settings, found: Vectors, scale: float = 1.0) -> RunConfig:
    kept = settings.model_dump() | {
        "origin": "fitted",
        "hierarchy": found.source if found.hierarchy is not None else "",
        "hierarchy_hash": found.hierarchy.content_hash if found.hierarchy is not None else "",
        "disk_layout": layout_name(torch.zeros(1, settings.dimension)),
        "scale": scale,
    }
    return make_config(**kept)


def _new_state(found: Vectors, settings: Settings) -> FitState:
    model = Autoencoder(found.vectors, settings)
    return FitState(model, torch.optim.Adam(model.parameters(), lr=settings.learning_rate))


def _run(state: FitState, found: Vectors, settings: Settings, report: Report, stop: StopRequest) -> bool:
    """All steps; False if asked to stop before the last."""
    scaled, begun = state.model.scaled(found.vectors), time.monotonic()
    per_epoch = -(-len(scaled) // settings.batch)
    steps = settings.epochs * per_epoch
    joins = round(settings.burn_in * steps)
    for epoch in range(settings.epochs):
        order = epoch_order(len(scaled), settings.seed, epoch)
        for rows in order.split(settings.batch):
            if stop:
                return False
            if state.quantizer is None and state.step >= joins:
                _join(state, scaled, settings)
            losses = _step(state, scaled[rows], settings, rate_share(state.step, steps, settings))
            state.step += 1
            if state.step % REVIVE_EVERY == 0 and joins < state.step < REVIVE_UNTIL * steps:
                _revive(state, scaled, settings, steps)
            if state.step % REPORT_EVERY == 0 or state.step == steps:
                _require_numbers(losses, state.step, settings)
                figures = _figures(state, losses, settings, time.monotonic() - begun)
                report(Progress("training", state.step, steps, time.monotonic() - begun, figures))
    return True


def _step(state: FitState, batch: Tensor, settings: Settings, share: float) -> dict[str, Tensor]:
    """One step on a batch of scaled vectors."""
    for optimizer, rate in (
        (state.optimizer, settings.learning_rate),
        (state.codebook_optimizer, settings.codebook_rate),
    ):
        if optimizer is not None:
            set_rate(optimizer, rate * share)
            optimizer.zero_grad(set_to_none=True)
    points, losses = state.model.encode(batch), {}
    losses["reconstruction"] = (state.model.decode(points) - batch).square().mean()
    if state.quantizer is not None and state.counts is not None:
        quantized = state.quantizer(points, straight_through=settings.straight_through)
        through = (state.model.decode(quantized.reconstruction) - batch).square().mean()
        own = quantized.losses["codebook"] + settings.commitment * quantized.losses["commitment"]
        losses |= {"through codes": through, "quantizer": settings.quantizer_weight * own}
        for level, counts in enumerate(state.counts):
            counts.add_(usage(quantized.codes[:, level], len(counts)))
    torch.stack(list(losses.values())).sum().backward()
    state.optimizer.step()
    if state.codebook_optimizer is not None:
        state.codebook_optimizer.step()
    return losses


@torch.no_grad()
def _points(state: FitState, scaled: Tensor) -> Tensor:
    return torch.cat([state.model.encode(rows) for rows in scaled.split(8192)])


def _join(state: FitState, scaled: Tensor, settings: Settings) -> None:
    """Codebooks fitted to the encoder's points as they are now."""
    tangents = logmap0(_points(state, scaled), c=settings.curvature)
    state.quantizer = fitted_quantizer(tangents, settings, iterations=10, seed=settings.seed)
    state.codebook_optimizer = codebook_optimizer(state.quantizer, settings)
    state.counts = [torch.zeros(size, dtype=torch.int64) for size in settings.sizes]


def _revive(state: FitState, scaled: Tensor, settings: Settings, steps: int) -> None:
    assert state.quantizer is not None
    assert state.counts is not None
    noise = step_generator(settings.seed, state.step + steps)
    reseed_dead(state.quantizer, _points(state, scaled), state.counts, generator=noise)
    for counts in state.counts:
        counts.zero_()


def _require_numbers(losses: dict[str, Tensor], step: int, settings: Settings) -> None:
    if not all(bool(one.detach().isfinite()) for one in losses.values()):
        raise DivergedError(step, settings.learning_rate, checkpoint=False)


def _figures(state: FitState, losses: dict[str, Tensor], settings: Settings, seconds: float) -> dict[str, Any]:
    figures: dict[str, Any] = {name: float(value.detach()) for name, value in losses.items()}
    figures["vectors_a_second"] = round(state.step * settings.batch / max(seconds, 1e-9))
    if state.counts is not None:
        figures["perplexity"] = [round(perplexity(counts), 1) for counts in state.counts]
        figures["dead"] = [int((counts == 0).sum()) for counts in state.counts]
    return figures


@torch.no_grad()
def _finish(
    state: FitState, found: Vectors, settings: Settings, config: RunConfig, folder: Path, *, finished: bool
) -> dict[str, Any]:
    """Final codebooks and codes, what they lose, and the run."""
    scaled = state.model.scaled(found.vectors)
    points = _points(state, scaled)
    if settings.refit or state.quantizer is None:
        tangents = logmap0(points, c=settings.curvature)
        quantizer = fitted_quantizer(tangents, settings, iterations=25, seed=settings.seed)
    else:
        quantizer = state.quantizer
    nearest = quantizer.encode(points)
    codes, refused = nearest, ""
    if settings.unique:
        try:
            codes, _ = assign_unique(quantizer, points, nearest)
        except TooLargeError as error:
            refused = str(error)
    decoded = [state.model.decode(one) for one in quantizer.partial_reconstructions(codes)]
    facts: dict[str, Any] = {
        "state": "finished" if finished else "stopped",
        "step": state.step,
        "moved": round(float((codes != nearest).any(dim=1).double().mean()), 4),
        "unique_refused": refused,
        "vectors_error": round(float((state.model.decode(points) - scaled).square().mean()), 4),
        "vectors_error_by_level": [round(float((one - scaled).square().mean()), 4) for one in decoded],
    }
    given = Given(found.names, codes, nearest, points, quantizer, found.hierarchy, settings.curvature)
    kept = config.model_copy(update={"scale": quantizer.scale})
    return keep(folder, kept, given, facts)
