"""What was computed is kept once, found again, and never taken for another run's or another version's."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch

from hrq.jobs.hashing import hash_file
from hrq.jobs.places import assets_folder
from hrq.runs import find_run, list_runs
from hrq.runs.arrays import write_tensors
from hrq.runs.aside import ASIDE, bundled_aside, own_aside
from hrq.runs.beside import Stamp, find_kept, fits, kept, read_stamp, stamp, write_json, write_table, written
from hrq.runs.files import read_json

NAME = "numbers.json"
Content = dict[str, Any]


class Counting:
    """Computes 1, 2, 3 …: what is kept says how often that was asked for."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Content:
        self.calls += 1
        return {"number": self.calls}


@pytest.fixture
def ask() -> Callable[[Stamp], int]:
    compute = Counting()
    return lambda wanted: int(kept(NAME, wanted, read=read_json, compute=compute, write=write_json)["number"])


@pytest.fixture
def wanted(tiny_run: Path) -> Stamp:
    return stamp(find_run(tiny_run.name), 1)


def test_it_is_computed_once(ask: Callable[[Stamp], int], wanted: Stamp) -> None:
    assert [ask(wanted), ask(wanted)] == [1, 1]
    assert read_stamp(own_aside(wanted["hash"]) / NAME) == wanted | {"number": 1}


@pytest.mark.parametrize("other", [{"format": 2}, {"hash": "ab12"}, {"hierarchy_hash": "cd34"}, {"seed": 1}], ids=str)
def test_another_version_run_hierarchy_or_seed_is_computed_anew(
    ask: Callable[[Stamp], int], wanted: Stamp, other: Content
) -> None:
    """A folder may have been copied by hand: its name does not say whose the file is."""
    wanted = {**wanted, "seed": 0}
    path = own_aside(wanted["hash"]) / NAME
    write_json(path, {"number": 99}, {**wanted, **other})
    assert [ask(wanted), ask(wanted)] == [1, 1]
    write_json(path, {"number": 99}, {key: value for key, value in wanted.items() if key not in other})
    assert [ask(wanted), ask(wanted)] == [2, 2]


def test_what_a_result_depends_on_is_a_part_of_its_stamp(ask: Callable[[Stamp], int], tiny_run: Path) -> None:
    run = find_run(tiny_run.name)
    assert [ask(stamp(run, 1, seed=seed)) for seed in (0, 0, 1, 1)] == [1, 1, 2, 2]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\x80\x02", b'{"number": 99}'])
def test_a_file_cut_short_or_without_a_stamp_is_computed_anew(
    ask: Callable[[Stamp], int], wanted: Stamp, content: bytes
) -> None:
    path = own_aside(wanted["hash"]) / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert [ask(wanted), ask(wanted)] == [1, 1]


def test_what_cannot_be_read_though_its_stamp_fits_is_computed_anew(wanted: Stamp) -> None:
    def read(path: Path) -> Content:
        raise KeyError("number")

    write_json(own_aside(wanted["hash"]) / NAME, {"number": 99}, wanted)
    assert kept(NAME, wanted, read=read, compute=Counting(), write=write_json) == {"number": 1}


def test_a_place_that_cannot_be_written_to_still_answers(
    ask: Callable[[Stamp], int], wanted: Stamp, tiny_run: Path
) -> None:
    (tiny_run.parent / ASIDE).write_text("a file where the folder should be")
    assert [ask(wanted), ask(wanted)] == [1, 2]


def test_the_readers_own_comes_before_the_bundled_one(
    ask: Callable[[Stamp], int], wanted: Stamp, tiny_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRQ_ASSETS", str(tmp_path / "assets"))
    (tmp_path / "assets" / "models").mkdir(parents=True)
    tiny_run.rename(tmp_path / "assets" / "models" / "tiny")
    write_json(bundled_aside("tiny") / NAME, {"number": 50}, wanted)
    assert ask(wanted) == 50
    write_json(own_aside(wanted["hash"]) / NAME, {"number": 60}, wanted)
    assert ask(wanted) == 60
    write_json(own_aside(wanted["hash"]) / NAME, {"number": 70}, {**wanted, "format": 2})
    assert ask(wanted) == 50


def test_every_kind_of_file_carries_its_stamp(tmp_path: Path, wanted: Stamp) -> None:
    write_table(tmp_path / "a.parquet", pa.table({"a": [1]}), wanted)
    write_json(tmp_path / "a.json", {"a": 1}, wanted)
    write_tensors(tmp_path / "a.safetensors", {"a": torch.ones(1)}, written(wanted))
    for ending in ("parquet", "json", "safetensors"):
        path = tmp_path / f"a.{ending}"
        assert fits(read_stamp(path), wanted)
        path.write_bytes(path.read_bytes()[:-8][:40])
        assert read_stamp(path) == {}
    pq.write_table(pa.table({"a": [1]}), tmp_path / "a.parquet")
    assert read_stamp(tmp_path / "a.parquet") == {}


def test_a_file_without_a_stamp_is_taken_only_where_that_is_allowed(wanted: Stamp) -> None:
    path = own_aside(wanted["hash"]) / "a.safetensors"
    write_tensors(path, {"a": torch.ones(1)})
    assert find_kept(path.name, wanted) is None
    assert find_kept(path.name, wanted, unstamped=True) == path
    write_tensors(path, {"a": torch.ones(1)}, written({**wanted, "format": 2}))
    assert find_kept(path.name, wanted, unstamped=True) is None


def bundled_files() -> Iterator[tuple[str, Path]]:
    for folder in sorted((assets_folder() / "aside").iterdir()):
        yield from ((folder.name, path) for path in sorted(folder.rglob("*")) if path.is_file())


def test_all_that_ships_beside_a_run_says_whose_it_is() -> None:
    """Under the run's name, so that people find it; with the run's hash, so that nobody takes it for another's."""
    models = assets_folder() / "models"
    runs = {one.name: one for one in list_runs() if one.bundled}
    files = list(bundled_files())
    assert len(files) > 13, "each run of WordNet has its agreement, and some more"
    assert {name for name, _ in files} <= set(runs)
    for name, path in files:
        found, sealed = read_stamp(path), hash_file(models / name / "manifest.json")
        assert found.get("hash", found.get("run_hash")) == sealed == runs[name].hash, path
        assert isinstance(found["format"], int), path
