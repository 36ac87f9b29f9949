"""The list of hashes finds what is missing, changed or foreign; and the real list agrees with the real files."""

import json
from pathlib import Path

import pytest

from hrq.jobs.assets import asset_files, check_assets, seal_assets
from hrq.jobs.hashing import hash_bytes
from hrq.jobs.places import assets_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.json").write_text("{}")
    (tmp_path / "b.txt").write_text("b")
    seal_assets(tmp_path)
    return tmp_path


def test_nothing_is_wrong_with_sealed_files(folder: Path) -> None:
    assert check_assets(folder) == []


def test_each_fault_is_a_sentence_with_a_way_out(folder: Path) -> None:
    (folder / "b.txt").write_text("B")
    (folder / "models" / "a.json").unlink()
    (folder / "c.txt").touch()
    problems = check_assets(folder)
    told = "\n".join(problems)
    assert len(problems) == 3
    assert "a.json is missing" in told
    assert "b.txt is not the file that was bundled" in told
    assert "c.txt does not belong" in told
    assert told.count("git checkout") == 2


def test_a_list_that_cannot_be_read_is_told(folder: Path) -> None:
    for content in ("[", "[[1, 2]]", "3", ""):
        (folder / "manifest.json").write_text(content)
        assert "not a JSON object" in check_assets(folder)[0]
    (folder / "manifest.json").unlink()
    assert "manifest.json is missing" in check_assets(folder)[0]


def test_the_bundled_files_are_the_sealed_ones() -> None:
    """Red whenever a file under assets/ changes without `python -m hrq doctor --seal`."""
    assert check_assets(assets_folder()) == []


def test_hidden_files_are_nobody_s(folder: Path) -> None:
    (folder / ".cache").mkdir()
    (folder / ".cache" / "x").touch()
    (folder / "models" / ".DS_Store").touch()
    assert check_assets(folder) == []
    assert [path.name for path in asset_files(folder)] == ["b.txt", "a.json"]


def test_the_list_holds_paths_as_any_system_writes_them_and_hashes(folder: Path) -> None:
    assert list(json.loads((folder / "manifest.json").read_text())) == ["b.txt", "models/a.json"]
    assert json.loads((folder / "manifest.json").read_text())["b.txt"] == hash_bytes(b"b")
