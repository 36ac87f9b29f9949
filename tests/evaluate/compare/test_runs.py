"""Who is ahead, what differs, and what is taken away."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from hrq.evaluate.compare.files import comparison_csv, comparison_latex, comparison_markdown
from hrq.evaluate.compare.merits import CONTROLS, MERITS
from hrq.evaluate.compare.runs import (
    Cell,
    Compared,
    cell_text,
    chosen_evaluations,
    differing_settings,
    kinds_of_evaluation,
    obstacles,
    row_of,
    winner,
)
from hrq.evaluate.recall.seeds import over_seeds
from hrq.runs import make_config


def config(**other: Any) -> Any:
    return make_config(**({"hierarchy": "h", "hierarchy_hash": "1", "disk_layout": "tangent_pca"} | other))


def evaluation(seed: int, value: float, pairs: int = 100) -> dict[str, Any]:
    figures = {"at": {"recall_filtered@10": value}, "half": {"recall_filtered@10": 0.01}, "pairs": pairs, "nodes": 60}
    rule = {"at": {"recall_filtered@10": 0.97}, "half": {"recall_filtered@10": 0.005}, "pairs": pairs, "nodes": 60}
    told = {"seed": seed, "asked_pairs": pairs, "held_out_pairs": 100, "asked_nodes": 60}
    return told | {
        "command": f"python -m hrq evaluate x --seed {seed}",
        "methods": {"model": figures, "bayesian": rule},
    }


def test_a_winner_needs_intervals_that_are_apart() -> None:
    up, down = MERITS["map"], MERITS["error"]
    clear = [{"map": Cell(0.9, 0.88, 0.92)}, {"map": Cell(0.8, 0.79, 0.81)}]
    assert winner(up, clear) == 0
    assert winner(up, [{"map": Cell(0.9, 0.80, 1.0)}, {"map": Cell(0.8, 0.79, 0.81)}]) is None
    assert winner(up, [{"map": Cell(0.9, 0.88, 0.92)}, {"map": Cell(0.8)}]) is None
    assert winner(up, [{"map": Cell(0.9, 0.88, 0.92)}, {}]) is None
    assert winner(up, [*clear, {}]) is None
    errors = [{"error": Cell(0.2, 0.19, 0.21)}, {"error": Cell(0.1, 0.09, 0.11)}]
    assert winner(down, errors) == 1


def test_only_differing_settings_are_told() -> None:
    runs = [Compared(name, config(quantizer=name), {}, {}) for name in ("ghrq", "tangent")]
    assert differing_settings(runs) == {"quantizer": ["ghrq", "tangent"]}
    assert "seed" in differing_settings(runs, every=True)
    assert obstacles(runs) == []
    other = [runs[0], Compared("x", config(hierarchy_hash="2", split="closure"), {}, {})]
    assert len(obstacles(other)) == 2


def test_seeds_become_a_mean_with_students_interval() -> None:
    told = over_seeds([evaluation(seed, value) for seed, value in enumerate((0.90, 0.92, 0.94))])
    figure = told["model"]["recall_filtered@10"]
    assert figure["value"] == pytest.approx(0.92)
    assert figure["half"] == pytest.approx(4.302653 * 0.02 / 3**0.5, abs=1e-4)
    assert figure["seeds"] == 3
    assert told["bayesian"]["recall_filtered@10"] == {"value": 0.97, "half": 0.005, "seeds": 1}


def test_a_row_holds_evaluations_records_and_agreement() -> None:
    metrics = {
        "map": 0.5,
        "map_shuffled": 0.1,
        "wup": [{"wup": 0.6, "shuffled": 0.2}],
        "relative_error_scaled": [0.3, 0.1],
    }
    metrics |= {"over_seeds": {"map": {"mean": 0.52, "low": 0.5, "high": 0.54, "n": 3}}}
    agreed = [
        {"name": "best_match_f1", "tokens": 1, "cut": None, "value": 0.7, "low": 0.6, "high": 0.8, "shuffled": 0.1}
    ]
    run = Compared("x", config(), metrics, {"closure-small-seed0": evaluation(0, 0.94)}, agreed)
    row = row_of(run, "closure-small")
    filtered = row["model/recall_filtered@10"]
    assert (filtered.value, filtered.control, filtered.control_name) == (0.94, 0.97, "Bayesian vote")
    assert filtered.source == "closure-small, all 100 held-out pairs"
    assert (row["map"].value, row["map"].seeds, row["map"].control) == (0.52, 3, 0.1)
    assert row["wup_1"].control == 0.2
    assert row["error"].value == 0.1
    assert row["best_match_f1_1"].low == 0.6
    assert "model/recall_filtered@10" not in row_of(run, "parent-small")


def test_a_sample_is_told_to_be_one() -> None:
    run = Compared("x", config(), {}, {"closure-small-sample9-seed0": evaluation(0, 0.9, pairs=40)})
    assert "a sample of 60 nodes" in row_of(run, "closure-small-sample9")["model/recall_filtered@10"].source


def test_every_control_is_of_a_figure_that_there_is() -> None:
    assert set(CONTROLS) <= set(MERITS)
    assert all(merit.definition.endswith(".") for merit in MERITS.values())


def test_tables_hold_what_the_screen_holds() -> None:
    names = ["a|b", "50%_run"]
    rows = [{"map": Cell(0.9, 0.88, 0.92, 0.1, "shuffled")}, {"map": Cell(0.8, 0.79, 0.81)}]
    lines = list(csv.DictReader(io.StringIO(comparison_csv(names, rows))))
    assert [(one["run"], one["value"], one["ahead"]) for one in lines] == [
        ("a|b", "0.9", "True"),
        ("50%_run", "0.8", "False"),
    ]
    markdown = comparison_markdown(names, rows, "note")
    assert r"| a\|b | 0.900 ± 0.020 [0.100] ★ |" in markdown
    latex = comparison_latex(names, rows, "note")
    assert r"50\%\_run & $0.800 \pm 0.010$" in latex
    assert r"\mathbf{0.900}" in latex
    assert cell_text(None) == "–"


def test_the_best_of_three_is_ahead_of_each() -> None:
    """Touching intervals decide nothing, and where neither way is better nobody is ahead."""
    up = MERITS["map"]
    best, next_, last = Cell(0.9, 0.88, 0.92), Cell(0.8, 0.79, 0.81), Cell(0.7, 0.69, 0.71)
    assert winner(up, [{"map": one} for one in (last, best, next_)]) == 1
    assert winner(up, [{"map": one} for one in (best, Cell(0.86, 0.84, 0.88), last)]) is None
    assert winner(up, [{"map": best}]) is None
    assert winner(replace(up, up=None), [{"map": best}, {"map": last}]) is None


def test_kinds_that_most_runs_have_come_first_and_samples_last() -> None:
    names = (
        ["closure-small-seed0", "closure-small-seed1"],
        ["parent-small-seed0"],
        ["parent-small-seed0", "a-sample9-seed0"],
    )
    runs = [Compared("x", config(), {}, {name: evaluation(0, 0.9) for name in each}) for each in names]
    assert kinds_of_evaluation(runs) == ["parent-small", "closure-small", "a-sample9"]
    assert len(chosen_evaluations(runs[0], "closure-small")) == 2
    assert chosen_evaluations(runs[0], None) == []


def test_several_seeds_are_told_by_one_command() -> None:
    found = {f"closure-small-seed{seed}": evaluation(seed, value) for seed, value in enumerate((0.90, 0.92, 0.94))}
    cell = row_of(Compared("x", config(), {}, found), "closure-small")["model/recall_filtered@10"]
    half = 4.302653 * 0.02 / 3**0.5
    assert (cell.low, cell.high) == pytest.approx((0.92 - half, 0.92 + half), abs=1e-4)
    assert (cell.seeds, cell.n, cell.command) == (3, 100, "python -m hrq evaluate x --seeds 3")


def test_a_number_of_several_levels_is_the_last_one_s_over_seeds() -> None:
    spread = [{"mean": 0.3, "low": 0.2, "high": 0.4, "n": 3}, {"mean": 0.1, "low": 0.05, "high": 0.15, "n": 3}]
    metrics = {"relative_error_scaled": [0.3, 0.1], "over_seeds": {"relative_error_scaled": spread}}
    cell = row_of(Compared("x", config(), metrics, {}), None)["error"]
    assert (cell.value, cell.low, cell.high, cell.seeds) == (0.1, 0.05, 0.15, 3)
