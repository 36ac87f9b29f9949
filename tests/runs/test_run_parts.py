"""A run whose codes were made elsewhere says what it has, and names what it lacks."""

from pathlib import Path

import numpy as np
import pytest
import torch

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.errors import AbsentPartError, BrokenRunError
from hrq.runs import load_run, make_config, save_run
from hrq.runs.arrays import write_tensors
from hrq.runs.files import write_manifest
from hrq.runs.tables import codes_table

NAMES = ("a", "b; with | odd > characters", "c")
CODES = np.array([[0, 1], [1, 0], [1, 0]])


def save(folder: Path, hierarchy: Hierarchy | None = None) -> Path:
    """Codes and nothing else."""
    config = make_config(
        origin="imported",
        quantizer="imported",
        hierarchy="" if hierarchy is None else "their.csv",
        hierarchy_hash="" if hierarchy is None else hierarchy.content_hash,
        curvature=0.0,
        dimension=0,
        levels=2,
        codewords=2,
        disk_layout="none",
    )
    save_run(
        folder, config, NAMES, None, points=None, codes=CODES, nearest_codes=CODES, layout=None, metrics={},
        hierarchy=hierarchy,
    )  # fmt: skip
    return folder


def test_codes_alone_are_a_run(tmp_path: Path) -> None:
    run = load_run(save(tmp_path / "bare"))
    assert (run.has_points, run.has_codebooks, run.has_hierarchy) == (False, False, False)
    assert np.array_equal(run.codes, CODES)
    assert run.items.names == NAMES
    assert codes_table(run).column_names == ["name", "level_1", "level_2"]


@pytest.mark.parametrize(
    ("part", "told"),
    [("points", "points"), ("disk", "points"), ("quantizer", "codebooks"), ("hierarchy", "hierarchy")],
)
def test_what_is_absent_is_said_with_the_way_to_add_it(tmp_path: Path, part: str, told: str) -> None:
    run = load_run(save(tmp_path / "bare"))
    with pytest.raises(AbsentPartError, match=f"bare has no {told}.*import the codes again with --{told}") as caught:
        getattr(run, part)
    assert caught.value.part == told


def test_a_hierarchy_travels_with_the_run_and_may_have_nodes_without_a_code(tmp_path: Path) -> None:
    """`b` hangs below `kind`, which has no code: then it hangs below what `kind` hangs below."""
    links = [(NAMES[1], "kind"), ("kind", "c"), ("a", "c")]
    hierarchy = Hierarchy.from_links(["kind", *NAMES], links, title="theirs")
    run = load_run(save(tmp_path / "with", hierarchy))
    assert run.whole_hierarchy.names == ("kind", *NAMES)
    assert run.hierarchy.names == NAMES
    parents = run.hierarchy.parents
    assert [(NAMES[a], NAMES[b]) for a, b in zip(parents.rows, parents.indices, strict=True)] == [
        ("a", "c"),
        (NAMES[1], "c"),
    ]


def test_half_the_codebooks_are_no_codebooks(tmp_path: Path) -> None:
    folder = save(tmp_path / "half")
    write_tensors(folder / "model.safetensors", {"codebook_1": torch.zeros(2, 2)})
    write_manifest(folder)
    with pytest.raises(BrokenRunError, match="lacks codebook_2"):
        load_run(folder)
