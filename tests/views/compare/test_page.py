"""The Compare screen on three small runs."""

import json
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from hrq.runs import find_run
from hrq.runs.evaluations import save_evaluation

Open = Callable[..., AppTest]
PAGE = "pages/Compare.py"


def evaluate(name: str, value: float) -> None:
    """An evaluation as the command leaves it, with made-up numbers."""
    rows = [{"group": 1, "value": value, "half": 0.01, "pairs": 50}]
    figures = {"at": {"recall_filtered@10": value}, "half": {"recall_filtered@10": 0.01}, "pairs": 100, "nodes": 60}
    model = figures | {"by_depth": rows, "by_distance": rows}
    told = {"seed": 0, "asked_pairs": 100, "held_out_pairs": 100, "asked_nodes": 60, "command": f"evaluate {name}"}
    told |= {"methods": {"model": model, "bayesian": model}, "curve": [{"epoch": 1, "recall_filtered": value}]}
    save_evaluation(find_run(name).hash, "closure-small-seed0", told)


def test_runs_stand_side_by_side(runs: Path, open_page: Open, words: Callable[[AppTest], str]) -> None:
    evaluate("ball", 0.95)
    evaluate("plane", 0.90)
    app = open_page(PAGE, {"runs": "ball,plane"})
    assert not app.exception
    settings, numbers = (one.value for one in app.dataframe)
    assert list(settings["run"]) == ["ball", "plane"]
    assert set(settings.columns) == {"run", "quantizer", "curvature"}
    assert list(numbers["filtered@10 ↑"]) == ["0.950 ± 0.010 [0.950] ★", "0.900 ± 0.010 [0.900]"]
    assert list(numbers["MAP ↑"]) == ["0.500 [0.100]"] * 2
    assert "training ancestors are removed" in words(app)


def test_a_number_in_the_address_is_explained(runs: Path, open_page: Open, words: Callable[[AppTest], str]) -> None:
    app = open_page(PAGE, {"runs": "ball,plane", "number": "map:plane"})
    assert not app.exception
    assert "MAP of plane: 0\\.5000" in words(app).replace("0.5000", "0\\.5000")
    assert app.code[-1].value == "python -m hrq report plane"


def test_what_cannot_be_compared_has_no_winner(runs: Path, open_page: Open, words: Callable[[AppTest], str]) -> None:
    evaluate("ball", 0.95)
    evaluate("plane", 0.90)
    config = runs / "plane" / "config.json"
    content = json.loads(config.read_text()) | {"hierarchy_hash": "another"}
    config.write_text(json.dumps(content))
    app = open_page(PAGE, {"runs": "ball,plane"})
    assert "different hierarchies" in words(app)
    assert not any("★" in str(cell) for cell in app.dataframe[1].value["filtered@10 ↑"])


def test_few_or_unknown_runs_are_a_sentence(runs: Path, open_page: Open, words: Callable[[AppTest], str]) -> None:
    app = open_page(PAGE, {"runs": "ball"})
    assert not app.exception
    assert "two runs or more" in words(app)
    app = open_page(PAGE, {"runs": "ball,deep,<b>nope</b>", "number": "nonsense", "numbers": "x"})
    assert not app.exception
    assert "no such run" in words(app)


def test_no_runs_at_all(tmp_path: Path, open_page: Open, words: Callable[[AppTest], str], runs: Path) -> None:
    for folder in runs.iterdir():
        folder.rename(tmp_path / folder.name)
    app = open_page(PAGE)
    assert not app.exception
    assert "no trained model" in words(app)
