"""Train the bundled noun models, three seeds each: PYTHONPATH=. python scripts/bundle_nouns.py train SEED QUANTIZER…

    PYTHONPATH=. python scripts/bundle_nouns.py train 0 ghrq tangent hrq   (and seeds 1, 2; 15 minutes on one thread)
    PYTHONPATH=. python scripts/bundle_nouns.py train 0 rq                 (and seeds 1, 2; 5 minutes)
    PYTHONPATH=. python scripts/bundle_nouns.py collect rq hrq ghrq tangent   (seed 0 to assets, all in its metrics)
    PYTHONPATH=. python scripts/bundle_nouns.py plane                         (the 2-D model; two minutes)
    python -m hrq doctor --seal

Each is what `python -m hrq train --hierarchy wordnet --split closure --quantizer Q --dimension 16 --levels 4
--codewords 128 --seed S --stored half --threads 1 --device cpu --out F` leaves, up to rounding. Until it joins,
the ball's quantizers see the same steps: those are taken once, and the checkpoint is handed to each.
"""

import json
import shutil
import sys
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from hrq.data.hierarchy.splits import split_pairs
from hrq.data.sources.by_name import load_hierarchy
from hrq.evaluate.statistics.intervals import student_half
from hrq.jobs.atomic import write_text
from hrq.jobs.progress import Progress
from hrq.runs import Settings, files, record
from hrq.runs.config import make_settings
from hrq.runs.run import open_run
from hrq.train.hierarchy.training import train
from hrq.train.outcome.parts import Learnt, Parts, measure
from hrq.train.settings.presets import with_preset

ROOT = Path(__file__).resolve().parents[1]
WORK, TARGET, SEEDS = ROOT / "runs" / "nouns", ROOT / "assets" / "models", (0, 1, 2)
NOUNS = {"hierarchy": "wordnet", "split": "closure", "dimension": 16, "levels": 4, "codewords": 128, "stored": "half"}
SPREAD = (
    "map",
    "map_parents",
    "map_shuffled",
    "map_held_out",
    "map_decoded",
    "unique_nearest",
    "unique",
    "perplexity",
    "relative_error_scaled",
)


def settings(quantizer: str, seed: int) -> dict[str, Any]:
    """What is given on the command line above."""
    return NOUNS | {"quantizer": quantizer, "seed": seed}


def train_all(seed: int, quantizers: list[str]) -> None:
    """Take the common steps once, then each quantizer's own."""
    first, *others = quantizers
    if others:
        _until_joined(first, seed, others)
    for quantizer in quantizers:
        metrics = train(
            settings(quantizer, seed),
            WORK / f"{quantizer}-{seed}",
            resume=bool(others),
            device="cpu",
            threads=1,
        ).metrics
        told = ", ".join(f"{name} {metrics[name]}" for name in ("map", "unique_nearest", "perplexity", "seconds"))
        sys.stdout.write(f"{quantizer} {seed}: {told}\n")
        sys.stdout.flush()


def _until_joined(first: str, seed: int, others: list[str]) -> None:
    folder = WORK / f"{first}-{seed}"
    chosen = with_preset(settings(first, seed), 10**6)

    def stop_in_time(progress: Progress) -> None:
        if progress.phase == "training" and progress.done + 50 > chosen.burn_in * progress.total:
            (folder / "stop").touch()

    train(settings(first, seed), folder, device="cpu", threads=1, report=stop_in_time)
    nouns = load_hierarchy("wordnet")
    for quantizer in others:
        copy = files.new_folder(WORK / f"{quantizer}-{seed}")
        shutil.copy(folder / files.CHECKPOINT, copy)
        own = with_preset(settings(quantizer, seed), 10**6)
        write_text(copy / files.CONFIG, record(own, hierarchy_hash=nouns.content_hash).to_json())


def train_plane() -> None:
    """The 2-D model: the true tree laid out by cones, then trained; one seed, as nothing in its start is random."""
    given = {"hierarchy": "wordnet", "quantizer": "ghrq", "dimension": 2, "start": "cones", "levels": 4}
    folder = WORK / "plane-0"
    train(given | {"codewords": 128, "seed": 0}, folder, device="cpu", threads=1)
    _to_assets(folder, "nouns-2d-ghrq")


def _to_assets(folder: Path, name: str) -> Path:
    target = TARGET / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("progress.jsonl", "heartbeat"))
    return target


def spread_over_seeds(found: list[Any]) -> Any:
    """Mean and 95 % interval (Student, one value a seed) of numbers, or of lists of them place by place."""
    if isinstance(found[0], list):
        return [spread_over_seeds(list(column)) for column in zip(*found, strict=True)]
    middle, half = mean(found), student_half(np.array(found)) or 0.0
    return {"mean": round(middle, 4), "low": round(middle - half, 4), "high": round(middle + half, 4), "n": len(found)}


def measured(folder: Path) -> dict[str, Any]:
    """A run's metrics, measured again on what is stored if it was trained before parents were ranked too."""
    run = open_run(folder)
    if "map_parents" in run.metrics:
        return run.metrics
    split = split_pairs(run.hierarchy, run.config.split, run.config.split_seed)
    settings = make_settings(**run.config.model_dump(include=set(Settings.model_fields)))
    parts = Parts(
        run.names, run.codes, run.nearest_codes, run.points, run.quantizer, run.hierarchy,
        refused="", learnt=Learnt(split.train, split.test, settings),
    )  # fmt: skip
    metrics = run.metrics | measure(parts, run.config).to_json()
    write_text(folder / files.METRICS, json.dumps(metrics, indent=2, allow_nan=False) + "\n")
    files.write_manifest(folder)
    return metrics


def collect(quantizer: str) -> None:
    """Put seed 0 into the assets; its metrics say what all seeds gave."""
    every = [measured(WORK / f"{quantizer}-{seed}") for seed in SEEDS]
    target = _to_assets(WORK / f"{quantizer}-0", f"nouns-16d-{quantizer}")
    spread = {name: spread_over_seeds([one[name] for one in every]) for name in SPREAD}
    spread["wup"] = spread_over_seeds([[one["wup"] for one in run["wup"] if one["wup"] is not None] for run in every])
    metrics = every[0] | {"seeds": list(SEEDS), "over_seeds": spread}
    write_text(target / files.METRICS, json.dumps(metrics, indent=2, allow_nan=False) + "\n")
    files.write_manifest(target)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["train", seed, *quantizers] if quantizers:
            train_all(int(seed), quantizers)
        case ["collect", *quantizers] if quantizers:
            for quantizer in quantizers:
                collect(quantizer)
        case ["plane"]:
            train_plane()
        case _:
            sys.exit(__doc__)
