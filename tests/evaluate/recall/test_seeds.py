"""Several seeds as one: Student's interval between them, and one evaluation's own where they do not differ."""

from typing import Any

import pytest

from hrq.evaluate.recall.seeds import over_seeds


def evaluated(seed: int, model: float, rule: float = 0.8) -> dict[str, Any]:
    methods = {
        name: {"at": {"recall@10": value}, "half": {"recall@10": 0.02}, "pairs": 100, "nodes": 60}
        for name, value in (("model", model), ("kin", rule))
    }
    return {"seed": seed, "methods": methods}


def test_three_seeds_have_student_s_interval() -> None:
    found = over_seeds([evaluated(0, 0.90), evaluated(1, 0.93), evaluated(2, 0.96)])["model"]["recall@10"]
    assert found["value"] == pytest.approx(0.93)
    assert found["half"] == pytest.approx(4.3027 * 0.03 / 3**0.5, abs=1e-4)
    assert found["seeds"] == 3


def test_a_rule_that_no_seed_changes_keeps_the_interval_of_one_evaluation() -> None:
    found = over_seeds([evaluated(0, 0.90), evaluated(1, 0.93)])
    assert found["kin"]["recall@10"] == {"value": 0.8, "half": 0.02, "seeds": 1}
    assert (found["kin"]["pairs"], found["kin"]["nodes"]) == (100, 60)


def test_only_what_every_evaluation_has_is_told() -> None:
    first, second = evaluated(0, 0.9), evaluated(1, 0.9)
    del second["methods"]["kin"]
    assert list(over_seeds([first, second])) == ["model"]
