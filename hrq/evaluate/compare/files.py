"""A comparison to take away: CSV for machines, Markdown and LaTeX for papers."""

import csv
import io
from collections.abc import Sequence

from hrq.evaluate.compare.runs import Row, cell_text, shown_merits, winner

CSV_COLUMNS = (
    "run", "figure", "value", "low", "high", "control", "control_name", "seeds", "pairs", "ahead", "source", "command",
    "definition",
)  # fmt: skip
SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "&%$#_{}"
}


def comparison_csv(names: Sequence[str], rows: Sequence[Row]) -> str:
    """One line a number, every digit kept, each with its definition and its command.

    >>> from hrq.evaluate.compare.runs import Cell
    >>> rows = [{"map": Cell(0.9, 0.88, 0.92)}, {"map": Cell(0.8, 0.79, 0.81)}]
    >>> comparison_csv(["ours", "theirs"], rows).splitlines()[1][:32]
    'ours,map,0.9,0.88,0.92,,,1,,True'
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for merit in shown_merits(rows):
        ahead = winner(merit, rows)
        for place, (name, row) in enumerate(zip(names, rows, strict=True)):
            if (cell := row.get(merit.key)) is not None:
                cells = [cell.value, cell.low, cell.high, cell.control, cell.control_name if cell.control else ""]
                tail = [cell.seeds, cell.n, place == ahead, cell.source, cell.command, merit.definition]
                writer.writerow([name, merit.key, *cells, *tail])
    return stream.getvalue()


def comparison_markdown(names: Sequence[str], rows: Sequence[Row], note: str) -> str:
    """A table with a run a line; definitions below it.

    >>> from hrq.evaluate.compare.runs import Cell
    >>> rows = [{"map": Cell(0.9, 0.88, 0.92)}, {"map": Cell(0.8, 0.79, 0.81)}]
    >>> comparison_markdown(["ours", "theirs"], rows, "Both on mammals.").splitlines()[:4]
    ['| run | MAP |', '| --- | --- |', '| ours | 0.900 ± 0.020 ★ |', '| theirs | 0.800 ± 0.010 |']
    """
    merits = shown_merits(rows)
    lines = ["| run | " + " | ".join(merit.title for merit in merits) + " |", "| --- " * (len(merits) + 1) + "|"]
    ahead = [winner(merit, rows) for merit in merits]
    for place, (name, row) in enumerate(zip(names, rows, strict=True)):
        cells = [cell_text(row.get(m.key), ahead=place == best) for m, best in zip(merits, ahead, strict=True)]
        lines.append(f"| {_bar(name)} | " + " | ".join(cells) + " |")
    said = [f"- **{merit.title}**: {merit.definition}" for merit in merits]
    return "\n".join([*lines, "", note, "", *said]) + "\n"


def comparison_latex(names: Sequence[str], rows: Sequence[Row], note: str) -> str:
    r"""A tabular of booktabs; the run that is ahead for sure is in bold.

    >>> from hrq.evaluate.compare.runs import Cell
    >>> rows = [{"map": Cell(0.9, 0.88, 0.92)}, {"map": Cell(0.8, 0.79, 0.81)}]
    >>> print(comparison_latex(["ours", "theirs"], rows, "Both on mammals.").rstrip())
    % Both on mammals.
    \begin{tabular}{lr}
    \toprule
    run & MAP \\ \midrule
    ours & $\mathbf{0.900} \pm 0.020$ \\
    theirs & $0.800 \pm 0.010$ \\
    \bottomrule
    \end{tabular}
    """
    merits = shown_merits(rows)
    ahead = [winner(merit, rows) for merit in merits]
    lines = [f"% {note}", rf"\begin{{tabular}}{{l{'r' * len(merits)}}}", r"\toprule"]
    lines.append(" & ".join(["run", *(_latex(merit.title) for merit in merits)]) + r" \\ \midrule")
    for place, (name, row) in enumerate(zip(names, rows, strict=True)):
        cells = [_latex_cell(row, m.key, bold=place == best) for m, best in zip(merits, ahead, strict=True)]
        lines.append(" & ".join([_latex(name), *cells]) + r" \\")
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def _latex_cell(row: Row, key: str, *, bold: bool) -> str:
    cell = row.get(key)
    if cell is None:
        return "--"
    number = f"{cell.value:.3f}"
    number = rf"\mathbf{{{number}}}" if bold else number
    if cell.low is not None and cell.high is not None:
        number += rf" \pm {(cell.high - cell.low) / 2:.3f}"
    return f"${number}$"


def _latex(text: str) -> str:
    return "".join(SPECIAL.get(sign, sign) for sign in text)


def _bar(text: str) -> str:
    return text.replace("|", "\\|")
