"""`python -m hrq import`: codes that were made elsewhere, as a run."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hrq.cli.console import print_json, say
from hrq.runs import RunConfig
from hrq.runs.config import UNKNOWN


def command(
    codes: Annotated[
        Path, typer.Option(help="one row an item, its name and a token a level: .csv .parquet .jsonl .npy")
    ],
    out: Annotated[Path, typer.Option(help="folder of the run; it must be new or empty")],
    names: Annotated[Path | None, typer.Option(help="names for a .npy of codes: .txt, one a line, or a table")] = None,
    points: Annotated[
        Path | None, typer.Option(help="the items' points: .npy in the codes' order, or with names .parquet, .csv …")
    ] = None,
    codebooks: Annotated[
        Path | None, typer.Option(help=".npy (levels, codewords, d), .safetensors or an exported table")
    ] = None,
    hierarchy: Annotated[
        str | None, typer.Option(help="the true hierarchy: a file, a bundled example or wordnet; may have more nodes")
    ] = None,
    quantizer: Annotated[
        str | None, typer.Option(help="how the codebooks add up: rq, hrq, ghrq or tangent (default rq; ghrq on a ball)")
    ] = None,
    curvature: Annotated[float, typer.Option(help="c ≥ 0 of the points' ball; 0 is the plane", min=0.0)] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="print the run's metrics as JSON")] = False,
) -> None:
    """Make a run of codes from a recommender, an RQ-VAE or any other source, to look at here.

    What is not given stays absent, and pages say so: codes alone have a code tree, usage and collisions.
    """
    from hrq.train.outcome.imported import import_codes

    config, metrics = import_codes(
        codes,
        out,
        names=names,
        points=points,
        codebooks=codebooks,
        hierarchy=hierarchy,
        quantizer=quantizer,
        curvature=curvature,
    )
    if as_json:
        print_json({"run": str(out)} | metrics)
    else:
        say(told(out, config, metrics))


def told(out: Path, config: RunConfig, metrics: dict[str, Any]) -> str:
    """What was imported, and what is absent, in a few sentences."""
    absent = [
        part
        for part, missing in (
            ("points", config.disk_layout == "none"),
            ("codebooks", config.quantizer == UNKNOWN),
            ("hierarchy", not config.hierarchy_hash),
        )
        if missing
    ]
    sizes = " × ".join(str(size) for size in config.sizes)
    gaps = f" Absent: {', '.join(absent)}." if absent else ""
    gaps += f" {refused}" if (refused := metrics.get("map_refused")) else ""
    return (
        f"Imported {metrics['nodes']:,} items with codes of {config.levels} levels ({sizes}) to {out}; "
        f"different codes: {metrics['unique']:.1%}.{gaps}"
    )
