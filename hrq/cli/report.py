"""`python -m hrq report`: what a run is worth in itself, each number beside its control."""

from typing import Annotated, Any

import typer

from hrq.cli.arguments import RunName
from hrq.cli.console import print_json, print_table, progress_bar, say


def report(
    run: RunName,
    seed: Annotated[int, typer.Option(help="of samples and shuffled draws", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
) -> None:
    """Report codes, usage, reconstruction, agreement, radii, precision and cost of a run, without any task."""
    from hrq.evaluate.run_report import intrinsic
    from hrq.runs import load_run

    opened = load_run(run)
    with progress_bar(quiet=as_json) as progress:
        found = intrinsic(opened, seed=seed, report=progress)
    if as_json:
        print_json(found)
        return
    _codes(found)
    if found["reconstruction"]:
        _reconstruction(found["reconstruction"])
    if found["agreement"]:
        columns = ("measure", "tokens", "cut", "value", "95 %", "shuffled")
        rows = [[_text(row[key]) for key in ("name", "tokens", "cut", "value")] for row in found["agreement"]]
        for cells, row in zip(rows, found["agreement"], strict=True):
            cells += [f"{_text(row['low'])} … {_text(row['high'])}", _text(row["shuffled"])]
        print_table(columns, rows, title="Agreement with the hierarchy, beside shuffled codes")
    for concern in ("radius", "embedding", "cost"):
        if found[concern]:
            say(f"{concern}: " + ", ".join(f"{key} {_text(value)}" for key, value in found[concern].items()))
    missing = [concern for concern in ("reconstruction", "radius", "agreement") if found[concern] is None]
    if missing:
        say(f"Left out, because the run came without what they need: {', '.join(missing)}.")


def _codes(found: dict[str, Any]) -> None:
    codes = found["codes"]
    rows = [[one["level"], one["codewords"], one["used"], _text(one["perplexity"])] for one in codes["levels"]]
    title = (
        f"{found['run']}: {found['nodes']:,} nodes; different codes {codes['unique']:.1%}, before codes were made "
        f"unique {codes['unique_nearest']:.1%}"
    )
    print_table(("level", "codewords", "used", "perplexity"), rows, title=title)


def _reconstruction(levels: list[dict[str, Any]]) -> None:
    columns = ("level", "d²", "shuffled", "one point", "share", "scaled d²", "shuffled", "one point", "share")
    keys = ("error", "shuffled", "one_point", "relative")
    rows = [
        [one["level"], *(_text(one["own"][key]) for key in keys), *(_text(one["quantizer"][key]) for key in keys)]
        for one in levels
    ]
    print_table(columns, rows, title="Mean d(decoded, point)² after each level, and in the quantizer's own coordinates")


def _text(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
