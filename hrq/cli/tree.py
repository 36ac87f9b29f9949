"""`python -m hrq tree`: the tree that a run's codes spell, for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from hrq.cli.arguments import RunName
from hrq.cli.console import say


def tree(
    run: RunName,
    to: Annotated[Path, typer.Option(help="the file to write: .nwk (Newick), .json or .graphml")],
) -> None:
    """Write the code tree: every prefix with its size and the synset it matches best (precision, recall, F1).

    JSON also holds the runners-up, the best prefix of every synset, and every code.
    """
    from hrq.evaluate.matching.export import write_tree
    from hrq.runs import load_run

    opened = load_run(run)
    missing = write_tree(opened, to)
    if missing:
        say(f"Without matches: {missing}")
    say(f"Wrote the tree of {len(opened.names):,} codes to {to}.")
