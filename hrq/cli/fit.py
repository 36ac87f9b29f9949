"""`python -m hrq fit`: codes for vectors of one's own, and the tree that they spell."""

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from hrq.cli.console import print_json, progress_bar, say
from hrq.train.fit import FITTED, TAKEN
from hrq.train.fit import fit as run_fit
from hrq.train.options import OPTIONS, Option, parse_codewords

OWN = {
    "points": Annotated[
        str,
        typer.Option(help="vectors: .npy, .safetensors, .parquet or .csv with names; or glosses:HIERARCHY, its words"),
    ],
    "out": Annotated[Path, typer.Option(help="folder of the run; it must be new or empty")],
    "names": Annotated[Path | None, typer.Option(help="names for a .npy: .txt, one a line, or a table")],
    "hierarchy": Annotated[
        str | None, typer.Option(help="to compare with, never learnt from: as for train; items below their categories")
    ],
    "threads": Annotated[int, typer.Option(help="processor threads; 0: every core", min=0)],
    "as_json": Annotated[bool, typer.Option("--json", help="print the run's metrics as JSON")],
}


def fit(
    points: str,
    out: Path,
    names: Path | None = None,
    hierarchy: str | None = None,
    threads: int = 0,
    as_json: bool = False,
    **given: Any,
) -> None:
    """Fit an encoder to the ball and a residual quantizer to vectors, without any hierarchy.

    The loss is what the decoded codes miss of the vectors. With --hierarchy the tree found is compared with it after.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    if "codewords" in chosen:
        chosen["codewords"] = parse_codewords(chosen["codewords"])
    with progress_bar(quiet=as_json) as report:
        _, metrics = run_fit(points, out, chosen, names=names, hierarchy=hierarchy, threads=threads, report=report)
    if as_json:
        print_json({"run": str(out)} | metrics)
    else:
        say(told(out, metrics))
    if metrics["state"] != "finished":
        raise typer.Exit(1)


def told(out: Path, metrics: dict[str, Any]) -> str:
    """What a fit left, in a few sentences."""
    levels = ", ".join(f"{one:.3f}" for one in metrics["vectors_error_by_level"])
    likeness = [one for one in metrics.get("wup", ()) if one.get("wup") is not None]
    agrees = (
        f" Nodes that share their first token: Wu–Palmer {likeness[0]['wup']:.2f} in the hierarchy, "
        f"{likeness[0]['shuffled']:.2f} for shuffled codes."
        if likeness
        else ""
    )
    end = "Done" if metrics["state"] == "finished" else "Stopped early"
    return (
        f"{end}: {out}. Of the vectors' spread the encoder misses {metrics['vectors_error']:.3f}, and after each "
        f"level of codes {levels}. Different codes {metrics['unique']:.1%}.{agrees}"
    )


def _option(option: Option) -> inspect.Parameter:
    flags = (f"{option.flag}/--no-{option.flag[2:]}",) if option.kind is bool else (option.flag,)
    bounds = f"; {option.bounds_told}" if option.bounds else ""
    text = f"{option.description} (default {FITTED.get(option.name, option.default)}{bounds})"
    typed = typer.Option(*flags, help=text, show_default=False)
    annotation = Annotated[option.kind | None, typed]  # type: ignore[name-defined]
    return inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _signature() -> inspect.Signature:
    plain = inspect.signature(fit).parameters
    own = [plain[name].replace(annotation=kind, kind=inspect.Parameter.KEYWORD_ONLY) for name, kind in OWN.items()]
    return inspect.Signature([*own[:4], *(_option(OPTIONS[name]) for name in TAKEN), *own[4:]])


# Typer reads a command's options from its signature and annotations
fit.__signature__ = _signature()  # type: ignore[attr-defined]
fit.__annotations__ = {name: one.annotation for name, one in _signature().parameters.items()}
