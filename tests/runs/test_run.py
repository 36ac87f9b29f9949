"""A run reads back as it was written; a folder that was tampered with is refused by name, never unpickled."""

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from hrq.errors import BrokenRunError, CannotWriteError, HrqError
from hrq.geometry.poincare import expmap0
from hrq.runs import load_run, record, save_run
from hrq.runs.arrays import read_tensors, write_tensors
from hrq.runs.config import make_settings
from hrq.runs.files import HASHED, MANIFEST, write_manifest
from hrq.runs.run import place


class Bomb:
    """Opening the pickle of one creates a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return (Path.touch, (self.path,))  # type: ignore[return-value]


def test_what_a_run_holds_fits_together(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    assert len(run.names) == 31
    assert run.points.shape == (31, 2)
    assert run.codes.shape == (31, 3)
    assert run.config.quantizer == "ghrq"
    assert run.config.codewords == 4
    assert np.array_equal(run.quantizer.encode(run.points), run.nearest_codes)
    assert np.array_equal(run.codes[:, :-1], run.nearest_codes[:, :-1])
    np.testing.assert_array_equal(run.moved, (run.codes != run.nearest_codes).any(axis=1))
    np.testing.assert_allclose(run.disk, run.points.double().numpy(), atol=1e-12)
    assert run.state == "finished"
    assert len(run.hierarchy) == 31


def test_the_manifest_names_exactly_the_files_of_a_run(tiny_run: Path) -> None:
    beside = {"manifest.json", "progress.jsonl", "snapshots", "hierarchy.parquet"}
    assert {path.name for path in tiny_run.iterdir()} == {*HASHED, *beside}


@pytest.mark.parametrize("name", [*HASHED, "manifest.json"])
@pytest.mark.parametrize("harm", ["missing", "empty", "truncated", "altered", "pickled"])
def test_every_harm_to_every_file_is_a_sentence_that_names_it(tiny_run: Path, name: str, harm: str) -> None:
    path, bomb = tiny_run / name, tiny_run / "exploded"
    whole = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        altered = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
        contents = {"empty": b"", "truncated": whole[: len(whole) // 2], "altered": altered}
        path.write_bytes(contents[harm] if harm in contents else pickle.dumps(Bomb(bomb)))
    with pytest.raises(BrokenRunError) as caught:
        load_run(tiny_run)
    assert name in str(caught.value) or (name, harm) == ("manifest.json", "altered")
    assert str(caught.value).endswith(".")
    assert not bomb.exists()


def test_a_pickle_is_named_as_one_even_under_a_manifest_that_agrees(tiny_run: Path) -> None:
    (tiny_run / "model.safetensors").write_bytes(pickle.dumps({"points": 1}))
    with pytest.raises(BrokenRunError, match=r"model\.safetensors is a pickle, which hrq never opens"):
        load_run(tiny_run)
    write_manifest(tiny_run)
    with pytest.raises(BrokenRunError, match=r"model\.safetensors is a pickle, which hrq never opens"):
        load_run(tiny_run)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": 2}, "format that this version cannot read. Update hrq"),
        ({"curvature": -1.0}, "curvature c must be 0"),
        ({"quantizer": "ghrqq"}, "no quantizer named 'ghrqq'. Nearest: ghrq"),
        ({"levels": 4}, "level_4"),
        ({"codewords": 5}, "codebook_1 of shape"),
        ({"dimension": 3, "start": "random"}, "of shape"),
    ],
)
def test_a_config_that_does_not_fit_the_files_is_told(tiny_run: Path, change: dict[str, object], sentence: str) -> None:
    path = tiny_run / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    write_manifest(tiny_run)
    with pytest.raises(BrokenRunError) as caught:
        load_run(tiny_run)
    assert sentence.split(". ")[0] in str(caught.value)


def test_another_version_of_the_hierarchy_is_refused(tiny_run: Path, tmp_path: Path) -> None:
    run = load_run(tiny_run)
    other = tmp_path / "toy.csv"
    other.write_text("child,parent\nb,a\n")
    path = tiny_run / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"hierarchy": str(other)}))
    write_manifest(tiny_run)
    assert load_run(tiny_run).hierarchy.names == run.names  # the copy in the run needs no file
    (tiny_run / "hierarchy.parquet").unlink()
    with pytest.raises(BrokenRunError, match="another version of the hierarchy"):
        _ = load_run(tiny_run).hierarchy
    other.unlink()
    with pytest.raises(HrqError, match=r"toy\.csv"):
        _ = load_run(tiny_run).hierarchy
    assert load_run(tiny_run).names == run.names


def test_a_file_is_not_a_folder(tiny_run: Path) -> None:
    with pytest.raises(BrokenRunError, match=r"Name the folder that holds config\.json"):
        load_run(tiny_run / "config.json")


def test_a_copied_run_keeps_its_hash(tiny_run: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_run, tmp_path / "copy")
    assert load_run(tmp_path / "copy").hash == load_run(tiny_run).hash


def test_a_metric_that_is_no_number_is_refused(tiny_run: Path) -> None:
    (tiny_run / "metrics.json").write_text('{"map": NaN}')
    write_manifest(tiny_run)
    with pytest.raises(BrokenRunError, match=r"metrics\.json is not JSON, or holds a number that is not finite"):
        load_run(tiny_run)


def test_a_coordinate_that_is_no_number_is_refused(tiny_run: Path) -> None:
    tensors, facts = read_tensors(tiny_run / "model.safetensors")
    tensors["codebook_2"][1, 0] = torch.inf
    write_tensors(tiny_run / "model.safetensors", tensors, facts or None)
    write_manifest(tiny_run)
    with pytest.raises(BrokenRunError, match="holds numbers in codebook_2 that are not finite"):
        load_run(tiny_run)


def test_a_manifest_lists_every_file(tiny_run: Path) -> None:
    """A file that it does not list could be exchanged unseen."""
    path = tiny_run / MANIFEST
    content = json.loads(path.read_text())
    del content["files"]["metrics.json"]
    path.write_text(json.dumps(content))
    with pytest.raises(BrokenRunError, match="must list exactly the files"):
        load_run(tiny_run)


def test_a_run_that_was_never_finished_says_how_to_go_on(tiny_run: Path) -> None:
    (tiny_run / "manifest.json").unlink()
    (tiny_run / "checkpoint.safetensors").touch()
    with pytest.raises(BrokenRunError, match=r"never finished .* --resume\.$"):
        load_run(tiny_run)


def test_points_are_placed_along_the_layout_s_axes_in_units_of_the_disk() -> None:
    """Three dimensions of curvature −4, whose disk has the radius 1/2: its axes are the third and the first."""
    axes = torch.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    points = expmap0(torch.tensor([[0.3, 0.0, 0.0], [0.0, 0.0, -0.2], [0.0, 5.0, 0.0]]), c=4.0)
    found = place(points, axes, 0.5, c=4.0)
    np.testing.assert_allclose(found, [[0, np.tanh(0.6)], [-np.tanh(0.4), 0], [0, 0]], atol=1e-6)
    assert found.dtype == np.float64


@pytest.mark.parametrize("failing", [*HASHED, MANIFEST])
def test_a_save_that_breaks_off_leaves_no_run_that_looks_whole(
    failing: str, tiny_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest is renamed last."""
    run, rename = load_run(tiny_run), Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if Path(target) == tmp_path / "new" / failing:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CannotWriteError, match="disk is full"):
        save_run(
            tmp_path / "new", run.config, run.names, run.quantizer, points=run.points, codes=run.codes,
            nearest_codes=run.nearest_codes, layout=(run.directions, run.unit), metrics={},
        )  # fmt: skip
    assert not (tmp_path / "new" / MANIFEST).exists()


def test_points_in_half_a_number_read_back_nearly(tiny_run: Path, tmp_path: Path) -> None:
    run = load_run(tiny_run)
    config = run.config.model_copy(update={"stored": "half"})
    save_run(
        tmp_path / "half", config, run.names, run.quantizer, points=run.points, codes=run.codes,
        nearest_codes=run.nearest_codes, layout=(run.directions, run.unit), metrics={"map": 0.5},
    )  # fmt: skip
    again = load_run(tmp_path / "half")
    assert again.points.dtype == run.points.dtype
    assert not torch.equal(again.points, run.points)
    torch.testing.assert_close(again.points, run.points, atol=2e-3, rtol=0)
    assert again.metrics == {"map": 0.5}
    for one, other in zip(again.quantizer.codebooks, run.quantizer.codebooks, strict=True):
        assert torch.equal(one, other)
    assert (again.quantizer.scale, again.quantizer.c) == (run.quantizer.scale, run.quantizer.c)


def test_what_a_training_records_says_how_its_points_are_drawn() -> None:
    for dimension, layout in ((2, "native"), (3, "tangent_pca")):
        config = record(make_settings(dimension=dimension, epochs=9), hierarchy_hash="x", scale=0.5)
        assert (config.disk_layout, config.scale, config.epochs, config.origin) == (layout, 0.5, 9, "trained")
