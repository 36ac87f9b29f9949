"""Step 8: Euclidean against hyperbolic at equal bits, with controls and intervals."""

import math
from collections.abc import Mapping
from typing import Any

from hrq.evaluate.recall.figures import Estimate
from hrq.lesson import no_model
from hrq.lesson.formulas import BITS
from hrq.lesson.step import Link, Picture, Question, Step
from hrq.runs import RunSummary, find_run
from hrq.runs.files import METRICS, read_json

QUANTIZERS = ("rq", "tangent", "hrq", "ghrq")
MEASURES = (
    ("map", "MAP of the points", "how well distances rank what was trained on"),
    ("map_held_out", "MAP, held out", "the same for ancestors never seen in training"),
    ("wup", "Likeness by first token", "mean Wu–Palmer similarity of nodes that share it"),
    ("wup 3", "Likeness by three tokens", "the same for nodes that share three"),
)
GUESSES = ("Held-out ancestors in ten guesses", "without any model; known ancestors taken out")


def bits(levels: int, codewords: int) -> float:
    """How many bits a code takes: N · log₂ K."""
    return levels * math.log2(codewords)


def measured(metrics: Mapping[str, Any], name: str) -> dict[str, float | None]:
    """Mean and interval of a number over the seeds, and its control: shuffled points or codes, where there is one."""
    spread = metrics["over_seeds"]
    if name.startswith("wup"):
        tokens = int(name[3:] or 1)
        found, control = spread["wup"][tokens - 1], metrics["wup"][tokens - 1]["shuffled"]
    else:
        found, control = spread[name], metrics["map_shuffled"] if name == "map" else None
    return {"mean": found["mean"], "low": found["low"], "high": found["high"], "shuffled": control}


def step() -> Step:
    """The step, with its numbers. Raises an HrqError where a bundled run is missing."""
    runs = {name: find_run(f"nouns-16d-{name}") for name in QUANTIZERS}
    metrics = {name: read_json(run.folder / METRICS) for name, run in runs.items()}
    rows = {
        key: {name: measured(found, key) for name, found in metrics.items()} for key, _, _ in MEASURES
    }  # fmt: skip
    found = no_model.answers()
    rules = {name: _guessed(one["recall_filtered"]) for name, one in found.items()}
    plain = found["composition"]["recall"].value
    config, seeds = _config(runs["rq"]), metrics["rq"]["over_seeds"]["map"]["n"]
    size = bits(config["levels"], config["codewords"])
    prose = f"""
Now all {metrics["rq"]["nodes"]:,} nouns, four quantizers, and the same price: {config["levels"]} tokens of \
{config["codewords"]}, **{size:.0f} bits a noun**, in {config["dimension"]} dimensions. 15 % of the pairs *noun, \
what it is* were held out. Each number is the mean of {seeds} seeds with a 95 % interval; the open mark is its \
**control**, the same measurement on shuffled points or codes, which says what chance gives.

**Points:** the ball wins clearly. Training ancestors are ranked with a MAP of {_pm(rows["map"]["ghrq"])} (plane: \
{_pm(rows["map"]["rq"])}), held-out ones with {_pm(rows["map_held_out"]["ghrq"])} \
({_pm(rows["map_held_out"]["rq"])}). **Codes:** the difference is small. Nodes that share a first token are alike \
with {_pm(rows["wup"]["ghrq"])} ({_pm(rows["wup"]["rq"])}); with three tokens in common the plane's are alike with \
{_pm(rows["wup 3"]["rq"])}, the ball's with {_pm(rows["wup 3"]["ghrq"])}. And `tangent`, Euclidean residuals in a \
hyperbolic space, is as good as either hyperbolic quantizer.

**Without a model:** ask for a noun's held-out ancestors and take ten guesses. *Composition* (the known ancestors of \
known ancestors) finds {_pm(rules["composition"])} of them, *kin* (then what lies under the deepest known one) \
{_pm(rules["kin"])}. The paper of `ghrq` reports .819 for its codes where composition, counted its way, has \
{plain:.3f}. What codes are for is what needs codes: a tree to look at, generation, things never seen.
"""
    picture = Picture(
        "bits",
        f"Four quantizers at {size:.0f} bits a noun",
        f"Mean of {seeds} seeds with its 95 % interval; open circles: the control with shuffled points or "
        f"codes. rq works "
        "in the plane, the others in the ball.",
        "metrics.json of nouns-16d-rq, -tangent, -hrq and -ghrq ("
        + ", ".join(run.hash[:8] for run in runs.values())
        + f"); hrq.evaluate.recall.rules on {no_model.NOUNS:,} nouns",
        {
            "panels": [*(_panel(title, about, rows[key]) for key, title, about in MEASURES), _panel(*GUESSES, rules)],
            "start": {},
        },
    )
    question = _question(rows["map_held_out"])
    links = (
        Link("Compare", "The four models side by side", {"runs": ",".join(f"nouns-16d-{name}" for name in QUANTIZERS)}),
        Link("Home", "Every bundled model with its numbers", {}),
    )
    return Step("bits", prose, picture, question, (BITS,), links)


def _guessed(found: Estimate) -> dict[str, float | None]:
    value, half = found.value, found.half
    return {"mean": value, "low": value - half, "high": value + half, "shuffled": None}


def _panel(title: str, about: str, rows: Mapping[str, Mapping[str, float | None]]) -> dict[str, Any]:
    return {"title": title, "about": about, "rows": [{"name": name, **row} for name, row in rows.items()]}


def _question(held_out: Mapping[str, Mapping[str, Any]]) -> Question:
    balls = [held_out[name] for name in QUANTIZERS if name != "rq"]
    overlap = max(one["low"] for one in balls) <= min(one["high"] for one in balls)
    texts = ", ".join(f"{name} {_pm(held_out[name])}" for name in QUANTIZERS if name != "rq")
    return Question(
        "Held-out ancestors: which of the three quantizers in the ball is the best?",
        ("The one with the largest mean", "These seeds cannot tell"),
        1 if overlap else 0,
        f"{texts}. "
        + ("All three intervals overlap: " if overlap else "The intervals do not all overlap, but ")
        + "these are one set of points, trained before any quantizer saw them, and a different seed moves the number "
        "more than a different quantizer does. Against the plane, the intervals are far apart.",
    )


def _config(run: RunSummary) -> dict[str, int]:
    if run.config is None:
        return {"levels": 0, "codewords": 0, "dimension": 0}
    return {"levels": run.config.levels, "codewords": run.config.sizes[0], "dimension": run.config.dimension}


def _pm(value: Mapping[str, Any]) -> str:
    return f"{value['mean']:.3f} ± {(value['high'] - value['low']) / 2:.3f}"
