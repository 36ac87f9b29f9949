"""A user's own runs: names that are free and can be folders, how many there may be, notes, renaming, deleting."""

from pathlib import Path

import pytest

from hrq.errors import HrqError, SettingError, UsageError
from hrq.jobs.places import runs_folder
from hrq.runs import find_run, list_runs
from hrq.runs.aside import own_aside
from hrq.runs.own_runs import (
    LONGEST_NAME,
    LONGEST_NOTE,
    check_name,
    check_room,
    delete,
    free_name,
    most_runs,
    note,
    rename,
    size_on_disk,
    write_note,
)


@pytest.mark.parametrize("name", ["dogs", "2 dogs", "dogs-2.d_e", "Hündchen", "a" * LONGEST_NAME, " dogs "])
def test_a_name_that_can_be_a_folder_is_taken(name: str) -> None:
    assert check_name(name) == name.strip()


@pytest.mark.parametrize("name", ["", "  ", "_dogs", "-dogs", ".dogs", "dogs.", "a/b", "a\\b", "a:b", "a" * 61])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="at most 60 of them"):
        check_name(name)


def test_a_name_is_taken_once_whatever_its_case(tiny_run: Path) -> None:
    for name in ("tiny", "TINY", "mammals-2d-GHRQ"):
        with pytest.raises(UsageError, match="already. Choose another name, such as"):
            check_name(name)
    (tiny_run.parent / "begun").mkdir()
    with pytest.raises(UsageError, match="'begun-2'"):
        check_name("begun")


def test_the_first_free_number_is_put_behind_a_name(tiny_run: Path) -> None:
    assert free_name("other") == "other"
    assert free_name("Tiny") == "Tiny-2"
    (tiny_run.parent / "tiny-2").mkdir()
    assert free_name("tiny") == free_name("tiny-2") == "tiny-3"
    assert free_name("tiny-7") == "tiny-7"
    assert free_name("//a:b//") == "a-b"
    assert free_name("...") == "run"
    assert len(free_name("x" * 90)) == LONGEST_NAME - 5


def test_there_is_room_for_so_many_runs_and_no_more(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundled runs take no room."""
    assert most_runs() == 200
    monkeypatch.setenv("HRQ_MOST_RUNS", "2")
    check_room()
    monkeypatch.setenv("HRQ_MOST_RUNS", "1")
    with pytest.raises(HrqError, match="There are 1 runs in .* at most 1 are kept"):
        check_room()
    monkeypatch.setenv("HRQ_MOST_RUNS", "many")
    with pytest.raises(SettingError, match="a whole number"):
        most_runs()


def test_a_note_lies_in_an_own_run_and_beside_a_bundled_one(tiny_run: Path) -> None:
    own, bundled = find_run("tiny"), find_run("mammals-2d-ghrq")
    assert note(own) == note(bundled) == ""
    write_note(own, "  mine  ")
    write_note(bundled, "x" * (LONGEST_NOTE + 7))
    assert note(own) == "mine"
    assert (tiny_run / "note.txt").is_file()
    assert note(bundled) == "x" * LONGEST_NOTE
    assert len((own_aside(bundled.hash) / "note.txt").read_text()) == LONGEST_NOTE
    delete(own)
    with pytest.raises(HrqError, match="any more"):
        write_note(own, "too late")
    assert not tiny_run.exists()


def test_a_run_is_renamed_or_deleted_as_a_whole_and_a_bundled_one_never(tiny_run: Path) -> None:
    rename(find_run("tiny"), " other ")
    assert [one.name for one in list_runs() if not one.bundled] == ["other"]
    for change in (lambda one: rename(one, "mine"), delete):
        with pytest.raises(UsageError, match="came with hrq"):
            change(find_run("mammals-2d-ghrq"))
    gone = find_run("other")
    delete(gone)
    assert [one.name for one in runs_folder().iterdir() if not one.name.startswith(".aside")] == []
    for change in (lambda one: rename(one, "mine"), delete):
        with pytest.raises(HrqError, match="there is no run named 'other' any more|There is no run named 'other'"):
            change(gone)


def test_the_size_is_that_of_all_files_without_links(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "inner" / "b").write_bytes(b"123")
    (tmp_path / "inner" / "link").symlink_to(tmp_path / "a")
    assert size_on_disk(tmp_path) == 8
