"""`bench` prints what was measured; only --strict makes a missed target a failure."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hrq.bench.measure import Row, Section, Target, Timing
from hrq.bench.run import Benchmark

Hrq = Callable[..., Any]
SHAPE = {
    **dict.fromkeys(("processor", "system", "python", "torch", "numpy"), "x"),
    **{"cores": 2, "threads": 1, "memory_gib": 8, "gpu": None, "peers": {"gensim": None}},
}


def result(ratio: float, *, missing: bool = False) -> Benchmark:
    timing = None if missing else Timing(1.0, 1.0, 1.0, 1)
    row = Row("it", "float64", timing, Target(None, "at most", 1.0), ratio)
    return Benchmark(SHAPE, (Section("Part", "work", (row,)),), 1.0)


@pytest.mark.parametrize(
    ("found", "verdict", "code"),
    [(result(0.5), "met", 0), (result(2.0), "missed", 1), (result(0.5, missing=True), "missing", 1)],
)
def test_strict_fails_on_a_missed_target_or_a_missing_peer(
    hrq: Hrq, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, found: Benchmark, verdict: str, code: int
) -> None:
    monkeypatch.setattr("hrq.bench.run.run_benchmark", lambda *_: found)
    assert hrq("bench", "--json").returncode == 0
    done = hrq("bench", "--quick", "--json", "--strict", "--to", str(tmp_path / "page.md"))
    assert done.returncode == code
    assert json.loads(done.stdout)["sections"][0]["rows"][0]["verdict"] == verdict
    page = (tmp_path / "page.md").read_text("utf-8")
    assert "there was none" in page
    assert verdict in page


@pytest.mark.slow
def test_quick_runs_as_it_is(hrq: Hrq) -> None:
    found = json.loads(hrq("bench", "--quick", "--json").stdout)
    assert len(found["sections"]) == 5
