"""Evaluations of bundled runs: bring them into assets/aside, and print them as the tables of docs/results.md.

PYTHONPATH=. python scripts/evaluations.py collect                # from beside the runs (HRQ_RUNS) to assets/aside
PYTHONPATH=. python scripts/evaluations.py table closure-small    # one kind of evaluation, a row a run and method
PYTHONPATH=. python scripts/evaluations.py grid closure-small recall_filtered@10   # one figure, a column a run
"""

import sys
from collections.abc import Iterator
from typing import Any

from hrq.data.hierarchy.links import Ints
from hrq.data.hierarchy.splits import held_out
from hrq.evaluate.recall.downstream.exam import decoded
from hrq.evaluate.recall.downstream.session import shuffled
from hrq.evaluate.recall.figures import Found, Questions, estimate
from hrq.evaluate.recall.known import Known
from hrq.evaluate.recall.seeds import over_seeds
from hrq.evaluate.recall.votes import nearest_vote, prefix_vote
from hrq.jobs.atomic import write_bytes
from hrq.runs import Run, RunSummary, list_runs, load_run
from hrq.runs.aside import bundled_aside, own_aside
from hrq.runs.evaluations import FOLDER, list_evaluations

METHODS = {
    "model": "codes → codes, small model",
    "codes_alone": "codes alone: the model and decoded neighbours",
    "model_and_graph": "all that with the training graph",
    "graph_alone": "the training graph alone, ranked likewise",
    "prefix_vote": "vote of shared prefixes, untrained",
    "neighbours_ball": "16 nearest points, in the ball",
    "neighbours_euclid": "16 nearest points, straight lines",
    "neighbours_decoded": "16 nearest decoded points, straight lines",
    "shuffled_codes": "small model on shuffled codes",
    "random_codes": "small model on random codes",
    "prefix_vote_shuffled": "vote of prefixes of shuffled codes",
    "popularity": "popularity",
    "composition": "composition",
    "kin": "composition, then kin",
    "bayesian": "Bayesian vote of the training graph",
}
SAMPLE = 8000  # nouns, the same for every run
RULES = ("popularity", "composition", "kin", "bayesian")
FIGURES = (
    "recall_published@10", "recall@10", "recall_filtered@1", "recall_filtered@5", "recall_filtered@10",
    "reciprocal_rank",
)  # fmt: skip


def bundled() -> Iterator[RunSummary]:
    """The runs that ship with hrq."""
    yield from (one for one in list_runs() if one.bundled and one.hash)


def collect() -> None:
    """Copy every evaluation of a bundled run into the assets."""
    for run in bundled():
        for path in sorted((own_aside(run.hash) / FOLDER).glob("*.json")):
            target = bundled_aside(run.name) / FOLDER / path.name
            write_bytes(target, path.read_bytes())
            sys.stdout.write(f"{run.name}: {target.name}\n")


def table(kind: str) -> str:
    """One kind of evaluation as Markdown; rules without a model once, of the first run that has them."""
    lines = ["| run | method | published@10 | recall@10 | filtered@1 | filtered@5 | filtered@10 | 1/rank |"]
    lines.append("| --- " * 8 + "|")
    told = set[str]()
    for run in bundled():
        found = _of_kind(run, kind)
        if not found:
            continue
        methods = over_seeds(found)
        for method, title in METHODS.items():
            if method not in methods or method in told:
                continue
            told |= {method} if method in RULES else set()
            cells = [_cell(methods[method].get(figure)) for figure in FIGURES]
            name = "" if method in RULES else f"`{run.name}`"
            lines.append(f"| {name} | {title} | " + " | ".join(cells) + " |")
        if gap := found[0].get("over_graph", {}).get("model_and_graph"):
            over = f"{100 * gap['value']:+.2f} ± {100 * gap['half']:.2f}"
            lines.append(f"| | what codes add to the graph, paired | | | | | {over} | |")
        costs = ", ".join(
            f"{one['training_seconds']:.0f} s of training, {one['seconds']:.0f} s in all" for one in found
        )
        lines.append(f"| | `{found[0]['command']}`: {found[0]['asked_pairs']:,} pairs, {costs} | | | | | | |")
    return "\n".join(lines)


def grid(kind: str, figure: str) -> str:
    """One figure of one kind of evaluation as Markdown: a row a method, a column a run, one's own runs too."""
    found = {one.name: _of_kind(one, kind) for one in list_runs() if one.hash}
    runs = {name: over_seeds(some) for name, some in found.items() if some}
    lines = ["| method | " + " | ".join(f"`{name}`" for name in runs) + " |", "| --- " * (len(runs) + 1) + "|"]
    for method, title in METHODS.items():
        cells = [_cell(methods.get(method, {}).get(figure)) for methods in runs.values()]
        if any(cell != "–" for cell in cells):
            lines.append(f"| {title} | " + " | ".join(cells) + " |")
    gaps = [[one["over_graph"]["model_and_graph"] for one in found[name] if one.get("over_graph")] for name in runs]
    added = ["; ".join(f"{100 * gap['value']:+.2f} ± {100 * gap['half']:.2f}" for gap in some) or "–" for some in gaps]
    lines.append("| what codes add to the graph, filtered@10, paired | " + " | ".join(added) + " |")
    spent = [f"{min(one['seconds'] for one in found[name]):.0f}" for name in runs]
    lines.append("| seconds in all | " + " | ".join(spent) + " |")
    return "\n".join(lines)


def _of_kind(run: RunSummary, kind: str) -> list[dict[str, Any]]:
    return [one for name, one in list_evaluations(run.hash).items() if name.rpartition("-seed")[0] == kind]


def untrained(names: list[str]) -> str:
    """Filtered recall at 10 by votes: of nodes that share up to k first tokens, of shuffled codes, of near points."""
    lines = [
        "| run | 1 token | 2 | 3 | 4 | shuffled, 4 | nearest in the ball | by straight lines "
        "| decoded, straight lines |",
        "| --- " * 9 + "|",
    ]
    asked = None
    for summary in bundled():
        config = summary.config
        if config is None or (config.hierarchy, config.split) != ("wordnet", "closure"):
            continue
        if names and summary.name not in names:
            continue
        run = load_run(summary.name)
        if asked is None:
            split = held_out(run.hierarchy, "closure", config.split_seed)
            asked = Known.of(split, len(run.names)), Questions.of(split.test, sample=SAMPLE, seed=0)
        lines.append(f"| `{run.name}` | " + " | ".join(_votes(run, *asked)) + " |")
    return "\n".join(lines)


def _votes(run: Run, known: Known, questions: Questions) -> Iterator[str]:
    codes, nodes = run.codes, questions.nodes
    for k in range(1, codes.shape[1] + 1):
        yield _recall(known, questions, prefix_vote(known, nodes, codes[:, :k]))
    yield _recall(known, questions, prefix_vote(known, nodes, shuffled(codes, 0)))
    c = run.config.curvature
    yield _recall(known, questions, nearest_vote(known, nodes, run.points, c=c)) if c > 0 else "–"
    for points in (run.points, decoded(run)):
        yield _recall(known, questions, nearest_vote(known, nodes, points, c=0.0))


def _recall(known: Known, questions: Questions, ranked: Ints) -> str:
    found = estimate(Found.of(questions, known, ranked).values()["recall_filtered@10"], questions.rows)
    return f"{100 * found.value:.1f} ± {100 * found.half:.1f}"


def _cell(found: dict[str, Any] | None) -> str:
    if found is None or found["value"] is None:
        return "–"
    return f"{100 * found['value']:.1f}" + (f" ± {100 * found['half']:.1f}" if found["half"] is not None else "")


if __name__ == "__main__":
    if sys.argv[1:2] == ["collect"]:
        collect()
    elif sys.argv[1:2] == ["table"] and len(sys.argv) == 3:
        sys.stdout.write(table(sys.argv[2]) + "\n")
    elif sys.argv[1:2] == ["grid"] and len(sys.argv) == 4:
        sys.stdout.write(grid(*sys.argv[2:]) + "\n")
    elif sys.argv[1:2] == ["untrained"]:
        sys.stdout.write(untrained(sys.argv[2:]) + "\n")
    else:
        sys.exit(__doc__)
