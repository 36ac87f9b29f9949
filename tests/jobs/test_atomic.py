"""A reader sees the old file or the new one, never a part; a refusal is a sentence."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import save_file

from hrq.errors import CannotWriteError
from hrq.jobs.atomic import cannot_write, make_folder, write_atomically, write_bytes, write_text, write_together


def test_a_block_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    write_text(target, "old")
    with pytest.raises(RuntimeError), write_atomically(target) as temporary:
        temporary.write_text("half of the n")
        raise RuntimeError
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_until_the_block_ends_the_old_file_is_what_a_reader_sees(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "a.bin"
    with write_atomically(target) as temporary:
        temporary.write_bytes(b"new")
        assert not target.exists()
        assert temporary.parent == target.parent
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("umask", [0o022, 0o007, 0o077])
def test_the_file_can_be_read_by_others_as_the_umask_allows(tmp_path: Path, umask: int) -> None:
    """Whoever fills the file, also libraries."""
    before = os.umask(umask)
    try:
        write_bytes(tmp_path / "a", b"x")
        with write_atomically(tmp_path / "b") as temporary:
            save_file({"x": torch.zeros(2)}, temporary)
        with write_atomically(tmp_path / "c") as temporary:
            pq.write_table(pa.table({"x": [1]}), temporary)
    finally:
        os.umask(before)
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in "abc"} == {0o666 & ~umask}


def test_the_umask_is_never_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It belongs to the process: what another thread writes at that moment would be open to everybody.

    Red when found: it was set and set back, to read it.
    """
    monkeypatch.setattr(os, "umask", lambda mask: pytest.fail("the umask was changed"))
    write_bytes(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("number", "sentence"), [(28, "the disk is full"), (13, "you may not write there"), (30, "read-only")]
)
def test_the_system_s_refusals_are_worded(number: int, sentence: str) -> None:
    assert sentence in str(cannot_write(Path("x"), OSError(number, "Nope")))


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a"
    with pytest.raises(CannotWriteError, match="disk is full.*Free some space"), write_atomically(target):
        raise OSError(28, "No space left on device")
    assert not list(tmp_path.iterdir())


def test_a_file_in_the_way_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWriteError, match="not a folder|in the way"):
        make_folder(tmp_path / "file" / "folder")


def test_files_that_belong_together_change_together(tmp_path: Path) -> None:
    """A block that fails half-way leaves all old files."""
    write_text(tmp_path / "a", "old a")
    with pytest.raises(RuntimeError), write_together(tmp_path, ["a", "b"]) as stage:
        write_text(stage / "a", "new a")
        raise RuntimeError
    assert (tmp_path / "a").read_text() == "old a"
    with write_together(tmp_path, ["a", "b"]) as stage:
        write_text(stage / "a", "new a")
        write_text(stage / "b", "new b")
        assert (tmp_path / "a").read_text() == "old a"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "new a", "b": "new b"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system is asked for, in order: which files are flushed to the disk, and what is renamed to what."""
    told: list[str] = []
    flush, rename = os.fsync, Path.replace

    def flushed(handle: int) -> None:
        told.append(f"flush {Path(f'/proc/self/fd/{handle}').readlink().name}")
        flush(handle)

    def renamed(self: Path, target: Path) -> Path:
        told.append(f"{self.name} becomes {target.name}")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", renamed)
    return told


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="files are known by their handles in /proc")
def test_a_file_is_on_the_disk_before_it_is_renamed_and_then_its_folder(tmp_path: Path, asked: list[str]) -> None:
    with write_atomically(tmp_path / "a") as temporary:
        temporary.write_text("x")
    assert asked == [f"flush {temporary.name}", f"{temporary.name} becomes a", f"flush {tmp_path.name}"]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="files are known by their handles in /proc")
def test_files_that_belong_together_are_renamed_in_order_the_last_at_the_end(tmp_path: Path, asked: list[str]) -> None:
    """Everything is written before the first is renamed, and the folder flushed after the last."""
    with write_together(tmp_path, ["b", "a", "manifest"]) as stage:
        for name in ("manifest", "a", "b"):
            write_text(stage / name, name)
        asked.clear()
    assert asked == ["b becomes b", "a becomes a", "manifest becomes manifest", f"flush {tmp_path.name}"]
    assert stage.parent == tmp_path
    assert not stage.exists()


def test_a_refusal_among_files_that_belong_together_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotWriteError, match="a part of its path|in the way|no such file"):  # noqa: SIM117
        with write_together(tmp_path, ["missing"]):
            pass
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("number", "remedy"), [(28, "Free some space"), (122, "Free some space"), (13, "Choose another")]
)
def test_each_refusal_has_its_remedy(number: int, remedy: str) -> None:
    assert remedy in str(cannot_write(Path("x"), OSError(number, "Nope")))


def test_a_refusal_without_words_of_ours_has_the_system_s() -> None:
    assert "strange thing" in str(cannot_write(Path("x"), OSError(9999, "Strange Thing")))
    assert "no number" in str(cannot_write(Path("x"), OSError("No number")))
