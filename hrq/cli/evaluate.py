"""`python -m hrq evaluate`: how well codes alone let a model name held-out ancestors, beside what needs no model."""

from functools import partial
from typing import Annotated, Any

import typer

from hrq.cli.arguments import RunName
from hrq.cli.console import print_json, print_table, progress_bar, say
from hrq.errors import SettingError
from hrq.jobs.stopping import stoppable

COLUMNS = (
    "recall_published@10",
    "recall@10",
    "recall_filtered@1",
    "recall_filtered@5",
    "recall_filtered@10",
    "reciprocal_rank",
)


def evaluate(
    run: RunName,
    split: Annotated[str, typer.Option(help="closure or parent (default: the run's own)")] = "",
    size: Annotated[
        str, typer.Option(help="small (an MLP, for processors) or paper (the Transformer, for GPUs)")
    ] = "small",
    seeds: Annotated[int, typer.Option(help="how many seeds of the downstream model: 0, 1, …", min=1)] = 1,
    seed: Annotated[int | None, typer.Option(help="this seed alone", min=0)] = None,
    sample: Annotated[
        int | None, typer.Option(help="ask about that many nodes only; the result says so", min=1)
    ] = None,
    extra: Annotated[str, typer.Option(help="what the model sees beside u's code: none or glosses")] = "none",
    teacher: Annotated[
        str, typer.Option(help="what the model learns: closure, or vote (also what the Bayesian vote of it says)")
    ] = "closure",
    controls: Annotated[
        bool, typer.Option(help="also train on shuffled and on random codes: three times as long")
    ] = False,
    epochs: Annotated[int | None, typer.Option(help="at most that many (default: by size)")] = None,
    again: Annotated[bool, typer.Option("--again", help="do it again even where a result is there")] = False,
    device: Annotated[str, typer.Option(help="auto (CUDA where there is one), cpu or cuda")] = "auto",
    threads: Annotated[int, typer.Option(help="processor threads; 0: every core", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
) -> None:
    """Train a model from codes of u to codes of its ancestors, and report recall of held-out pairs with intervals.

    Results are kept beside the run; Ctrl-C keeps the last epoch, and the same command goes on from there.
    """
    from hrq.evaluate.recall.downstream.evaluation import evaluate_run
    from hrq.evaluate.recall.downstream.fit import Stopped
    from hrq.evaluate.recall.seeds import over_seeds
    from hrq.jobs.device import choose_device, limited_threads
    from hrq.runs import load_run

    opened, place = load_run(run), choose_device(device)
    if epochs is not None and epochs < 1:
        raise SettingError("--epochs", epochs, "at least 1")
    wanted = range(seeds) if seed is None else [seed]
    with progress_bar(quiet=as_json) as report, limited_threads(threads), stoppable() as stop:
        evaluated = partial(
            evaluate_run,
            opened,
            split=split or opened.config.split,
            size=size,
            sample=sample,
            extra=extra,
            teacher=teacher,
            controls=controls,
            epochs=epochs,
            device=place,
            again=again,
            report=report,
            stop=stop,
        )
        try:
            results = [evaluated(seed=one) for one in wanted]
        except Stopped:
            say("Stopped; the last epoch is kept, and the same command goes on from there.")
            raise typer.Exit(1) from None
    methods = over_seeds(results)
    if as_json:
        print_json({"run": opened.name, "split": results[0]["split"], "methods": methods, "evaluations": results})
        return
    _print(methods, results)


def _print(methods: dict[str, dict[str, Any]], results: list[dict[str, Any]]) -> None:
    first = results[0]
    share = "" if first["asked_pairs"] == first["held_out_pairs"] else f", a sample of {first['asked_nodes']:,} nodes"
    title = (
        f"{first['run']}, split {first['split']}, {first['size']} model, {len(results)} seed(s): "
        f"{first['asked_pairs']:,} pairs{share}; ± half of a 95 % interval"
    )
    rows = [[name, *(_cell(found.get(column)) for column in COLUMNS)] for name, found in methods.items()]
    print_table(("method", *(column.replace("recall_", "") for column in COLUMNS)), rows, title=title)
    if first["split"].startswith("closure"):
        say("closure leaks by transitivity: read every figure beside composition and bayesian, which need no model.")


def _cell(found: dict[str, Any] | None) -> str:
    if found is None or found["value"] is None:
        return "–"
    return f"{found['value']:.4f}" + (f" ± {found['half']:.4f}" if found["half"] is not None else "")
