import json
from collections.abc import Callable
from typing import Any

import pytest

from hrq.cli.baselines import MEANINGS

Hrq = Callable[..., Any]


@pytest.mark.parametrize("split", ["closure", "parent"])
def test_one_object_a_rule(hrq: Hrq, split: str) -> None:
    done = hrq("baselines", "--hierarchy", "wordnet:mammal.n.01", "--split", split, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert list(told) == ["popularity", "composition", "kin", "bayesian"]
    assert {name: one["meaning"] for name, one in told.items()} == MEANINGS
    assert all(0 <= one["recall"] <= 1 and 0 <= one["recall_filtered"] <= 1 for one in told.values())
    if split == "parent":
        assert told["composition"]["recall_filtered"] == 0
        assert told["kin"]["recall_filtered"] > 0.3


def test_a_table_for_people(hrq: Hrq) -> None:
    done = hrq("baselines", "--hierarchy", "wordnet:mammal.n.01")
    assert done.returncode == 0
    assert "composition" in done.stdout
    assert "closure-0" in done.stdout


def test_a_split_that_asks_nothing_is_refused(hrq: Hrq, toy_csv: object, tmp_path: Any) -> None:
    done = hrq("baselines", "--hierarchy", "wordnet:mammal.n.01", "--split", "none")
    assert done.returncode == 2
    assert "closure" in done.stderr
    flat = tmp_path / "flat.csv"
    flat.write_text("child,parent\na,b\n")
    done = hrq("baselines", "--hierarchy", str(flat), "--split", "parent")
    assert done.returncode == 2
    assert "holds nothing out" in done.stderr
