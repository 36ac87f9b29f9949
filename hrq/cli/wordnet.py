"""`python -m hrq wordnet`: the bundled table of WordNet's nouns."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hrq.cli.console import print_json, say
from hrq.jobs.places import assets_folder

commands = typer.Typer(help="The bundled table of WordNet 3.0's nouns.", no_args_is_help=True)


@commands.callback()
def _group() -> None:
    """Keeps `build` a command of its own."""


@commands.command("build")
def build(
    nltk_data: Annotated[
        Path | None,
        typer.Option(help="NLTK's data folder, the one that holds corpora/wordnet (default: where NLTK looks)"),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="folder to write to (default: assets/wordnet)")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the facts as JSON")] = False,
) -> None:
    """Build the table again from NLTK's WordNet 3.0 corpus, byte for byte the same."""
    from hrq.data.wordnet.build import build_wordnet

    facts = asdict(build_wordnet(nltk_data, to or assets_folder() / "wordnet"))
    if as_json:
        print_json(facts)
    else:
        say(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items()))
