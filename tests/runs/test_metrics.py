"""Numbers under their names: what a file lacks or spoils is absent, and what was measured is written as it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from hrq.jobs.places import assets_folder
from hrq.runs.metrics import Likeness, OverSeeds, RunMetrics

BUNDLED = sorted((assets_folder() / "models").glob("*/metrics.json"))


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.parent.name)
def test_the_bundled_files_are_read_whole(path: Path) -> None:
    """Of every version since the first. Red when tried: a number left out of the record."""
    content = json.loads(path.read_bytes())
    assert RunMetrics.read(content).to_json() == content


def test_none_is_written_and_what_is_absent_is_not() -> None:
    """Red when tried: `exclude_none`, and a stopped training's file no longer says that MAP was left out."""
    assert RunMetrics(map=None, disk={"spread_kept": 1.0}).to_json() == {"map": None, "disk": {"spread_kept": 1.0}}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, {}),
        ({"map": 0.5, "from a later version": [1]}, {"map": 0.5}),
        ({"map": "good", "unique": 1}, {"unique": 1.0}),
        ({"wup": [{"wup": 0.5}, 7], "nodes": 3}, {"nodes": 3}),
        ({"relative_error": 0.5, "disk": 1, "over_seeds": [], "state": "stopped"}, {"state": "stopped"}),
    ],
)
def test_a_file_from_elsewhere_opens_with_what_is_understood(content: dict[str, Any], expected: dict[str, Any]) -> None:
    """Red when tried: without the second try a single strange number took all the others with it."""
    found = RunMetrics.read(content)
    assert found.to_json() == expected
    assert found.map_held_out is None
    assert found.state == expected.get("state", "finished")


def test_a_number_that_is_written_has_a_name_of_the_record() -> None:
    with pytest.raises(ValidationError):
        RunMetrics(mapp=0.5)  # type: ignore[call-arg]


def test_likeness_lacks_what_no_nodes_share() -> None:
    found = RunMetrics.read({"wup": [{"tokens": 1, "pairs": 2, "wup": 0.5}, {"tokens": 2, "pairs": 0, "wup": None}]})
    assert found.wup == [Likeness(tokens=1, pairs=2, wup=0.5), Likeness(tokens=2)]


def test_numbers_over_seeds_come_by_name_and_place() -> None:
    one, other = {"mean": 0.5, "low": 0.25, "high": 0.75, "n": 3}, {"mean": 0.1, "low": 0.0, "high": 0.2}
    found = RunMetrics(over_seeds={"map": one, "wup": [one, other], "unique": {"mean": 1}})
    assert found.seeded("map") == OverSeeds(0.5, 0.25, 0.75, 3)
    assert found.seeded("wup", -1) == found.seeded("wup", 1) == OverSeeds(0.1, 0.0, 0.2, 1)
    absent = [("wup", 2), ("wup", -3), ("wup", None), ("unique", None), ("radius", None)]
    assert [found.seeded(*one) for one in absent] == [None] * 5
    assert RunMetrics().seeded("map") is None
