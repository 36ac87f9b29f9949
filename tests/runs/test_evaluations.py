"""What an evaluation is kept as."""

from itertools import pairwise

from hrq.runs.evaluations import evaluation_name


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
