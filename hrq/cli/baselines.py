"""`python -m hrq baselines`: how much of a split is answered without any model."""

import time
from typing import Annotated, Any

import typer

from hrq.cli.console import print_json, print_table, progress_bar
from hrq.jobs.progress import Progress, Report

MEANINGS = {
    "popularity": "the most frequent ancestors of all training pairs, the same for every node",
    "composition": "all that is reachable over training pairs, most frequent first",
    "kin": "composition, then what lies under the deepest known ancestor, largest first",
    "bayesian": "the nodes near u vote, each weighed by how well its known ancestors agree with u's",
}


def baselines(
    hierarchy: Annotated[str, typer.Option(help="wordnet, wordnet:SYNSET, or a CSV or TSV file")] = "wordnet",
    split: Annotated[str, typer.Option(help="closure or parent")] = "closure",
    split_seed: Annotated[int, typer.Option(help="of the split", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
) -> None:
    """Answer a split's held-out ancestor pairs from its training pairs alone; fractions of the pairs, at 10."""
    with progress_bar(quiet=as_json) as report:
        found = _answers(hierarchy, split, split_seed, report)
    if as_json:
        print_json(found)
        return
    columns = ("rule", "recall@10", "filtered@1", "filtered@5", "filtered@10", "± half", "1/rank", "seconds")
    rows = [
        [
            name,
            one["recall"],
            *(one["at"][f"recall_filtered@{k}"] for k in (1, 5, 10)),
            one["half"]["recall_filtered@10"],
            one["reciprocal_rank"],
            one["seconds"],
        ]
        for name, one in found.items()
    ]
    any_rule = next(iter(found.values()))
    title = (
        f"{hierarchy}, split {split}-{split_seed}: {any_rule['pairs']:,} held-out pairs of {any_rule['nodes']:,} nodes"
    )
    print_table(columns, rows, title=title)


def _answers(spec: str, kind: str, seed: int, report: Report) -> dict[str, Any]:
    from hrq.data.hierarchy.splits import held_out
    from hrq.data.sources.by_name import load_hierarchy
    from hrq.evaluate.recall.figures import Found, Questions, summary
    from hrq.evaluate.recall.known import Known
    from hrq.evaluate.recall.rules import RULES

    hierarchy = load_hierarchy(spec)
    split = held_out(hierarchy, kind, seed)
    known, questions = Known.of(split, len(hierarchy)), Questions.of(split.test)
    found, begun = {}, time.monotonic()
    for done, (name, rule) in enumerate(RULES.items(), 1):
        start = time.monotonic()
        values = Found.of(questions, known, rule(known, questions.nodes)).values()
        found[name] = summary(values, questions) | {
            "seconds": round(time.monotonic() - start, 2),
            "meaning": MEANINGS[name],
        }
        report(Progress("baselines", done, len(RULES), time.monotonic() - begun))
    return found
