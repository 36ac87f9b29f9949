"""Arguments that several commands take, with what a shell completes them to."""

from typing import Annotated

import typer


def run_names(incomplete: str) -> list[str]:
    """Names of runs that begin so; a shell adds folders itself where it finds none."""
    from hrq.runs import list_runs

    return [one.name for one in list_runs() if one.name.startswith(incomplete)]


RunName = Annotated[str, typer.Argument(help="name or folder of a run", autocompletion=run_names)]
