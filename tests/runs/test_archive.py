"""A run as a zip, out and in; and every way a zip can be made to do harm is refused before anything is written."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hrq.data.sources.by_name import load_hierarchy
from hrq.data.sources.shelf import put_on_shelf
from hrq.errors import HrqError
from hrq.jobs.places import runs_folder
from hrq.runs import find_run, load_run
from hrq.runs.archive import export_run, import_run
from hrq.runs.own_runs import note, write_note

Change = Callable[[zipfile.ZipFile], None]


def changed(content: bytes, change: Change, *, drop: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if not drop or drop not in member.filename:
                new.writestr(member, old.read(member))
        change(new)
    return buffer.getvalue()


def link(archive: zipfile.ZipFile) -> None:
    member = zipfile.ZipInfo("tiny/note.txt")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(member, "/etc/passwd")


def bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("tiny/note.txt", b"\0" * 30_000_000)


def encrypted(content: bytes) -> bytes:
    """The same zip, whose members say that they are encrypted, in both of their headers."""
    harmed = bytearray(content)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            harmed[place + at] |= 1
            place = content.find(signature, place + 1)
    return bytes(harmed)


def test_a_run_goes_out_and_comes_in_with_its_hierarchy_and_note(tiny_run: Path, toy_csv: Path) -> None:
    write_note(find_run("tiny"), "mine")
    content = export_run(find_run("tiny"))
    assert export_run(find_run("tiny")) == content
    name = import_run(content)
    assert name == "tiny-2"
    assert load_run(name).hash == load_run("tiny").hash
    assert note(find_run(name)) == "mine"
    renamed = toy_csv.rename(toy_csv.with_suffix(".gone"))
    try:
        assert load_run(name).hierarchy.names == load_run(name).names
    finally:
        renamed.rename(toy_csv)
    assert import_run(content, "another") == "another"


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda archive: archive.writestr("../../evil.txt", "x"), "outside of the run's folder"),
        (lambda archive: archive.writestr("/etc/evil", "x"), "outside of the run's folder"),
        (lambda archive: archive.writestr("tiny/a/b/config.json", "x"), "outside of the run's folder"),
        (lambda archive: archive.writestr("C:\\evil", "x"), "outside of the run's folder"),
        (lambda archive: archive.writestr("tiny/evil.py", "x"), "belongs to no run"),
        (lambda archive: archive.writestr(".", "x"), "outside of the run's folder"),
        (lambda archive: archive.writestr("other/note.txt", "x"), "beside other runs"),
        (lambda archive: archive.writestr("../note.txt", "x"), "outside of the run's folder"),
        (link, "a link or no file"),
        (bomb, "unpacks to more than"),
    ],
)
def test_harm_is_refused_and_leaves_nothing(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch, harm: Change, sentence: str
) -> None:
    monkeypatch.setenv("HRQ_MOST_MB", "1")
    content = changed(export_run(find_run("tiny")), harm)
    before = sorted(runs_folder().rglob("*"))
    with pytest.raises(HrqError, match=sentence):
        import_run(content)
    assert sorted(runs_folder().rglob("*")) == before


def test_all_members_together_may_be_unpacked_so_far(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of six megabytes each, where ten are allowed in all."""
    monkeypatch.setenv("HRQ_MOST_MB", "1")

    def two(archive: zipfile.ZipFile) -> None:
        for name in ("note.txt", "hierarchy.parquet"):
            archive.writestr(f"tiny/{name}", b"\0" * 6_000_000)

    content = changed(export_run(find_run("tiny")), two, drop="hierarchy.parquet")
    with pytest.raises(HrqError, match="unpacks to more than 10 MB"):
        import_run(content)


def test_an_encrypted_zip_or_one_that_is_too_large_is_told(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = export_run(find_run("tiny"))
    with pytest.raises(HrqError, match="encrypted. Export it again without a password"):
        import_run(encrypted(content))
    monkeypatch.setenv("HRQ_MOST_MB", "1")
    with pytest.raises(HrqError, match="too large: 2 MB where 1 MB are allowed"):
        import_run(content + b"\0" * 2_000_000)


@pytest.mark.parametrize("drop", ["config.json", "model.safetensors", "manifest.json"])
def test_a_run_that_lacks_a_file_is_told(tiny_run: Path, drop: str) -> None:
    content = changed(export_run(find_run("tiny")), lambda archive: None, drop=drop)
    with pytest.raises(HrqError, match=f"The zip holds no run: {drop} is missing"):
        import_run(content)


def test_what_is_no_zip_or_an_altered_one_is_told(tiny_run: Path) -> None:
    content = export_run(find_run("tiny"))
    for broken in (b"", b"hello", content[: len(content) // 2]):
        with pytest.raises(HrqError, match="not a whole zip"):
            import_run(broken)
    altered = changed(content, lambda archive: archive.writestr("tiny/metrics.json", "{}"), drop="metrics.json")
    with pytest.raises(HrqError, match=r"no run that opens: tiny-2/metrics\.json was truncated or altered"):
        import_run(altered)
    with pytest.raises(HrqError, match="There is a run named 'tiny' already"):
        import_run(content, "tiny")


@pytest.mark.parametrize(
    ("member", "sentence"), [(None, r"did not come along as hierarchy\.parquet"), (b"PAR1 cut", "is damaged")]
)
def test_a_path_that_a_zip_names_is_never_opened(
    tiny_run: Path, toy_csv: Path, member: bytes | None, sentence: str
) -> None:
    """Red when found: the file was read here, and what was wrong with it was told, with its first line."""

    def add(archive: zipfile.ZipFile) -> None:
        if member is not None:
            archive.writestr("tiny/hierarchy.parquet", member)

    assert toy_csv.is_file()
    with pytest.raises(HrqError, match=sentence):
        import_run(changed(export_run(find_run("tiny")), add, drop="hierarchy.parquet"))
    assert [one.name for one in runs_folder().iterdir()] == ["tiny"]


def test_a_hierarchy_on_the_shelf_is_kept_once_and_never_overwritten(toy_csv: Path) -> None:
    toy = load_hierarchy(str(toy_csv))
    assert put_on_shelf(toy, "My: toy") == put_on_shelf(toy, "My: toy") == "mine:My- toy"
    other = put_on_shelf(toy.subtree("n2"), "My: toy")
    assert other == "mine:My- toy-2"
    assert len(load_hierarchy(other)) == len(toy.subtree("n2"))
    assert load_hierarchy("mine:My- toy").content_hash == toy.content_hash
    with pytest.raises(HrqError, match="no uploaded hierarchy named 'toyy'"):
        load_hierarchy("mine:toyy")
