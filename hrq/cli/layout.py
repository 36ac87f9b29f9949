"""`python -m hrq layout`: compute one of a run's layouts once, and keep it beside the run."""

import shutil
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hrq.cli.arguments import RunName
from hrq.cli.console import print_json, print_table, progress_bar, say
from hrq.errors import HrqError, UnknownNameError
from hrq.jobs.atomic import make_folder
from hrq.jobs.lock import only_one
from hrq.jobs.progress import Progress, Recorder, Report
from hrq.jobs.stopping import STOP, StopRequest, stoppable

if TYPE_CHECKING:
    from hrq.runs import Run

MEASURES = ("neighbours_kept", "trustworthiness", "distortion", "parents", "parents_run")


class Method(StrEnum):
    """The layouts that a run can have."""

    native = "native"
    tangent_pca = "tangent_pca"
    horopca = "horopca"
    umap = "umap"
    true_tree = "true_tree"
    code_tree = "code_tree"
    every = "all"


def layout(
    run: RunName,
    method: Annotated[
        list[Method], typer.Option(help="which layout, repeated for several; all: every one that the run can have")
    ],
    seed: Annotated[int, typer.Option(min=0, help="of samples and of UMAP's start")] = 0,
    to: Annotated[Path | None, typer.Option(help="another folder than the run's own place beside it")] = None,
    numbers_only: Annotated[
        bool, typer.Option("--numbers-only", help="not, for every node, how much of its neighbourhood is kept")
    ] = False,
    threads: Annotated[int, typer.Option("--threads", min=0, help="0 takes every core")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="print the numbers as JSON")] = False,
) -> None:
    """Compute a layout of a run, measure how far it can be trusted, and keep both beside the run.

    horopca and umap take minutes for a large run; the others are made in a moment, and for them this only measures, for
    every node, how many of its 10 nearest stay nearest. Shares are from 0 to 1; the measures are those of the badge.
    """
    from hrq.data.hierarchy.code_tree import code_tree
    from hrq.evaluate.pictures.make import Neighbourhoods, make_layout
    from hrq.jobs.device import limited_threads
    from hrq.runs import load_run
    from hrq.runs.layouts import layout_names, making_folder

    opened = load_run(run)
    names = layout_names(opened) if Method.every in method else tuple(dict.fromkeys(one.value for one in method))
    if unknown := set(names) - set(layout_names(opened)):
        raise UnknownNameError(f"layout of {opened.name}", unknown.pop(), layout_names(opened))
    command = f"python -m hrq layout {opened.name} --method {{}} --seed {seed}" + " --numbers-only" * numbers_only
    folder = make_folder(making_folder(opened, "-".join(names)))
    (folder / STOP).unlink(missing_ok=True)  # of an earlier one
    with (
        limited_threads(threads),
        only_one(folder, doing="computed"),
        stoppable(folder) as stop,
        progress_bar(quiet=as_json) as bar,
    ):
        report = _until(stop, Recorder(folder, bar))
        near, tree = Neighbourhoods(opened, report), code_tree(opened.codes, opened.names)
        made = {
            name: make_layout(
                opened,
                name,
                tree,
                seed=seed,
                report=report,
                near=near,
                folder=to,
                command=command.format(name),
                every_node=not numbers_only,
            )
            for name in names
        }
    shutil.rmtree(folder, ignore_errors=True)
    _print(opened, {name: dict(one.facts) for name, one in made.items()}, as_json=as_json)


def _until(stop: StopRequest, report: Report) -> Report:
    """The same reporter, which ends the work at its next report once somebody asked to stop."""

    def reported(progress: Progress) -> None:
        if stop:
            raise HrqError("It was stopped before it was done, and nothing was kept.")
        report(progress)

    return reported


def _print(run: "Run", made: dict[str, dict[str, Any]], *, as_json: bool) -> None:
    from hrq.runs.layouts import TITLES

    if as_json:
        print_json({"run": run.name, "hash": run.hash, "layouts": made})
        return
    rows = [[name, *(f"{one['numbers'].get(key, float('nan')):.3f}" for key in MEASURES)] for name, one in made.items()]
    k, sample = (next(iter(made.values()))["numbers"].get(key) for key in ("k", "sample"))
    title = f"{run.name}: {k} nearest, measured on {sample:,} nodes; parents: average precision in picture and run"
    print_table(("layout", *MEASURES), rows, title=title)
    for name in made:
        say(f"{TITLES[name]}: kept beside the run.")
