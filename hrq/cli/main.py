"""The list of commands, and the one place where a user's mistake becomes a sentence and an exit code."""

import importlib
import os
import sys
import time
from typing import NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from hrq import __version__
from hrq.cli.console import say
from hrq.errors import HrqError, TooLargeError, nearest_names
from hrq.jobs.atomic import REASONS

COMMANDS = (
    "train",
    "fit",
    "import",
    "export",
    "encode",
    "evaluate",
    "baselines",
    "report",
    "runs",
    "doctor",
    "app",
    "wordnet",
    "bench",
    "layout",
    "tree",
    "agreement",
    "errors",
)
PATIENCE = 10.0  # seconds that a follower which failed waits for the first process of its group to speak
FORMER = {"models": "runs"}  # what a command was called until 0.2: works until 0.3, with a line that says so
NAMED = {"import": "importing"}  # commands whose name Python keeps for itself: their module, with a function `command`


class Lazy(TyperGroup):
    """Imports a command's module when it is asked for: starting the app must not wait for torch."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> TyperCommand | TyperGroup | None:  # type: ignore[override]
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"hrq.cli.{NAMED.get(cmd_name, cmd_name)}")
        if hasattr(module, "commands"):
            group = typer.main.get_command(module.commands)
        else:
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command(cmd_name)(getattr(module, "command" if cmd_name in NAMED else cmd_name))
            group = typer.main.get_command(alone)
        group.name = cmd_name
        return group  # type: ignore[return-value]


commands = typer.Typer(
    cls=Lazy,
    name="hrq",
    help="Hyperbolic residual quantizers you can see: train, export, encode, look.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hrq {__version__}")
        raise typer.Exit


@commands.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version."),
) -> None:
    """Options that stand before the command."""


def _speaks(error: HrqError) -> bool:
    """Under torchrun all processes come to the same mistake, and the first one tells it; memory is each one's."""
    return os.environ.get("RANK", "0") == "0" or isinstance(error, TooLargeError)


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 could not, 2 wrong usage; no traceback for a user's mistake."""
    try:
        _run()
    except SystemExit as done:
        if os.environ.get("WORLD_SIZE", "1") == "1":
            raise
        _leave(done.code if isinstance(done.code, int) else int(done.code is not None))


def _leave(code: int) -> NoReturn:
    """End this process of several at once: threads of torch.distributed may still want an interpreter that is going.

    Every file is written and closed by now; only what was printed has to be passed on. A follower that failed leaves
    the first process time to say why: torchrun ends all the others as soon as it sees one go.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if code and os.environ.get("RANK", "0") != "0":
        time.sleep(PATIENCE)
    os._exit(code)


def _run() -> None:
    words = [word for word in sys.argv[1:2] if not word.startswith("-")]
    if words and words[0] in FORMER:
        now = FORMER[words[0]]
        say(f"`hrq {words[0]}` is now `hrq {now}`, and the old name goes with version 0.3.")
        words = sys.argv[1:2] = [now]
    if words and words[0] not in COMMANDS:
        near = ", ".join(nearest_names(words[0], COMMANDS)) or ", ".join(COMMANDS)
        say(f"Error: There is no command named {words[0]!r}. Nearest: {near}. `python -m hrq --help` lists them all.")
        sys.exit(2)
    try:
        commands(prog_name="python -m hrq")
    except HrqError as error:
        if _speaks(error):
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
