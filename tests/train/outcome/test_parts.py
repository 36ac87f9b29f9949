"""What a run is worth: measured from the same parts, the numbers are those that version 0.1.0 wrote down."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.splits import split_pairs
from hrq.runs import Run, Settings, load_run, make_config, make_settings
from hrq.train.outcome import parts as outcome
from hrq.train.outcome.parts import Learnt, Parts, measure

FORMER = Path(__file__).parents[2] / "fixtures" / "v0_1"
MAKING = {"state", "source", "step", "steps", "seconds", "device", "threads", "processes", "disk"}  # said by others
CODES = {"nodes", "unique", "unique_nearest", "perplexity", "used"}
MADE_UNIQUE = {"moved", "unique_refused"}
ERRORS = {"relative_error", "relative_error_scaled"}
PRECISION = {"map", "map_shuffled", "map_decoded", "map_sample"}
TRAINED = {"pairs", "map_held_out", "map_parents", "map_parents_start"}


def parts_of(run: Run) -> Parts:
    """What a run's maker had in hand."""
    hierarchy, learnt = run.whole_hierarchy if run.has_hierarchy else None, None
    if run.config.origin == "trained" and hierarchy is not None:
        split = split_pairs(hierarchy, run.config.split, run.config.split_seed)
        settings = make_settings(**run.config.model_dump(include=set(Settings.model_fields)))
        learnt = Learnt(split.train, split.test, settings)
    return Parts(
        run.names,
        run.codes,
        run.nearest_codes,
        run.own_points,
        run.own_quantizer,
        hierarchy,
        refused=None if run.config.origin == "imported" else "",
        learnt=learnt,
    )


@pytest.mark.parametrize("name", ["tree", "stopped", "fitted", "imported"])
def test_numbers_are_those_of_the_former_version(name: str) -> None:
    """A training, a stopped one, a fit and an import.

    Red when tried: held-out pairs not passed to the shuffled points; a fit that lists `pairs`; an import with `moved`.
    """
    run = load_run(FORMER / "runs" / name)
    found, written = measure(parts_of(run), run.config).to_json(), run.metrics
    assert set(found) == set(written) - MAKING - {"vectors_error", "vectors_error_by_level"}
    for key, value in found.items():
        flat = value if isinstance(value, list) else [value]
        expected = written[key] if isinstance(written[key], list) else [written[key]]
        for one, other in zip(flat, expected, strict=True):
            assert one == pytest.approx(other, abs=1e-4), key


@pytest.fixture
def tree() -> Run:
    return load_run(FORMER / "runs" / "tree")


def test_each_part_brings_its_own_numbers(tree: Run) -> None:
    whole, c = parts_of(tree), tree.config
    bare = Parts(whole.names, whole.codes, whole.nearest)
    for given, expected in (
        ({}, set()),
        ({"refused": "no room"}, MADE_UNIQUE),
        ({"quantizer": whole.quantizer}, set()),
        ({"points": whole.points}, {"radius"}),
        ({"points": whole.points, "quantizer": whole.quantizer}, {"radius"} | ERRORS),
        ({"hierarchy": whole.hierarchy}, {"wup"}),
        ({"hierarchy": whole.hierarchy, "points": whole.points}, {"wup", "radius"} | PRECISION),
    ):
        assert set(measure(replace(bare, **given), c).to_json()) == CODES | expected
    everything = CODES | MADE_UNIQUE | ERRORS | PRECISION | TRAINED | {"radius", "wup"}
    assert set(measure(whole, c).to_json()) == everything


def test_in_a_hurry_no_hierarchy_is_asked(tree: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopped training says that precision was left out; a stopped fit looks at a few points.

    Red when tried: the hierarchy asked all the same, which takes hours of a large one.
    """
    monkeypatch.setattr(outcome, "prefix_similarity", lambda *_, **__: pytest.fail("the hierarchy was asked"))
    monkeypatch.setattr(outcome, "FEW", 3)
    trained = parts_of(tree)
    found = measure(trained, tree.config, hurry=True).to_json()
    kept = {"pairs", "map", "map_shuffled", "unique_refused", "relative_error", "radius"}
    assert set(found) == CODES | kept
    assert found["map"] is None
    assert found["relative_error"] == tree.metrics["relative_error"]
    fitted = measure(replace(trained, learnt=None), tree.config, hurry=True).to_json()
    assert set(fitted) == CODES | MADE_UNIQUE | ERRORS | {"radius"}
    assert fitted["relative_error"] != tree.metrics["relative_error"]


def test_items_that_have_no_item_above_them_have_no_precision() -> None:
    hierarchy = Hierarchy.from_links(("a", "b", "top"), [("a", "top"), ("b", "top")])
    codes = np.array([[0], [1]])
    config = make_config(origin="imported", quantizer="imported", curvature=0.0, dimension=2, levels=1, codewords=(2,),
                         hierarchy_hash=hierarchy.content_hash, disk_layout="native")  # fmt: skip
    order = hierarchy.take(np.array([hierarchy.index(name) for name in ("a", "b", "top")]), title="toy")
    found = measure(Parts(("a", "b"), codes, codes, torch.zeros(2, 2), hierarchy=order), config)
    assert found.map is None
    assert "cannot be measured" in (found.map_refused or "")
    json.dumps(found.to_json(), allow_nan=False)


def test_the_file_holds_what_was_measured_and_how_it_was_made(tree: Run, tmp_path: Path) -> None:
    facts: dict[str, Any] = {"state": "stopped", "step": 3, "steps": 9, "seconds": 1.5}
    kept = outcome.keep(tmp_path / "run", tree.config, parts_of(tree), facts)
    written = json.loads((tmp_path / "run" / "metrics.json").read_bytes())
    assert written == kept.to_json()
    assert {name: written[name] for name in facts} == facts
    assert load_run(tmp_path / "run").measured == kept
    assert written["disk"] == tree.metrics["disk"]
