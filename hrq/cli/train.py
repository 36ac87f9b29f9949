"""`python -m hrq train`: its options are the fields of Settings, so that help, bounds and checks have one source."""

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hrq.cli.console import print_json, progress_bar, say
from hrq.jobs.busy import measured_now
from hrq.runs.metrics import RunMetrics
from hrq.train.settings.options import OPTIONS, Option, parse_codewords

if TYPE_CHECKING:
    from hrq.train.app.estimate import Estimate
    from hrq.train.engine.folder import Outcome

OWN = {
    "out": Annotated[Path, typer.Option(help="folder of the run; it must be new, empty, or --resume it")],
    "resume": Annotated[bool, typer.Option("--resume", help="go on with the training that was stopped in --out")],
    "device": Annotated[str, typer.Option(help="auto (CUDA where there is one), cpu or cuda")],
    "threads": Annotated[
        int | None,
        typer.Option(help="processor threads; 0: every core (default 1 for a small hierarchy, else 0)", min=0),
    ],
    "checkpoint_seconds": Annotated[float, typer.Option(help="seconds between two checkpoints", min=0.0)],
    "estimated": Annotated[
        bool, typer.Option("--estimate", help="only say how long it would take and how much memory, after a few steps")
    ],
    "as_json": Annotated[bool, typer.Option("--json", help="print the run's metrics as JSON")],
}


def train(
    out: Path,
    resume: bool = False,
    device: str = "auto",
    threads: int | None = None,
    checkpoint_seconds: float = 60.0,
    estimated: bool = False,
    as_json: bool = False,
    **given: Any,
) -> None:
    """Train a residual quantizer on a hierarchy and leave a run.

    What is not named comes from the preset. Ctrl-C leaves a run that loads; the same command with --resume goes on.
    """
    from hrq.train.app.estimate import estimate
    from hrq.train.engine.group import launched
    from hrq.train.hierarchy.training import train as run_training

    chosen = {name: value for name, value in given.items() if value is not None}
    if "codewords" in chosen:
        chosen["codewords"] = parse_codewords(chosen["codewords"])
    if estimated:
        cost = estimate(chosen, device=device, threads=threads)
        print_json(cost.to_json()) if as_json else say(cost_told(cost))
        return
    leads = launched().leads  # of several processes under torchrun, one speaks
    with progress_bar(quiet=as_json or not leads) as report:
        outcome = run_training(
            chosen,
            out,
            resume=resume,
            device=device,
            threads=threads,
            checkpoint_seconds=checkpoint_seconds,
            report=report,
        )
    if leads and as_json:
        print_json({"run": str(outcome.folder)} | outcome.metrics)
    elif leads:
        say(summary(outcome))
    if not outcome.finished:
        raise typer.Exit(1)


def cost_told(cost: "Estimate") -> str:
    """An estimate in a sentence."""
    return (
        f"About {cost.seconds:,.0f} s on {cost.device} and at most {cost.memory / 1e9:.1f} GB of memory for "
        f"{cost.steps:,} steps over {cost.pairs:,} pairs of {cost.nodes:,} nodes. {measured_now(cost.load)}"
    )


def summary(outcome: "Outcome") -> str:
    """What a training left, in a few sentences."""
    found = RunMetrics.read(outcome.metrics)
    end = "Done" if outcome.finished else f"Stopped at step {found.step:,} of {found.steps:,}; --resume goes on"
    errors = ", ".join(f"{one:.3g}" for one in found.relative_error or ())
    refused = f" {found.unique_refused}" if found.unique_refused else ""
    if found.map is None:
        return f"{end}: {outcome.folder}.{refused}"
    return (
        f"{end}: {outcome.folder}. Mean average precision of ancestors {found.map} (shuffled points: "
        f"{found.map_shuffled}); different codes {found.unique:.1%} ({found.unique_nearest:.1%} before codes "
        f"were made unique); error after each level, as a share of the spread: {errors}.{refused}"
    )


def _option(option: Option) -> inspect.Parameter:
    flags = (f"{option.flag}/--no-{option.flag[2:]}",) if option.kind is bool else (option.flag,)
    typed = typer.Option(*flags, help=option.help, show_default=False)
    annotation = Annotated[option.kind | None, typed]  # type: ignore[name-defined]
    return inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _signature() -> inspect.Signature:
    plain = inspect.signature(train).parameters
    own = [plain[name].replace(annotation=kind, kind=inspect.Parameter.KEYWORD_ONLY) for name, kind in OWN.items()]
    return inspect.Signature([_option(one) for one in OPTIONS.values()] + own)


# Typer reads a command's options from its signature and annotations
train.__signature__ = _signature()  # type: ignore[attr-defined]
train.__annotations__ = {name: one.annotation for name, one in _signature().parameters.items()}
