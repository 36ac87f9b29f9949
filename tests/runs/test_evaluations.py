"""What an evaluation is kept as."""

from itertools import pairwise
from pathlib import Path

import pytest

from hrq.jobs.hashing import hash_bytes
from hrq.runs.aside import bundled_aside, own_aside
from hrq.runs.beside import write_json
from hrq.runs.evaluations import FOLDER, evaluation_name, find_evaluation, list_evaluations, save_evaluation


def test_everything_that_changes_the_result_is_in_the_name() -> None:
    """Red when found: what the vote had taught was given out of what the closure had."""
    plain = {"split": "closure", "size": "small", "seed": 0}
    others = (
        {"seed": 1},
        {"size": "paper"},
        {"split": "parent"},
        {"sample": 9},
        {"extra": "glosses"},
        {"teacher": "vote"},
    )
    names = sorted([evaluation_name(**plain), *(evaluation_name(**(plain | other)) for other in others)])
    assert all(one != other for one, other in pairwise(names))
    assert (
        evaluation_name(**plain, sample=9, extra="glosses", teacher="vote")
        == "closure-small-glosses-vote-sample9-seed0"
    )


def test_an_evaluation_of_one_s_own_stands_for_a_bundled_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRQ_ASSETS", str(tmp_path / "assets"))
    seal = tmp_path / "assets" / "models" / "little" / "manifest.json"
    seal.parent.mkdir(parents=True)
    seal.write_text("{}")
    run_hash = hash_bytes(b"{}")
    bundled = bundled_aside("little") / FOLDER
    for name in ("a", "b"):
        write_json(bundled / f"{name}.json", {"of": "bundled"}, {"format": 1, "run_hash": run_hash})
    assert find_evaluation(run_hash, "a") == bundled / "a.json"
    own = save_evaluation(run_hash, "a", {"of": "own"})
    assert find_evaluation(run_hash, "a") == own
    assert find_evaluation(run_hash, "c") is None
    assert {name: one["of"] for name, one in list_evaluations(run_hash).items()} == {"a": "own", "b": "bundled"}
    assert list_evaluations("another") == {}


def test_what_was_saved_is_found_and_listed() -> None:
    path = save_evaluation("ab12", "closure-small-seed0", {"asked_pairs": 3})
    assert find_evaluation("ab12", "closure-small-seed0") == path
    assert list_evaluations("ab12")["closure-small-seed0"]["asked_pairs"] == 3
    assert find_evaluation("ab12", "closure-small-seed1") is None
    assert list_evaluations("cd34") == {}


def test_an_evaluation_of_another_run_or_version_or_cut_short_is_left_out() -> None:
    """A folder may have been copied by hand to another run's."""
    folder = own_aside("ab12") / FOLDER
    write_json(folder / "a.json", {}, {"format": 1, "run_hash": "cd34"})
    write_json(folder / "b.json", {}, {"format": 2, "run_hash": "ab12"})
    (folder / "c.json").write_text('{"format": 1, "run_hash": "ab12"')
    assert list_evaluations("ab12") == {}
    assert [find_evaluation("ab12", name) for name in "abc"] == [None] * 3
