"""What matters for held-out recall, on WordNet's mammals with five seeds: one setting changed at a time.

    PYTHONPATH=. python scripts/study.py --to docs/study_mammals.csv     # train what the table lacks, a row a run
    PYTHONPATH=. python scripts/study.py --to docs/study_mammals.csv --table   # print the table of means and intervals

Every run is trained on the closure split and asked for its held-out ancestors without any further training: by the
vote of the nodes whose codes begin alike (codes alone) and of the nearest points. `change` is the difference to the
first row, with its interval over seeds, paired: the same seed, the same split.
"""

import argparse
import csv
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import t

from hrq.data.hierarchy.splits import split_pairs
from hrq.evaluate.recall.figures import Found, Questions
from hrq.evaluate.recall.known import Known
from hrq.evaluate.recall.votes import nearest_vote, prefix_vote
from hrq.runs import load_run
from hrq.train.hierarchy.training import train

HIERARCHY, SEEDS = "wordnet:mammal.n.01", 5
BASE = {"hierarchy": HIERARCHY, "quantizer": "ghrq", "split": "closure", "epochs": 60}
VARIANTS: dict[str, dict[str, Any]] = {
    "ghrq, as by default": {},
    "start radius 0.05": {"start_radius": 0.05},
    "start radius 1": {"start_radius": 1.0},
    "self term": {"self_term": True},
    "temperature 1": {"temperature": 1.0},
    "straight-through off": {"straight_through": "off"},
    "straight-through exact": {"straight_through": "exact"},
    "curvature 0.3": {"curvature": 0.3},
    "curvature 3": {"curvature": 3.0},
    "4 dimensions": {"dimension": 4},
    "8 dimensions": {"dimension": 8},
    "32 dimensions": {"dimension": 32},
    "hrq": {"quantizer": "hrq"},
    "tangent": {"quantizer": "tangent"},
    "rq": {"quantizer": "rq", "curvature": 0.0},
}
FIGURES = ("prefix_vote", "neighbours", "map", "map_held_out", "wup_1", "wup_2", "unique_nearest")
COLUMNS = ("variant", "seed", *FIGURES, "seconds")


def measure(variant: str, seed: int) -> dict[str, Any]:
    """Train one run and ask it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = BASE | VARIANTS[variant] | {"seed": seed, "split_seed": seed}
        metrics = train(settings, Path(folder) / "run", device="cpu", threads=1).metrics
        run = load_run(Path(folder) / "run")
        split = split_pairs(run.hierarchy, "closure", seed)
        known, questions = Known.of(split, len(run.names)), Questions.of(split.test)
        votes = {
            "prefix_vote": prefix_vote(known, questions.nodes, run.codes),
            "neighbours": nearest_vote(known, questions.nodes, run.points, c=run.config.curvature),
        }
    asked = {name: Found.of(questions, known, one).values()["recall_filtered@10"].mean() for name, one in votes.items()}
    told = {name: metrics[name] for name in ("map", "map_held_out", "unique_nearest", "seconds")}
    told |= {f"wup_{tokens}": metrics["wup"][tokens - 1]["wup"] for tokens in (1, 2)}
    return {"variant": variant, "seed": seed} | {name: round(float(one), 5) for name, one in (asked | told).items()}


def read(path: Path) -> list[dict[str, str]]:
    """The rows that are there."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def fill(path: Path, seeds: range) -> None:
    """Measure what the table lacks; seed by seed, so that it is even when it is stopped."""
    for seed in seeds:
        for variant in VARIANTS:
            rows = read(path)
            if any(row["variant"] == variant and row["seed"] == str(seed) for row in rows):
                continue
            row = measure(variant, seed)
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
                writer.writeheader()
                writer.writerows([*rows, row])
            sys.stdout.write(f"{row}\n")


def table(path: Path) -> str:
    """Means, and paired differences to the first row with 95 % intervals, as Markdown."""
    rows = read(path)
    values = {
        variant: {row["seed"]: row for row in rows if row["variant"] == variant}
        for variant in VARIANTS
        if any(row["variant"] == variant for row in rows)
    }
    base = next(iter(values.values()))
    lines = ["| | seeds | " + " | ".join(f"{name} | change" for name in FIGURES[:4]) + " | wup 1, 2 | unique |"]
    lines.append("| --- " * (4 + 2 * 4) + "|")
    for variant, found in values.items():
        cells = [variant, str(len(found))]
        for name in FIGURES[:4]:
            own = {seed: float(row[name]) for seed, row in found.items()}
            cells += [f"{np.mean(list(own.values())):.3f}", _change(own, base, name) if found is not base else ""]
        means = {name: np.mean([float(row[name]) for row in found.values()]) for name in FIGURES[4:]}
        cells += [f"{means['wup_1']:.3f} {means['wup_2']:.3f}", f"{means['unique_nearest']:.3f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _change(own: dict[str, float], base: dict[str, dict[str, str]], name: str) -> str:
    gaps = np.array([value - float(base[seed][name]) for seed, value in own.items() if seed in base])
    if len(gaps) < 2:
        return f"{gaps.mean():+.3f}" if len(gaps) else ""
    half = t.ppf(0.975, len(gaps) - 1) * gaps.std(ddof=1) / np.sqrt(len(gaps))
    sure = "**" if abs(gaps.mean()) > half else ""
    return f"{sure}{gaps.mean():+.3f} ± {half:.3f}{sure}"


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--to", type=Path, required=True)
    options.add_argument("--table", action="store_true")
    options.add_argument("--seed", type=int, help="this seed alone")
    chosen = options.parse_args()
    if chosen.table:
        sys.stdout.write(table(chosen.to) + "\n")
    else:
        fill(chosen.to, range(SEEDS) if chosen.seed is None else range(chosen.seed, chosen.seed + 1))
