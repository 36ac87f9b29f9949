"""`python -m hrq export`: what a run holds, as a table."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hrq.cli.arguments import RunName
from hrq.cli.console import say


class What(StrEnum):
    """The tables that a run can give."""

    codes = "codes"
    points = "points"
    codebooks = "codebooks"
    hierarchy = "hierarchy"


def export(
    run: RunName,
    to: Annotated[Path, typer.Option(help="the file to write: .csv or .parquet")],
    what: Annotated[What, typer.Option(help="which table")] = What.codes,
) -> None:
    """Write a run's codes, points, codebooks or hierarchy as CSV or Parquet.

    codes: name, level_1 … level_N, disk_x, disk_y (units of the disk's radius). points: name, x_1 … x_d on the ball.
    codebooks: level, codeword, x_1 … x_d in the quantizer's scaled coordinates. hierarchy: child, parent, kind.
    """
    from hrq.runs import load_run
    from hrq.runs.tables import TABLES, write_table

    table = TABLES[what.value](load_run(run))
    write_table(table, to)
    say(f"Wrote {table.num_rows:,} rows to {to}.")
