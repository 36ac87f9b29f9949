"""The list of commands, and the one place where a user's mistake becomes a sentence and an exit code."""

import os
import sys

import typer

from hrq import __version__
from hrq.cli import app, doctor, encode, export, models, train, wordnet
from hrq.cli.console import say
from hrq.errors import HrqError
from hrq.jobs.atomic import REASONS

commands = typer.Typer(
    name="hrq",
    help="Hyperbolic residual quantizers you can see: train, export, encode, look.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
commands.command("train")(train.train)
commands.command("export")(export.export)
commands.command("encode")(encode.encode)
commands.command("models")(models.models)
commands.command("doctor")(doctor.doctor)
commands.command("app")(app.app)
commands.add_typer(wordnet.commands, name="wordnet")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hrq {__version__}")
        raise typer.Exit


@commands.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version."),
) -> None:
    """Options that stand before the command."""


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 could not, 2 wrong usage; no traceback for a user's mistake."""
    try:
        commands(prog_name="python -m hrq")
    except HrqError as error:
        say(f"Error: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away; that is its right
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"Error: {where}{REASONS.get(error.errno or 0, error.strerror or str(error))}.")
        sys.exit(1)
    except KeyboardInterrupt:
        say("Stopped.")
        sys.exit(1)
