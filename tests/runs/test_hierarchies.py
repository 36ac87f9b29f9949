"""A run carries its hierarchy unless that ships with hrq; one of before finds it by name, and says so if it cannot."""

import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.by_name import load_hierarchy
from hrq.data.sources.shelf import put_on_shelf
from hrq.errors import BrokenRunError
from hrq.jobs.places import runs_folder
from hrq.runs import Run, find_run, load_run, make_config, save_run
from hrq.runs.archive import export_run, import_run

CARRIED = "hierarchy.parquet"


def saved(spec: str, hierarchy: Hierarchy) -> Run:
    """A run of codes alone, with a hierarchy of that name."""
    codes = np.zeros((len(hierarchy), 1), dtype=np.int64)
    config = make_config(
        origin="imported", quantizer="imported", hierarchy=spec, hierarchy_hash=hierarchy.content_hash, curvature=0.0,
        dimension=0, levels=1, codewords=(2,), disk_layout="none",
    )  # fmt: skip
    save_run(
        runs_folder() / "new", config, hierarchy.names, None,
        points=None, codes=codes, nearest_codes=codes, layout=None, metrics={}, hierarchy=hierarchy,
    )  # fmt: skip
    return load_run("new")


@pytest.mark.parametrize("spec", ["time-zones", "wordnet:dog.n.01"])
def test_what_ships_with_hrq_stays_there(spec: str) -> None:
    """Red when tried: everything carried, and each run of all nouns was megabytes larger."""
    run = saved(spec, load_hierarchy(spec))
    assert not (run.folder / CARRIED).exists()
    assert run.hierarchy.content_hash == run.config.hierarchy_hash


def test_what_hrq_ships_otherwise_is_carried() -> None:
    """Items of an import come first: its nodes are in another order. Red when tried: the name alone decided."""
    shipped = load_hierarchy("wordnet:dog.n.01")
    run = saved("wordnet:dog.n.01", shipped.take(np.arange(len(shipped))[::-1], title="turned"))
    assert (run.folder / CARRIED).is_file()
    assert run.whole_hierarchy.names == shipped.names[::-1]


@pytest.mark.parametrize("shelved", [False, True])
def test_one_s_own_is_carried_and_asked_first(toy_csv: Path, tmp_path: Path, shelved: bool) -> None:
    """The file may change, and a name on the shelf may be given to another. Red when tried: the name asked first."""
    toy = load_hierarchy(str(toy_csv))
    spec = put_on_shelf(toy, "toy") if shelved else str(tmp_path / "theirs.csv")
    run = saved(spec, toy)
    (tmp_path / "theirs.csv").write_text("child,parent\nb,a\n")
    for shelf in (runs_folder() / ".hierarchies").glob("*.parquet"):
        shelf.unlink()
    assert run.whole_hierarchy.names == toy.names


def test_a_run_of_before_finds_its_file_and_says_when_it_is_gone_or_changed(toy_csv: Path, tmp_path: Path) -> None:
    own = tmp_path / "theirs.csv"
    own.write_text(toy_csv.read_text())
    run = saved(str(own), load_hierarchy(str(own)))
    (run.folder / CARRIED).unlink()
    assert len(load_run("new").hierarchy) == 31
    own.write_text("child,parent\nb,a\n")
    with pytest.raises(BrokenRunError, match="was trained on another version of the hierarchy"):
        _ = load_run("new").hierarchy
    own.unlink()
    with pytest.raises(BrokenRunError, match=r"cannot be shown without its hierarchy .*theirs\.csv: bring that back"):
        _ = load_run("new").hierarchy
    assert load_run("new").names == run.names


def test_a_run_of_before_is_exported_with_what_it_lacks(toy_csv: Path) -> None:
    """Red when tried: the zip took along only what lay there, and no other machine opened it."""
    run = saved(str(toy_csv), load_hierarchy(str(toy_csv)))
    (run.folder / CARRIED).unlink()
    content = export_run(find_run("new"))
    assert f"new/{CARRIED}" in zipfile.ZipFile(BytesIO(content)).namelist()
    assert load_run(import_run(content)).hash == load_run("new").hash == run.hash


def test_an_export_takes_along_what_lies_in_the_folder_and_no_more() -> None:
    saved("time-zones", load_hierarchy("time-zones"))
    names = zipfile.ZipFile(BytesIO(export_run(find_run("new")))).namelist()
    assert sorted(names) == [f"new/{name}" for name in ("codes.parquet", "config.json", "manifest.json",
                                                       "metrics.json", "model.safetensors")]  # fmt: skip
