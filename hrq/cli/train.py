"""`python -m hrq train`: its options are the fields of Settings, so that help, bounds and checks have one source."""

import inspect
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from pydantic.fields import FieldInfo

from hrq.cli.console import print_json, progress_bar, say
from hrq.errors import SettingError
from hrq.models import Settings
from hrq.train.group import launched
from hrq.train.presets import FLAT, PAPER
from hrq.train.session import Outcome
from hrq.train.session import train as run_training

OWN = {
    "out": Annotated[Path, typer.Option(help="folder of the run; it must be new, empty, or --resume it")],
    "resume": Annotated[bool, typer.Option("--resume", help="go on with the training that was stopped in --out")],
    "device": Annotated[str, typer.Option(help="auto (CUDA where there is one), cpu or cuda")],
    "threads": Annotated[
        int | None,
        typer.Option(help="processor threads; 0: every core (default 1 for a small hierarchy, else 0)", min=0),
    ],
    "checkpoint_seconds": Annotated[float, typer.Option(help="seconds between two checkpoints", min=0.0)],
    "as_json": Annotated[bool, typer.Option("--json", help="print the run's metrics as JSON")],
}


def train(
    out: Path,
    resume: bool = False,
    device: str = "auto",
    threads: int | None = None,
    checkpoint_seconds: float = 60.0,
    as_json: bool = False,
    **given: Any,
) -> None:
    """Train a residual quantizer on a hierarchy and leave a run.

    What is not named comes from the preset. Ctrl-C leaves a run that loads; the same command with --resume goes on.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    if "codewords" in chosen:
        chosen["codewords"] = parse_codewords(chosen["codewords"])
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


def parse_codewords(text: str) -> int | tuple[int, ...]:
    """`64`, or `64,32,16` for levels of different sizes."""
    try:
        sizes = tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise SettingError("--codewords", text, "a number such as 64, or one a level such as 64,32,16") from error
    return sizes[0] if len(sizes) == 1 else sizes


def summary(outcome: Outcome) -> str:
    """What a training left, in a few sentences."""
    found = outcome.metrics
    end = "Done" if outcome.finished else f"Stopped at step {found['step']:,} of {found['steps']:,}; --resume goes on"
    errors = ", ".join(f"{one:.3g}" for one in found["relative_error"])
    refused = f" {found['unique_refused']}" if found["unique_refused"] else ""
    return (
        f"{end}: {outcome.folder}. Mean average precision of ancestors {found['map']} (shuffled points: "
        f"{found['map_shuffled']}); different codes {found['unique']:.1%} ({found['unique_nearest']:.1%} before codes "
        f"were made unique); error after each level, as a share of the spread: {errors}.{refused}"
    )


def _option(name: str, field: FieldInfo) -> inspect.Parameter:
    kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if kind in (int, float, bool, str)]
    kind = str if name == "codewords" or not kinds else kinds[0]
    told = [f"default {field.default}"]
    told += [f"{recipe} {values[name]}" for recipe, values in (("in 2-D", FLAT), ("paper", PAPER)) if name in values]
    text = f"{field.description} ({', '.join(told)}{_bounds(field)})"
    flag = f"--{name.replace('_', '-')}"
    flags = (f"{flag}/--no-{flag[2:]}",) if kind is bool else (flag,)
    option = typer.Option(*flags, help=text, show_default=False)
    annotation = Annotated[kind | None, option]  # type: ignore[valid-type]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _bounds(field: FieldInfo) -> str:
    words = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    found = [
        f"{sign} {getattr(rule, key)}" for rule in field.metadata for key, sign in words.items() if hasattr(rule, key)
    ]
    return f"; {', '.join(found)}" if found else ""


def _signature() -> inspect.Signature:
    plain = inspect.signature(train).parameters
    own = [plain[name].replace(annotation=kind, kind=inspect.Parameter.KEYWORD_ONLY) for name, kind in OWN.items()]
    return inspect.Signature([_option(name, field) for name, field in Settings.model_fields.items()] + own)


# Typer reads a command's options from its signature and annotations
train.__signature__ = _signature()  # type: ignore[attr-defined]
train.__annotations__ = {name: one.annotation for name, one in _signature().parameters.items()}
