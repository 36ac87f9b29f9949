"""The table of runs: numbers as they were measured, a dash where they were not."""

from types import SimpleNamespace
from typing import Any

import pytest

from hrq.runs import make_config
from hrq.views.home import table
from hrq.views.home.table import NOTHING, cells


def told(monkeypatch: pytest.MonkeyPatch, metrics: dict[str, Any], **config: Any) -> list[str]:
    monkeypatch.setattr(table.caches, "metrics", lambda _: metrics)
    made = make_config(**{"hierarchy": "h", "hierarchy_hash": "1", "disk_layout": "tangent_pca"} | config)
    summary: Any = SimpleNamespace(config=made)
    return cells(summary)


def test_a_row_holds_the_last_level_s_error_and_the_first_token_s_likeness(monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = {
        "map": 0.5, "map_shuffled": 0.0, "map_decoded": 0.25, "relative_error": [0.9, 0.3], "unique": 0.5,
        "relative_error_scaled": [0.8, 0.2], "wup": [{"wup": 0.7, "shuffled": 0.1}, {"wup": 0.9, "shuffled": 0.2}],
    }  # fmt: skip
    found = told(monkeypatch, metrics, quantizer="rq", curvature=0.0, levels=2, codewords=(8, 4))
    assert found == [
        "rq (baseline)", "16", "0", "8 × 4", "0.500", "0.000", "0.250", "0.700", "0.100", "0.300", "0.200", "50%",
    ]  # fmt: skip


def test_what_was_not_measured_is_a_dash_and_several_seeds_have_an_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    spread = {"map": {"mean": 0.52, "low": 0.5, "high": 0.54, "n": 3}}
    found = told(monkeypatch, {"map": 0.5, "over_seeds": spread})
    assert found[4] == "0.520 ± 0.020"
    assert found[5:] == [NOTHING] * 7
    nobody: Any = SimpleNamespace(config=None)
    assert set(cells(nobody)) == {NOTHING}
