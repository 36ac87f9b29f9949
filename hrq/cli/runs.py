"""`python -m hrq runs`: which runs there are."""

from typing import Annotated, Any

import typer

from hrq.cli.console import print_json, print_table, say
from hrq.errors import HrqError
from hrq.runs import RunSummary, files, list_runs
from hrq.runs.metrics import RunMetrics


def runs(as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False) -> None:
    """List the bundled runs and your own."""
    runs = [_row(summary) for summary in list_runs()]
    if as_json:
        print_json(runs)
        return
    columns = ("name", "hierarchy", "quantizer", "dimension", "curvature", "codes", "map", "unique", "where")
    rows = [["–" if run.get(column) is None else run[column] for column in columns] for run in runs]
    print_table(columns, rows, title="map: mean average precision of ancestors; unique: different codes, share")
    for run in runs:
        if run["problem"]:
            say(f"{run['name']}: {run['problem']}")


def _row(summary: RunSummary) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": summary.name,
        "folder": str(summary.folder),
        "bundled": summary.bundled,
        "where": "bundled" if summary.bundled else "own" if summary.state == "finished" else f"own, {summary.state}",
        "state": summary.state,
        "hash": summary.hash,
        "problem": summary.problem,
    }
    if summary.config is not None:
        config = summary.config
        row |= {
            key: getattr(config, key) for key in ("hierarchy", "quantizer", "dimension", "curvature", "seed", "split")
        }
        row |= {"levels": config.levels, "codewords": config.codewords, "codes": "×".join(map(str, config.sizes))}
    if summary.state in ("finished", "stopped"):
        try:
            metrics = RunMetrics.read(files.read_json(summary.folder / files.METRICS))
        except HrqError:
            metrics = RunMetrics()
        row |= {"map": metrics.map, "unique": metrics.unique}
    return row
