"""What version 0.1.0 left on disk opens today, whole: `tests/fixtures/v0_1/README.md` says what there is."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from hrq.evaluate.agreement.report import agreement
from hrq.evaluate.matching.kept import matches, tree_of
from hrq.evaluate.mistakes.report import mistakes_of
from hrq.evaluate.pictures.open import open_layout
from hrq.jobs.places import runs_folder
from hrq.runs import Run, list_runs, load_run
from hrq.runs.archive import import_run
from hrq.runs.config import Settings
from hrq.runs.evaluations import list_evaluations
from hrq.runs.layouts import is_ready
from hrq.runs.notes import Note, read_notes
from hrq.runs.slices import read_slices
from hrq.train.hierarchy.training import train

FORMER = Path(__file__).parents[1] / "fixtures" / "v0_1"
EXPECTED: dict[str, Any] = json.loads((FORMER / "expected.json").read_text("utf-8"))
RUNS = ("tree", "stopped", "fitted", "imported")


@pytest.fixture(autouse=True)
def _left_by_a_former_version(tmp_path: Path) -> None:
    shutil.copytree(FORMER / "runs", tmp_path / "runs")


@pytest.fixture
def tree() -> Run:
    return load_run("tree")


def aside(run: Run, name: str) -> Path:
    return FORMER / "runs" / ".aside" / run.hash / name


@pytest.mark.parametrize("name", RUNS)
def test_a_run_holds_what_it_held(name: str) -> None:
    run, told = load_run(name), EXPECTED[name]
    assert run.hash == told["hash"]
    assert list(run.names) == told["names"]
    assert np.asarray(run.codes).tolist() == told["codes"]
    assert np.asarray(run.nearest_codes).tolist() == told["nearest_codes"]
    assert run.metrics == told["metrics"]
    assert (run.points.double().tolist() if run.has_points else None) == told["points"]
    assert (run.disk.tolist() if run.has_points else None) == told["disk"]


@pytest.mark.parametrize("name", RUNS)
def test_a_run_has_the_hierarchy_it_had(name: str) -> None:
    """Its file is gone for good: the copy in the run's folder answers."""
    run, told = load_run(name), EXPECTED[name]["ancestors"]
    assert run.has_hierarchy == (told is not None)
    if told is not None:
        assert [sorted(run.hierarchy.ancestors(i)) for i in range(len(run.names))] == told
        assert run.whole_hierarchy.content_hash == run.config.hierarchy_hash


def test_the_list_of_runs_knows_their_states() -> None:
    own = {one.name: (one.state, one.problem) for one in list_runs() if not one.bundled}
    assert own == {name: ("stopped" if name == "stopped" else "finished", "") for name in RUNS}


def test_a_stopped_training_goes_on_to_where_it_would_have_ended() -> None:
    folder = runs_folder() / "stopped"
    assert (folder / "checkpoint.safetensors").is_file()
    begun = load_run(folder).config.model_dump()
    outcome = train({name: begun[name] for name in Settings.model_fields}, folder, resume=True, device="cpu")
    assert outcome.finished
    run = load_run(folder)
    assert run.state == "finished"
    np.testing.assert_allclose(run.points.double().numpy(), EXPECTED["resumed"]["points"], rtol=1e-6, atol=1e-9)
    assert np.asarray(run.codes).tolist() == EXPECTED["resumed"]["codes"]
    assert not (folder / "checkpoint.safetensors").exists()


def test_a_zip_becomes_a_run_with_its_hierarchy() -> None:
    run = load_run(import_run((FORMER / "tree.zip").read_bytes(), "again"))
    assert run.hash == EXPECTED["tree"]["hash"]
    assert np.asarray(run.codes).tolist() == EXPECTED["tree"]["codes"]
    assert run.hierarchy.content_hash == run.config.hierarchy_hash


def test_notes_and_slices_are_read(tree: Run) -> None:
    notes = read_notes(tree.hash)
    assert notes["codewords", "level 1: codeword 2"] == Note("quirk", "“ünïcödé”")
    assert Note("real", "they should be together") in notes.values()
    slices = read_slices(tree.hash)
    assert slices["left"] == (("n2", "n4", "n5", "n8", "n9"), "the lasso")
    assert slices["leaves"] == (tuple(f"n{i}" for i in range(16, 32)), "search")


def test_an_evaluation_is_listed(tree: Run) -> None:
    name = "closure-small-seed0"
    told = json.loads(aside(tree, f"evaluations/{name}.json").read_text("utf-8"))
    assert list_evaluations(tree.hash) == {name: told}


def test_layouts_are_opened_as_kept() -> None:
    """The minutes that a layout took are not asked for again."""
    run = load_run("fitted")
    assert is_ready(run, "umap")
    layout = open_layout(run, "umap", tree=tree_of(run))
    assert layout.places.shape == (31, 2)
    assert layout.numbers["neighbours_kept"] > 0
    assert layout.kept is not None


def test_matches_agreement_and_mistakes_are_what_they_were(tree: Run) -> None:
    """Whether read or computed again is a matter of time alone."""
    found = matches(tree)
    for side, name in ((found.matched_nodes, "prefix_matches.parquet"), (found.prefixes, "synset_matches.parquet")):
        table = pq.read_table(aside(tree, name))
        columns = np.column_stack([column.to_numpy() for column in table.columns])
        numbers = np.stack([side.node, side.precision, side.recall, side.f1], axis=-1)
        np.testing.assert_allclose(numbers.reshape(len(columns), -1), columns)
    told = json.loads(aside(tree, "agreement.json").read_text("utf-8"))
    assert agreement(tree)["measures"] == told["measures"]
    rows = pq.read_table(aside(tree, "mistakes.parquet")).to_pylist()
    kept = [(kind, node) for kind, cases in mistakes_of(tree).cases.items() for node in cases.nodes.tolist()]
    assert kept == [(row["kind"], row["node"]) for row in rows]


def test_what_people_wrote_is_not_touched_by_looking(tree: Run) -> None:
    paths = [runs_folder() / ".aside" / tree.hash / name for name in ("notes.json", "slices.json")]
    before = [path.read_bytes() for path in paths]
    matches(tree), agreement(tree), mistakes_of(tree), read_notes(tree.hash), read_slices(tree.hash)
    assert [path.read_bytes() for path in paths] == before
