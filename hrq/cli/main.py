"""The list of commands, and the one place where a user's mistake becomes a sentence and an exit code."""

import importlib
import os
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from hrq import __version__
from hrq.cli.console import say
from hrq.errors import HrqError, TooLargeError, nearest_names
from hrq.jobs.atomic import REASONS

COMMANDS = {  # in the order of the help, with the first sentence of each: a list must not import what it lists
    "train": "Train a residual quantizer on a hierarchy and leave a run.",
    "fit": "Fit an encoder to the ball and a residual quantizer to vectors, without any hierarchy.",
    "import": "Make a run of codes from a recommender, an RQ-VAE or any other source, to look at here.",
    "export": "Write a run's codes, points, codebooks or hierarchy as CSV or Parquet.",
    "encode": "Give points their nearest codewords, level by level.",
    "evaluate": "Train a model from codes of u to codes of its ancestors, and report recall of held-out pairs with "
    "intervals.",
    "baselines": "Answer a split's held-out ancestor pairs from its training pairs alone; fractions of the pairs, at "
    "10.",
    "report": "Report codes, usage, reconstruction, agreement, radii, precision and cost of a run, without any task.",
    "runs": "List the bundled runs and your own.",
    "doctor": "Check versions, the device and the bundled files; exit 1 if a file is missing or was changed.",
    "app": "Start the app and print its address; a browser opens where there is a display.",
    "wordnet": "The bundled table of WordNet 3.0's nouns.",
    "bench": "Time search, encoding, training, loading and growth against their peers (see requirements-bench.txt).",
    "layout": "Compute a layout of a run, measure how far it can be trusted, and keep both beside the run.",
    "tree": "Write the code tree: every prefix with its size and the synset it matches best (precision, recall, F1).",
    "agreement": "Measure the agreement of the codes' tree with the hierarchy, beside shuffled codes and the rq run.",
    "errors": "Rank the mistakes that codes make about the hierarchy, the clearest first, with counts and shares.",
}
PATIENCE = 10.0  # seconds that a follower which failed waits for the first process of its group to speak
COMPLETION = {"--install-completion", "--show-completion"}  # a shell completes the command hrq, not a module
FORMER = {"models": "runs"}  # what a command was called until 0.2: works until 0.3, with a line that says so
NAMED = {"import": "importing"}  # commands whose name Python keeps for itself: their module, with a function `command`


class Listed(TyperCommand):
    """A command as the list knows it, by name and first sentence. Its module is imported when it is to run."""

    def make_context(self, info_name: str | None, *rest: Any, **more: Any) -> Any:
        """The context of the command itself, whose options are known now."""
        return loaded(str(self.name)).make_context(info_name, *rest, **more)


class Verbs(TyperGroup):
    """The commands of the table, none of them imported yet."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Listed | None:  # type: ignore[override]
        """The command of that name, or None."""
        return Listed(cmd_name, help=COMMANDS[cmd_name]) if cmd_name in COMMANDS else None


def loaded(name: str) -> TyperCommand | TyperGroup:
    """The command of that name, from its module."""
    module = importlib.import_module(f"hrq.cli.{NAMED.get(name, name)}")
    if hasattr(module, "commands"):
        command = typer.main.get_command(module.commands)
    else:
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(getattr(module, "command" if name in NAMED else name))
        command = typer.main.get_command(alone)
    command.name = name
    return command  # type: ignore[return-value]


commands = typer.Typer(
    cls=Verbs,
    name="hrq",
    help="Hyperbolic residual quantizers you can see: train, export, encode, look.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
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


def program() -> str:
    """How this was called, for usage lines: `hrq`, or `python -m hrq`."""
    return "hrq" if Path(sys.argv[0]).stem == "hrq" else "python -m hrq"


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
        say(f"Error: There is no command named {words[0]!r}. Nearest: {near}. `{program()} --help` lists them all.")
        sys.exit(2)
    try:
        commands(prog_name="hrq" if COMPLETION & set(sys.argv[1:2]) else program())
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
