"""Where things lie: by default, and where the environment says otherwise."""

from pathlib import Path

import pytest

from hrq.jobs import places
from hrq.jobs.launch import environment


def test_runs_lie_in_the_working_folder_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRQ_RUNS", "~/mine")
    assert places.runs_folder() == Path.home() / "mine"
    for nothing in ("", None):
        monkeypatch.delenv("HRQ_RUNS") if nothing is None else monkeypatch.setenv("HRQ_RUNS", nothing)
        assert places.runs_folder() == Path("runs")


def test_assets_lie_beside_the_package_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).resolve().parents[2]
    monkeypatch.delenv("HRQ_ASSETS", raising=False)
    assert places.clone_folder() == places.app_folder() == root
    assert places.assets_folder() == root / "assets"
    assert "git checkout" in places.assets_again()
    monkeypatch.setenv("HRQ_ASSETS", "~/other")
    assert places.assets_folder() == Path.home() / "other"


def test_an_installed_package_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hrq" / "assets").mkdir(parents=True)
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "hrq")
    monkeypatch.delenv("HRQ_ASSETS", raising=False)
    assert places.clone_folder() is None
    assert places.assets_folder() == tmp_path / "hrq" / "assets"
    assert places.app_folder() == tmp_path / "hrq" / "_app"
    assert "Install hrq again" in places.assets_again()


def test_what_is_started_finds_a_clone_and_finds_an_installed_package_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red when tried: site-packages put before Python's own modules."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert environment()["PYTHONPATH"] == str(places.clone_folder())
    (tmp_path / "hrq" / "assets").mkdir(parents=True)
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "hrq")
    assert environment()["PYTHONPATH"] == ""
