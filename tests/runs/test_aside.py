"""A reader's own file beside a run comes before the one that ships with it, which lies under the run's name."""

from pathlib import Path

import pytest

from hrq.jobs.hashing import hash_bytes
from hrq.runs.aside import bundled_aside, find_aside, own_aside

SEAL = b'{"files": {}}'


@pytest.fixture(autouse=True)
def _one_bundled_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRQ_ASSETS", str(tmp_path / "assets"))
    write(tmp_path / "assets" / "models" / "little" / "manifest.json", SEAL)


def write(path: Path, content: bytes = b"{}") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_own_before_bundled_before_nothing() -> None:
    run_hash = hash_bytes(SEAL)
    assert find_aside(run_hash, "notes.json") is None
    for path in (bundled_aside("little") / "notes.json", own_aside(run_hash) / "notes.json"):
        assert find_aside(run_hash, write(path).name) == path
    assert own_aside(run_hash).parent.name.startswith("."), "a list of runs must not show it"


def test_another_run_of_a_bundled_name_is_not_the_bundled_one() -> None:
    path = write(bundled_aside("little") / "agreement.json")
    assert find_aside(hash_bytes(SEAL), path.name) == path
    assert find_aside(hash_bytes(b"trained again under that name"), path.name) is None
