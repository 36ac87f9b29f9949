"""`python -m hrq encode`: codes for points that a run has never seen, however many."""

from pathlib import Path
from typing import Annotated

import typer

from hrq.cli.arguments import RunName
from hrq.cli.console import print_json, progress_bar, say


def encode(
    run: RunName,
    points: Annotated[
        Path, typer.Option(help="the run's own coordinates: .npy (n, d), or .parquet with x_1 … x_d and, if any, name")
    ],
    to: Annotated[
        Path, typer.Option(help="codes: .npy (n, levels) of 64-bit integers, or .parquet: name or row, level_1 …")
    ],
    device: Annotated[str, typer.Option(help="auto (CUDA where there is one), cpu or cuda")] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="print points, seconds and pace as JSON")] = False,
) -> None:
    """Give points their nearest codewords, level by level.

    Files of any length are read and written piece by piece. The codes appear whole or not at all.
    """
    from hrq.jobs.device import choose_device
    from hrq.runs import load_run
    from hrq.runs.streams import encode_file

    place = choose_device(device)
    quantizer = load_run(run).quantizer.to(place)
    with progress_bar(quiet=as_json) as report:
        done = encode_file(quantizer, points, to, report=report)
    if as_json:
        pace = round(done.points_per_second, 1)
        found = {"points": done.points, "seconds": round(done.seconds, 3), "points_per_second": pace}
        print_json(found | {"device": str(place), "to": str(to)})
    else:
        say(f"Wrote codes of {done.points:,} points to {to} ({done.points_per_second:,.0f} points a second).")
