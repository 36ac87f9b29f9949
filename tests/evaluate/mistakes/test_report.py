from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from hrq.errors import TooLargeError
from hrq.evaluate.matching import kept
from hrq.evaluate.mistakes import report
from hrq.evaluate.mistakes.kinds import KINDS
from hrq.evaluate.mistakes.report import mistakes_of
from hrq.evaluate.mistakes.tables import error_table, rates, summary
from hrq.runs import load_run
from hrq.runs.aside import own_aside
from hrq.runs.beside import read_stamp, write_table
from hrq.runs.notes import Note, read_notes, write_note


def test_every_kind_is_looked_for_and_kept(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = load_run(tiny_run)
    found = mistakes_of(run)
    assert list(found.cases) == list(KINDS)
    with monkeypatch.context() as patch:
        patch.setattr(report, "find_mistakes", lambda *_, **__: pytest.fail("looked for again"))
        again = mistakes_of(run)
    for kind, cases in found.cases.items():
        for name in ("nodes", "partners", "scores", "able", "wrong"):
            np.testing.assert_array_equal(getattr(cases, name), getattr(again.cases[kind], name))
        assert cases.prefixes == again.cases[kind].prefixes
        assert cases.total == again.cases[kind].total
    assert again.blame == found.blame
    (own_aside(run.hash) / report.NAME).write_bytes(b"cut off")
    assert mistakes_of(run).blame == found.blame


@pytest.mark.parametrize("other", [{"hash": "ab12"}, {"hierarchy_hash": "cd34"}, {"format": 3}], ids=str)
def test_mistakes_of_another_run_or_version_are_never_shown(tiny_run: Path, other: dict[str, object]) -> None:
    run = load_run(tiny_run)
    found, path = mistakes_of(run), own_aside(run.hash) / report.NAME
    table = pq.read_table(path)
    write_table(path, table.slice(0, 1), {**read_stamp(path), **other})
    assert list(mistakes_of(run).cases) == list(found.cases)
    write_table(path, table.slice(0, 1), read_stamp(path))
    assert len(mistakes_of(run).cases) == 1, "that one was of this run and this version"


def test_what_could_not_be_looked_for_is_kept_too(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise TooLargeError("The transitive closure has too many pairs.")

    run = load_run(tiny_run)
    monkeypatch.setattr(kept, "best_nodes", refuse)
    found = mistakes_of(run)
    assert found.missing
    assert mistakes_of(run).missing == found.missing
    assert list(mistakes_of(run).cases) == list(found.cases)


def test_the_table_says_what_the_rates_say(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    found = mistakes_of(run)
    write_note(run.hash, "residual", run.names[found.cases["residual"].nodes[0]], Note("quirk", "seen"))
    table = error_table(run, found, read_notes(run.hash))
    kinds = table["kind"].to_pylist()
    for row in summary(found):
        assert kinds.count(row["kind"]) == row["cases"]
    assert set(table["hash"].to_pylist()) == {run.hash}
    noted = [row for row in table.to_pylist() if row["tag"]]
    assert [(row["kind"], row["rank"], row["note"]) for row in noted] == [("residual", 1, "seen")]


def test_without_a_closure_the_rest_is_found(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise TooLargeError("The transitive closure has too many pairs.")

    monkeypatch.setattr(kept, "best_nodes", refuse)
    found = report.find_mistakes(load_run(tiny_run))
    assert set(found.missing) == {"meaningless", "strangers", "collisions"}
    assert set(found.cases) == set(KINDS) - set(found.missing)
    assert [row["cases"] is None for row in summary(found)] == [bool(row["missing"]) for row in summary(found)]


def test_rates_are_counted_in_groups() -> None:
    able, wrong = np.array([1, 1, 1, 0, 1], bool), np.array([1, 0, 1, 0, 0], bool)
    found = rates(able, wrong, np.array([0, 0, 1, 1, -1]), ["a", "b", "nobody"])
    assert [(one.group, one.wrong, one.able, one.rate) for one in found] == [("a", 1, 2, 0.5), ("b", 1, 1, 1.0)]
    assert all(one.low <= one.rate <= one.high for one in found)


def test_notes_are_kept_changed_and_forgotten(tiny_run: Path) -> None:
    write_note("x", "split", "n3", Note("real", " a horse is no cow "))
    write_note("x", "split", "n4", Note("", "only words"))
    assert read_notes("x") == {
        ("split", "n3"): Note("real", "a horse is no cow"),
        ("split", "n4"): Note("", "only words"),
    }
    write_note("x", "split", "n3", Note("", ""))
    assert list(read_notes("x")) == [("split", "n4")]
