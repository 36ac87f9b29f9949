"""What a benchmark says: cells, signs, verdicts and what was not met, from times that were never measured."""

import json

import pytest

from hrq.bench.measure import Finding, Row, Section, Target, Timing
from hrq.bench.report import COLUMNS, NO_GPU, as_data, cells, markdown
from hrq.bench.run import Benchmark

FAST, SLOW = Timing(0.0123, 0.0100, 0.0200, 3), Timing(2.5, 2.0, 3.0, 3)
ROWS = (
    Row("plain", "float32", FAST),
    Row("ours", "float64", SLOW, Target("plain", "at most", 2.5), 203.25, "close calls", gpu=FAST),
    Row("theirs", "", None, Target("ours", "at least", 4.0)),
)
SECTION = Section("Search", "one level", ROWS, findings=(Finding("exponent", 1.05, Target(None, "at most", 1.1)),))
MACHINE = {
    "cores": 2, "memory_gib": 23, "processor": "a processor", "system": "Linux", "gpu": None, "threads": 1,
    "python": "3.11", "torch": "2", "numpy": "2", "peers": {"faiss-cpu": None, "geoopt": "0.5"},
}  # fmt: skip


def test_cells_of_times() -> None:
    plain, ours, theirs, finding = cells(SECTION, gpu=True)
    assert plain == ("plain", "float32", "12.3 ms", "10.0 ms – 20.0 ms", "–", "", "", "", "")
    assert ours[2:] == ("2.50 s", "2.00 s – 3.00 s", "12.3 ms", "203", "≤ 2.5 × plain", "missed", "close calls")
    assert theirs[2:] == ("missing", "", "–", "", "≥ 4 × ours", "missing", "")
    assert finding == ("exponent", "", "1.050", "", "", "", "≤ 1.1", "met", "")
    assert len(COLUMNS) == len(plain)
    assert cells(SECTION, gpu=False)[1][4] == NO_GPU


def test_cells_of_a_rate() -> None:
    rated = Section("Training", "pairs", ROWS[:1], rate="pairs a second")
    assert cells(rated, gpu=False)[0][2:4] == ("81", "100 – 50")


def test_failures_are_what_was_missed_or_missing() -> None:
    benchmark = Benchmark(MACHINE, (SECTION,), 12.4)
    assert benchmark.verdicts == {"Search: ours": "missed", "Search: theirs": "missing", "Search: exponent": "met"}
    assert benchmark.failures == ["Search: ours is missed", "Search: theirs is missing"]
    data = json.loads(json.dumps(as_data(benchmark)))
    assert [row["verdict"] for row in data["sections"][0]["rows"]] == ["", "missed", "missing"]
    assert data["sections"][0]["findings"][0]["verdict"] == "met"
    assert (data["seconds"], data["machine"]["cores"], data["failures"]) == (12.4, 2, benchmark.failures)


def test_the_page_says_what_it_was_made_by_and_on_and_what_was_not_met() -> None:
    page = markdown(Benchmark(MACHINE, (SECTION,), 12.4), "python -m hrq bench")
    for said in (
        "`python -m hrq bench` wrote this page in 12 s.",
        "2 cores, 23 GiB, a processor; Linux. GPU: there was none.",
        "faiss-cpu missing, geoopt 0.5",
        "## Search",
        "Time for one level.",
        "| plain | float32 | 12.3 ms | 10.0 ms – 20.0 ms | there was none |  |  |  |  |",
        "Not met: Search: ours is missed; Search: theirs is missing.",
    ):
        assert said in page, said
    good = Section("Growth", "one", (), findings=SECTION.findings, rate="points a second")
    page = markdown(Benchmark(MACHINE | {"gpu": "a card"}, (good,), 1.0), "c")
    assert page.endswith("All targets were met, and no peer was missing.\n")
    assert "Figures are points a second; ratios are of the time for one." in page
    assert "GPU: a card." in page


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (Row("a", "", FAST), ""),
        (Row("a", "", None), "missing"),
        (Row("a", "", FAST, Target("b", "at most", 1.0), 1.0), "met"),
        (Row("a", "", FAST, Target("b", "at least", 1.0), 0.9), "missed"),
        (Row("a", "", FAST, Target("b", "at least", 1.0)), "missing"),
    ],
)
def test_verdicts(row: Row, verdict: str) -> None:
    assert row.verdict == verdict
