"""A reader sees the old file or the new one, never a part; a refusal is a sentence."""

import os
from pathlib import Path

import pytest

from hrq.errors import CannotWriteError
from hrq.jobs.atomic import cannot_write, make_folder, write_atomically, write_bytes, write_text, write_together


def test_a_block_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    """Red when tried: writing to `path` itself; not removing the temporary file."""
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


def test_the_file_can_be_read_by_others_as_the_umask_allows(tmp_path: Path) -> None:
    """Red when tried: without the chmod the file has mode 0600."""
    write_bytes(tmp_path / "a", b"x")
    umask = os.umask(0o022)
    os.umask(umask)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o666 & ~umask


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
    """A block that fails half-way leaves all old files. Red when tried: writing into the folder itself."""
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
