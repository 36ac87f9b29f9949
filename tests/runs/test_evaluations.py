"""What an evaluation is kept as."""

from itertools import pairwise
from pathlib import Path

import pytest

from hrq.runs.evaluations import evaluation_name, find_evaluation, list_evaluations, save_evaluation


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
    bundled = tmp_path / "assets" / "aside" / "ab12" / "evaluations"
    bundled.mkdir(parents=True)
    for name in ("a", "b"):
        (bundled / f"{name}.json").write_text('{"of": "bundled"}')
    assert find_evaluation("ab12", "a") == bundled / "a.json"
    own = save_evaluation("ab12", "a", {"of": "own"})
    assert find_evaluation("ab12", "a") == own
    assert find_evaluation("ab12", "c") is None
    assert list_evaluations("ab12") == {"a": {"of": "own"}, "b": {"of": "bundled"}}
    assert list_evaluations("another") == {}
