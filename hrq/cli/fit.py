"""`python -m hrq fit`: codes for vectors of one's own, and the tree that they spell."""

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hrq.cli.console import print_json, progress_bar, say
from hrq.jobs.busy import measured_now
from hrq.runs.metrics import RunMetrics
from hrq.train.settings.fit_options import FIT_OPTIONS
from hrq.train.settings.options import Option, parse_codewords

if TYPE_CHECKING:
    from hrq.train.app.estimate import FitEstimate
    from hrq.train.engine.folder import Outcome

OWN = {
    "points": Annotated[
        str,
        typer.Option(help="vectors: .npy, .safetensors, .parquet or .csv with names; or glosses:HIERARCHY, its words"),
    ],
    "out": Annotated[Path, typer.Option(help="folder of the run; it must be new, empty, or --resume it")],
    "names": Annotated[Path | None, typer.Option(help="names for a .npy: .txt, one a line, or a table")],
    "hierarchy": Annotated[
        str | None, typer.Option(help="to compare with, never learnt from: as for train; items below their categories")
    ],
    "resume": Annotated[bool, typer.Option("--resume", help="go on with the fit that was stopped or killed in --out")],
    "threads": Annotated[
        int | None,
        typer.Option(help="processor threads; 0: every core (default 1 for small batches, else 0)", min=0),
    ],
    "checkpoint_seconds": Annotated[float, typer.Option(help="seconds between two checkpoints", min=0.0)],
    "estimated": Annotated[
        bool, typer.Option("--estimate", help="only say how long it would take and how much memory, after a few steps")
    ],
    "as_json": Annotated[bool, typer.Option("--json", help="print the run's metrics as JSON")],
}


def fit(
    points: str,
    out: Path,
    names: Path | None = None,
    hierarchy: str | None = None,
    resume: bool = False,
    threads: int | None = None,
    checkpoint_seconds: float = 60.0,
    estimated: bool = False,
    as_json: bool = False,
    **given: Any,
) -> None:
    """Fit an encoder to the ball and a residual quantizer to vectors, without any hierarchy.

    The loss is what the decoded codes miss of the vectors. With --hierarchy the tree found is compared with it after.
    Ctrl-C leaves a run that loads; the same command with --resume goes on, after a kill too.
    """
    from hrq.train.app.estimate import estimate_fit
    from hrq.train.vectors.fitting import fit as run_fit

    chosen = {name: value for name, value in given.items() if value is not None}
    if "codewords" in chosen:
        chosen["codewords"] = parse_codewords(chosen["codewords"])
    if estimated:
        cost = estimate_fit(points, chosen, names=names, hierarchy=hierarchy, threads=threads)
        print_json(cost.to_json()) if as_json else say(cost_told(cost))
        return
    with progress_bar(quiet=as_json) as report:
        outcome = run_fit(
            points,
            out,
            chosen,
            names=names,
            hierarchy=hierarchy,
            resume=resume,
            threads=threads,
            checkpoint_seconds=checkpoint_seconds,
            report=report,
        )
    if as_json:
        print_json({"run": str(out)} | outcome.metrics)
    else:
        say(told(outcome))
    if not outcome.finished:
        raise typer.Exit(1)


def cost_told(cost: "FitEstimate") -> str:
    """An estimate in a sentence."""
    return (
        f"About {cost.seconds:,.0f} s and at most {cost.memory / 1e9:.1f} GB of memory for {cost.steps:,} steps over "
        f"{cost.vectors:,} vectors of {cost.width:,} numbers. {measured_now(cost.load)}"
    )


def told(outcome: "Outcome") -> str:
    """What a fit left, in a few sentences."""
    found = RunMetrics.read(outcome.metrics)
    levels = ", ".join(f"{one:.3f}" for one in found.vectors_error_by_level or ())
    likeness = [one for one in found.wup or () if one.wup is not None]
    agrees = (
        f" Nodes that share their first token: Wu–Palmer {likeness[0].wup:.2f} in the hierarchy, "
        f"{likeness[0].shuffled:.2f} for shuffled codes."
        if likeness
        else ""
    )
    end = "Done" if outcome.finished else f"Stopped at step {found.step:,} of {found.steps:,}; --resume goes on"
    refused = f" {found.unique_refused}" if found.unique_refused else ""
    return (
        f"{end}: {outcome.folder}. Of the vectors' spread the encoder misses {found.vectors_error:.3f}, and after "
        f"each level of codes {levels}. Different codes {found.unique:.1%}.{refused}{agrees}"
    )


def _option(option: Option) -> inspect.Parameter:
    flags = (f"{option.flag}/--no-{option.flag[2:]}",) if option.kind is bool else (option.flag,)
    bounds = f"; {option.bounds_told}" if option.bounds else ""
    text = f"{option.description} (default {option.default}{bounds})"
    typed = typer.Option(*flags, help=text, show_default=False)
    annotation = Annotated[option.kind | None, typed]  # type: ignore[name-defined]
    return inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _signature() -> inspect.Signature:
    plain = inspect.signature(fit).parameters
    own = [plain[name].replace(annotation=kind, kind=inspect.Parameter.KEYWORD_ONLY) for name, kind in OWN.items()]
    return inspect.Signature([*own[:4], *(_option(one) for one in FIT_OPTIONS.values()), *own[4:]])


# Typer reads a command's options from its signature and annotations
fit.__signature__ = _signature()  # type: ignore[attr-defined]
fit.__annotations__ = {name: one.annotation for name, one in _signature().parameters.items()}
