"""`python -m hrq bench`: the speed claims, checked here and now."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from hrq.cli.console import print_json, print_table, progress_bar, say


def bench(
    as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="a little of everything, in seconds")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if a target is missed or a peer is missing")] = False,
    to: Annotated[Path | None, typer.Option("--to", help="also write the tables to this Markdown file")] = None,
    threads: Annotated[int, typer.Option("--threads", min=0, help="threads for everybody; 0 takes every core")] = 1,
) -> None:
    """Time search, encoding, training, loading and growth against their peers (see requirements-bench.txt)."""
    from hrq.bench.report import COLUMNS, as_data, cells, markdown
    from hrq.bench.run import run_benchmark
    from hrq.bench.sizes import FULL, QUICK
    from hrq.jobs.atomic import write_text
    from hrq.jobs.device import limited_threads

    with limited_threads(threads), progress_bar() as report:
        benchmark = run_benchmark(QUICK if quick else FULL, report)
    if to is not None:
        write_text(to, markdown(benchmark, "python -m hrq " + shlex.join(sys.argv[1:])))
    if as_json:
        print_json(as_data(benchmark))
    else:
        for section in benchmark.sections:
            rows = cells(section, gpu=benchmark.machine["gpu"] is not None)
            print_table(COLUMNS, rows, title=f"{section.name}: {section.rate or section.work}")
    for failure in benchmark.failures:
        say(f"{failure}.")
    if strict and benchmark.failures:
        raise typer.Exit(1)
