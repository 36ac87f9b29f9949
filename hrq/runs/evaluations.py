"""Evaluations of a run: one JSON file each beside the run, the reader's own before those that ship with it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hrq.runs.aside import asides, own_aside
from hrq.runs.beside import Stamp, fits, read_stamp, write_json
from hrq.runs.files import read_json

FOLDER, FORMAT = "evaluations", 1


def evaluation_name(
    *, split: str, size: str, seed: int, sample: int | None = None, extra: str = "none", teacher: str = "closure"
) -> str:
    """The name of an evaluation: split, size, what the model sees beside codes, its teacher, the sample, the seed."""
    parts = [
        split,
        size,
        *([extra] if extra != "none" else []),
        *([teacher] if teacher != "closure" else []),
        *([f"sample{sample}"] if sample else []),
        f"seed{seed}",
    ]
    return "-".join(parts)


def save_evaluation(run_hash: str, name: str, result: Mapping[str, Any]) -> Path:
    """Write one beside the run, whole or not at all."""
    path = own_aside(run_hash) / FOLDER / f"{name}.json"
    write_json(path, result, _stamp(run_hash))
    return path


def find_evaluation(run_hash: str, name: str) -> Path | None:
    """The file of that name, or None."""
    return next((path for path in _paths(run_hash) if path.stem == name), None)


def list_evaluations(run_hash: str) -> dict[str, dict[str, Any]]:
    """All evaluations of a run by name; one's own stands for a bundled one of the same name."""
    return {path.stem: read_json(path) for path in reversed(_paths(run_hash))}


def _paths(run_hash: str) -> list[Path]:
    """The files of this run and this version, the reader's own first."""
    found = [path for folder in asides(run_hash) for path in sorted((folder / FOLDER).glob("*.json"))]
    return [path for path in found if fits(read_stamp(path), _stamp(run_hash))]


def _stamp(run_hash: str) -> Stamp:
    return {"format": FORMAT, "run_hash": run_hash}
