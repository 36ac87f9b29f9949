"""Errors say what arrived, what is allowed and what to do; names are answered with the nearest."""

from pathlib import Path

import pytest

from hrq import errors
from hrq.errors import clipped, nearest_names


def test_the_nearest_names_look_alike_or_hold_what_was_asked_for() -> None:
    known = ["mammals-2d-rq", "mammals-2d-hrq", "nouns-16d-rq", "Tiny", "other"]
    assert nearest_names("tyni", known) == ["Tiny"]
    assert nearest_names("16D", known) == ["nouns-16d-rq"]
    assert nearest_names("mammals-2d-grq", known)[:2] == ["mammals-2d-rq", "mammals-2d-hrq"]
    assert nearest_names("tiny", ["a-tiny-one-of-several-names", "tinny"]) == ["tinny", "a-tiny-one-of-several-names"]
    assert len(nearest_names("m", ["ma", "mb", "mc", "md"])) == 3
    assert nearest_names("", known) == []


def test_a_long_text_loses_its_middle() -> None:
    assert clipped("x" * 120) == "x" * 120
    assert clipped("a" * 100 + "b" * 100) == "a" * 60 + " … " + "b" * 60
    assert clipped("abcdefgh", 4) == "ab … gh"
    assert errors.shown("a\n" + "b" * 300) == repr("a\n" + "b" * 58 + " … " + "b" * 60)


def test_exit_codes_tell_what_could_not_be_done_from_what_makes_no_sense() -> None:
    usage = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.UsageError)}
    assert {kind.exit_code for kind in usage} == {2}
    for kind in (errors.TooLargeError, errors.BrokenRunError, errors.CannotWriteError, errors.DivergedError):
        assert kind.exit_code == 1


@pytest.mark.parametrize(
    ("known", "ranked", "hint"),
    [
        (["ghrq", "hrq"], False, " Nearest: hrq, ghrq."),
        ([f"x{number}" for number in range(8)], False, " Nearest: x0, x1, x2, x3, x4, x5, x6, x7."),
        ([f"x{number}" for number in range(9)], False, ""),
        (["b", "a", "d", "c"], True, " Nearest: b, a, d."),
        ([], False, ""),
    ],
)
def test_an_unknown_name(known: list[str], ranked: bool, hint: str) -> None:
    error = errors.UnknownNameError("quantizer", "hrrq", known, ranked=ranked)
    assert str(error) == f"There is no quantizer named 'hrrq'.{hint}"
    assert str(errors.UnknownNameError("run", "a", [], remedy="Try b.")) == "There is no run named 'a'. Try b."


@pytest.mark.parametrize(
    ("first", "count", "rows"),
    [([3], 1, "Row 3 of"), ([3, 5], 2, "Rows 3 and 5 of"), ([3, 5, 7], 1203, "Rows 3, 5, 7 and 1,200 more of")],
)
def test_rows_are_named_and_counted(first: list[int], count: int, rows: str) -> None:
    assert str(errors.RowsError("f", first, count, "finite", "nan")).startswith(f"{rows} f must be finite, got nan.")


def test_sentences_hold_what_arrived_and_what_to_do() -> None:
    assert str(errors.PrefixError("x")) == "'x' is no prefix: numbers joined by hyphens, such as 12-4."
    assert "one to 2 numbers joined by hyphens, each below 4, 1,000." in str(errors.PrefixError("9", [4, 1000]))
    assert "cannot have: one number, each below 4." in str(errors.PrefixError("9", [4]))
    kept, lost = (str(errors.DivergedError(1200, 0.1, kept)) for kept in (True, False))
    assert "near step 1,200. The last checkpoint is kept" in kept
    assert "There was no checkpoint yet." in lost
    assert "(now 0.1)" in kept
    assert "train it again" in str(errors.BrokenRunError(Path("a"), "is empty"))
    assert str(errors.BrokenRunError(Path("a"), "is empty", remedy="Go.")) == "a is empty. Go."
    absent = errors.AbsentPartError("it", "points", "--points")
    assert absent.part == "points"
    assert "import the codes again with --points" in str(absent)
