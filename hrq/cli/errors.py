"""`python -m hrq errors`: where codes and hierarchy disagree, case by case."""

from pathlib import Path
from typing import Annotated

import typer

from hrq.cli.arguments import RunName
from hrq.cli.console import print_json, print_table, progress_bar, say
from hrq.errors import UnknownNameError
from hrq.evaluate.mistakes.kinds import KINDS


def errors(
    run: RunName,
    to: Annotated[Path | None, typer.Option(help="the file to write: .csv or .parquet, a row a case")] = None,
    kind: Annotated[str | None, typer.Option(help=f"only one kind: {', '.join(KINDS)}")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print counts, shares and definitions as JSON")] = False,
) -> None:
    """Rank the mistakes that codes make about the hierarchy, the clearest first, with counts and shares.

    Half a minute for all nouns, kept beside the run for the next time. Tags and notes of the app stand in the file too.
    """
    from hrq.evaluate.matching.export import provenance
    from hrq.evaluate.mistakes.report import mistakes_of
    from hrq.evaluate.mistakes.tables import error_table, summary
    from hrq.runs import load_run
    from hrq.runs.notes import read_notes
    from hrq.runs.tables import write_table

    if kind is not None and kind not in KINDS:
        raise UnknownNameError("kind of error", kind, KINDS)
    opened = load_run(run)
    with progress_bar(quiet=as_json) as report:
        found = mistakes_of(opened, report=report)
    if kind is not None:
        found = found._replace(cases={key: cases for key, cases in found.cases.items() if key == kind})
    if to is not None:
        table = error_table(opened, found, read_notes(opened.hash))
        write_table(table, to)
        say(f"Wrote {table.num_rows:,} cases to {to}.")
    rows = [row for row in summary(found) if kind in (None, row["kind"])]
    if as_json:
        print_json(provenance(opened) | {"kinds": rows})
        return
    cells = [(row["title"], _number(row["cases"]), _number(row["of"]), _share(row["share"])) for row in rows]
    print_table(("error", "cases", "of", "share"), cells, title=opened.name)
    for row in rows:
        say(f"{row['title']}: {row['missing'] or row['definition']}")


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2%}"
