"""Sentences and cells, from numbers that were never measured."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hrq.cli import agreement, errors, evaluate, fit, importing, report, train
from hrq.jobs.busy import Load
from hrq.runs.config import UNKNOWN

OUT = Path("runs/it")


def test_a_training_is_told_with_its_controls() -> None:
    metrics = {
        "step": 1200, "steps": 5000, "relative_error": [0.51234, 0.0212], "unique_refused": "", "map": 0.81,
        "map_shuffled": 0.02, "unique": 1.0, "unique_nearest": 0.5,
    }  # fmt: skip
    outcome: Any = SimpleNamespace(metrics=metrics, finished=True, folder=OUT)
    assert train.summary(outcome) == (
        "Done: runs/it. Mean average precision of ancestors 0.81 (shuffled points: 0.02); different codes 100.0% "
        "(50.0% before codes were made unique); error after each level, as a share of the spread: 0.512, 0.0212."
    )
    outcome.finished = False
    assert train.summary(outcome).startswith("Stopped at step 1,200 of 5,000; --resume goes on: runs/it.")
    metrics |= {"map": None, "unique_refused": "Too many."}
    assert train.summary(outcome).endswith("runs/it. Too many.")


def test_a_fit_is_told_with_what_the_encoder_misses() -> None:
    metrics = {
        "step": 1, "steps": 9, "vectors_error": 0.25, "vectors_error_by_level": [0.5, 0.375], "unique": 0.5,
        "unique_refused": "", "wup": [{"wup": None}, {"wup": 0.8, "shuffled": 0.3}],
    }  # fmt: skip
    outcome: Any = SimpleNamespace(metrics=metrics, finished=True, folder=OUT)
    assert fit.told(outcome) == (
        "Done: runs/it. Of the vectors' spread the encoder misses 0.250, and after each level of codes 0.500, 0.375. "
        "Different codes 50.0%. Nodes that share their first token: Wu–Palmer 0.80 in the hierarchy, 0.30 for "
        "shuffled codes."
    )
    metrics["wup"] = []
    assert fit.told(outcome).endswith("Different codes 50.0%.")


def test_costs_are_told_in_seconds_and_gigabytes() -> None:
    cost: Any = SimpleNamespace(
        seconds=1234.5, device="cpu", memory=2_650_000_000, steps=5000, pairs=70_000, nodes=8_000, vectors=60, width=7,
        load=Load(0.1, 2),
    )  # fmt: skip
    assert train.cost_told(cost).startswith(
        "About 1,234 s on cpu and at most 2.6 GB of memory for 5,000 steps over 70,000 pairs of 8,000 nodes. Measured"
    )
    assert fit.cost_told(cost).startswith(
        "About 1,234 s and at most 2.6 GB of memory for 5,000 steps over 60 vectors of 7 numbers. Measured now"
    )


def test_an_import_says_what_is_absent() -> None:
    config: Any = SimpleNamespace(disk_layout="none", quantizer=UNKNOWN, hierarchy_hash="", sizes=(4, 8), levels=2)
    metrics = {"nodes": 1000, "unique": 0.875}
    assert importing.told(OUT, config, metrics) == (
        "Imported 1,000 items with codes of 2 levels (4 × 8) to runs/it; different codes: 87.5%. "
        "Absent: points, codebooks, hierarchy."
    )
    whole: Any = SimpleNamespace(disk_layout="native", quantizer="rq", hierarchy_hash="ab", sizes=(4,), levels=1)
    assert importing.told(OUT, whole, metrics | {"map_refused": "Too large."}).endswith("87.5%. Too large.")


def test_cells_of_agreement() -> None:
    row = {
        "name": "purity", "tokens": 2, "cut": None, "value": 0.51234, "low": 0.4, "high": 0.6, "shuffled": 0.1,
        "shuffled_low": 0.05, "shuffled_high": 0.15, "rq": 0.7, "rq_low": None, "rq_high": None,
    }  # fmt: skip
    assert agreement._cells(row) == [
        "purity", "2", "", "0.512", "0.400 … 0.600", "0.100", "0.050 … 0.150", "0.700", "–",
    ]  # fmt: skip
    assert len(agreement._cells(row)) == len(agreement.COLUMNS)


def test_cells_of_errors_and_evaluations() -> None:
    assert [errors._number(value) for value in (None, 0, 12_345)] == ["–", "0", "12,345"]
    assert [errors._share(value) for value in (None, 0.0, 0.12345)] == ["–", "0.00%", "12.35%"]
    assert evaluate._cell(None) == evaluate._cell({"value": None}) == "–"
    assert evaluate._cell({"value": 0.84567, "half": 0.01234}) == "0.8457 ± 0.0123"
    assert evaluate._cell({"value": 0.5, "half": None}) == "0.5000"


@pytest.mark.parametrize(
    ("value", "told"), [(None, "–"), (0.123456, "0.1235"), (12, "12"), ("x", "x"), (1e-9, "1e-09")]
)
def test_cells_of_a_report(value: object, told: str) -> None:
    assert report._text(value) == told
