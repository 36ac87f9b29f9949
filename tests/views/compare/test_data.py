"""The lines of the Compare screen: the first seed of each run, and the vote that reads no code below them."""

from pathlib import Path
from typing import Any

from hrq.evaluate.compare.runs import Compared
from hrq.runs import RunSummary, make_config
from hrq.views.compare import data
from hrq.views.compare.data import lines


def evaluation(value: float) -> dict[str, Any]:
    pairs = ((1, value, 0.1, 7), (2, value / 2, 0.2, 3))
    rows = [dict(zip(("group", "value", "half", "pairs"), one, strict=True)) for one in pairs]
    vote = [{"group": 1, "value": 0.9, "half": 0.0, "pairs": 7}]
    return {
        "methods": {"model": {"by_depth": rows}, "bayesian": {"by_depth": vote}},
        "curve": [{"epoch": 1, "recall_filtered": value}, {"epoch": 2, "recall_filtered": value + 0.1}],
    }


def runs() -> list[Compared]:
    config = make_config(hierarchy="h", hierarchy_hash="1", disk_layout="tangent_pca")
    found = {f"closure-small-seed{seed}": evaluation(0.5 + seed / 10) for seed in (0, 1)}
    return [Compared("a", config, {}, found), Compared("b", config, {}, {})]


def test_the_first_seed_is_drawn_and_the_vote_below_it() -> None:
    model, vote = lines(runs(), "closure-small", "by_depth")
    assert (model.name, list(model.x), list(model.y), model.control) == ("a", [1, 2], [0.5, 0.25], False)
    assert (vote.name, list(vote.y), vote.control) == ("Bayesian vote, no codes", [0.9], True)
    assert lines(runs(), "parent-small", "by_depth") == []


def test_a_course_has_an_epoch_a_point() -> None:
    (course,) = lines(runs(), "closure-small", "epoch")
    assert (list(course.x), list(course.y)) == ([1, 2], [0.5, 0.6])


def test_runs_that_cannot_be_opened_are_not_compared(monkeypatch: Any) -> None:
    config = runs()[0].config
    summaries = [
        RunSummary("whole", Path("x"), False, "finished", "ab", config),
        RunSummary("broken", Path("x"), False, "broken", "ab", config, problem="It is broken."),
        RunSummary("begun", Path("x"), False, "unfinished", "", config),
    ]
    monkeypatch.setattr(data.caches, "summaries", lambda: summaries)
    assert [one.name for one in data.comparable()] == ["whole"]
