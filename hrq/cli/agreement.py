"""`python -m hrq agreement`: how far the code tree of a run is the true hierarchy, as numbers with controls."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hrq.cli.arguments import RunName
from hrq.cli.console import print_json, print_table, progress_bar, say
from hrq.evaluate.agreement import DRAWS

COLUMNS = ("measure", "tokens", "cut", "value", "95 %", "shuffled", "95 % of draws", "rq", "95 %")


def agreement(
    run: RunName,
    as_json: Annotated[bool, typer.Option("--json", help="print all of it as JSON, definitions too")] = False,
    to: Annotated[Path | None, typer.Option("--to", help="also write the table: .csv or .parquet")] = None,
    seed: Annotated[int, typer.Option(help="of samples and shuffled draws", min=0)] = 0,
    draws: Annotated[int, typer.Option(help="how often codes are shuffled for the control", min=2)] = DRAWS,
) -> None:
    """Measure the agreement of the codes' tree with the hierarchy, beside shuffled codes and the rq run.

    About a minute for all nouns, kept beside the run for the next time. Without --json the table shows one depth cut a
    level: the one with as many classes as there are prefixes.
    """
    from hrq.evaluate.agreement.report import agreement as measure
    from hrq.evaluate.agreement.report import with_baseline
    from hrq.evaluate.agreement.table import agreement_table, main_rows
    from hrq.runs import load_run
    from hrq.runs.tables import write_table

    opened = load_run(run)
    with progress_bar(quiet=as_json) as report:
        content = with_baseline(opened, measure(opened, seed=seed, draws=draws, report=report), report=report)
    if to is not None:
        write_table(agreement_table(content), to)
    if as_json:
        print_json(content)
        return
    rows = main_rows(content)
    print_table(COLUMNS, [_cells(row) for row in rows], title=f"{opened.name} and {opened.config.hierarchy}")
    for name, text in content["definitions"].items():
        say(f"{name}: {text}")
    if content["left_out"]:
        say(f"Left out: {content['left_out']}")
    if command := content["baseline"].get("command"):
        say(f"There is no rq run of this shape to compare with. This makes one: {command}")


def _cells(row: dict[str, Any]) -> list[str]:
    def number(key: str) -> str:
        return "–" if row.get(key) is None else f"{row[key]:.3f}"

    def ends(low: str, high: str) -> str:
        return "–" if row.get(low) is None else f"{row[low]:.3f} … {row[high]:.3f}"

    where = ["" if row[key] is None else str(row[key]) for key in ("tokens", "cut")]
    control = [number("shuffled"), ends("shuffled_low", "shuffled_high")]
    return [
        row["name"],
        *where,
        number("value"),
        ends("low", "high"),
        *control,
        number("rq"),
        ends("rq_low", "rq_high"),
    ]
