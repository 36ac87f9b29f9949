"""Where things lie, in a clone and in an installed package."""

from pathlib import Path

import pytest

from hrq.jobs import places
from hrq.jobs.launch import environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package as a wheel leaves it, with its assets inside."""
    package = tmp_path / "site-packages" / "hrq"
    (package / "assets").mkdir(parents=True)
    monkeypatch.setattr(places, "PACKAGE", package)
    return package


def test_a_clone_has_its_assets_and_pages_beside_the_package() -> None:
    assert (places.clone_folder(), places.app_folder()) == (ROOT, ROOT)
    assert places.assets_folder() == ROOT / "assets"
    assert "git checkout" in places.assets_again()
    assert environment()["PYTHONPATH"].startswith(str(ROOT))


def test_a_wheel_has_them_inside(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when tried: assets beside the package first; site-packages put before Python's own modules."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert (places.clone_folder(), places.app_folder()) == (None, installed / "_app")
    assert places.assets_folder() == installed / "assets"
    assert "git" not in places.assets_again()
    assert "pip install" in places.assets_again()
    assert str(installed.parent) not in environment()["PYTHONPATH"]


def test_another_place_may_be_named(installed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HRQ_ASSETS", str(tmp_path))
    assert places.assets_folder() == tmp_path
    monkeypatch.delenv("HRQ_RUNS")
    assert places.runs_folder() == Path("runs")
