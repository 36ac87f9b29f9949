"""A reader's own file beside a run comes before the one that ships with it."""

from pathlib import Path

import pytest

from hrq.runs.aside import find_aside, own_aside


def test_own_before_bundled_before_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when tried: the places the other way round."""
    monkeypatch.setenv("HRQ_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("HRQ_ASSETS", str(tmp_path / "assets"))
    assert find_aside("ab12", "notes.json") is None
    bundled = tmp_path / "assets" / "aside" / "ab12" / "notes.json"
    own = own_aside("ab12") / "notes.json"
    for path in (bundled, own):
        path.parent.mkdir(parents=True)
        path.write_text("{}")
        assert find_aside("ab12", "notes.json") == path
    assert own_aside("ab12").parent.name.startswith("."), "a list of runs must not show it"
