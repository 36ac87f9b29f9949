"""Layouts kept beside a run: read as written, and refused with a way out where they cannot be trusted."""

from pathlib import Path

import pytest
import torch

from hrq.errors import BrokenRunError
from hrq.runs import Run, load_run
from hrq.runs.arrays import write_tensors
from hrq.runs.beside import read_stamp, written
from hrq.runs.layouts import Stored, file_name, is_ready, layout_names, read_stored, write_stored


@pytest.fixture
def run(tiny_run: Path) -> Run:
    return load_run(tiny_run)


def places(n: int = 31) -> torch.Tensor:
    return torch.rand(n, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 0.6


def test_what_was_written_is_read(run: Run) -> None:
    assert read_stored(run, "umap") is None
    assert not is_ready(run, "umap")
    kept = torch.arange(31, dtype=torch.uint8)
    path = write_stored(run, "umap", Stored({"places": places(), "kept": kept}, {"seed": 3, "numbers": {"k": 10}}))
    found = read_stored(run, "umap")
    assert found is not None
    assert is_ready(run, "umap")
    assert torch.equal(found.tensors["places"], places())
    assert torch.equal(found.tensors["kept"], kept)
    assert found.facts == {"seed": 3, "numbers": {"k": 10}}
    assert path.parent.parent.name == ".aside"


@pytest.mark.parametrize("other", [{"hash": "ab12"}, {"hierarchy_hash": "cd34"}, {"format": 2}], ids=str)
def test_a_layout_of_another_run_or_version_is_none(run: Run, other: dict[str, object]) -> None:
    path = write_stored(run, "umap", Stored({"places": places()}))
    write_tensors(path, {"places": places()}, written({**read_stamp(path), **other}))
    assert read_stored(run, "umap") is None
    assert not is_ready(run, "umap")


def test_a_layout_of_before_there_were_stamps_is_still_shown(run: Run) -> None:
    path = write_stored(run, "umap", Stored({"places": places()}))
    write_tensors(path, {"places": places()}, {"facts": '{"seed": 3}'})
    assert is_ready(run, "umap")
    found = read_stored(run, "umap")
    assert found is not None
    assert found.facts == {"seed": 3}


def test_another_folder_can_be_asked_for(run: Run, tmp_path: Path) -> None:
    path = write_stored(run, "umap", Stored({"places": places()}), tmp_path / "elsewhere")
    assert path == tmp_path / "elsewhere" / file_name("umap")
    assert not is_ready(run, "umap")


@pytest.mark.parametrize(
    "stored",
    [
        Stored({"places": places(30)}),
        Stored({"places": places().float()}),
        Stored({"places": places() * 3}),
        Stored({"places": places() * torch.nan}),
        Stored({"kept": torch.zeros(31, dtype=torch.uint8)}),
        Stored({"places": places(), "kept": torch.zeros(30, dtype=torch.uint8)}),
    ],
    ids=["rows", "dtype", "outside", "nan", "no places", "kept"],
)
def test_what_does_not_fit_the_run_is_refused_with_a_way_out(run: Run, stored: Stored) -> None:
    write_stored(run, "umap", stored)
    with pytest.raises(BrokenRunError, match=r"python -m hrq layout tiny --method umap"):
        read_stored(run, "umap")


def test_a_file_cut_off_or_of_another_kind_is_refused(run: Run) -> None:
    path = write_stored(run, "umap", Stored({"places": places()}))
    for content in (path.read_bytes()[:100], b"", b"\x80\x02 a pickle"):
        path.write_bytes(content)
        with pytest.raises(BrokenRunError, match="is not a whole layout"):
            read_stored(run, "umap")


def test_which_layouts_a_run_can_have() -> None:
    flat, deep, plane = (load_run(f"mammals-{name}") for name in ("2d-ghrq", "16d-ghrq", "16d-rq"))
    assert layout_names(flat) == ("native", "true_tree", "code_tree")
    assert layout_names(deep) == ("tangent_pca", "horopca", "umap", "true_tree", "code_tree")
    assert layout_names(plane) == ("tangent_pca", "umap", "true_tree", "code_tree")
