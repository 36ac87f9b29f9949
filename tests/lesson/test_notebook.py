"""docs/lesson.ipynb runs from its first cell to its last, and prints what it says that it prints."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "lesson.ipynb"


@pytest.mark.long
def test_every_cell_runs_and_prints_what_is_kept() -> None:
    """In a process of its own, as it sets torch's default number format.

    Cells with the tag `varies` follow a training, whose last digits depend on the processor.
    """
    command = [sys.executable, "scripts/run_notebook.py", str(NOTEBOOK), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    cells = [one for one in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if one["cell_type"] == "code"]
    printed = json.loads(done.stdout)
    assert len(printed) == len(cells)
    for cell, text in zip(cells, printed, strict=True):
        kept = "".join("".join(one["text"]) for one in cell["outputs"])
        if "varies" in cell["metadata"].get("tags", []):
            assert len(text.splitlines()) == len(kept.splitlines()), cell["id"]
        else:
            assert text == kept, cell["id"]


def test_it_goes_through_the_eight_steps() -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    titles = ["".join(one["source"]).splitlines()[0] for one in cells if one["cell_type"] == "markdown"]
    assert [title[:5] for title in titles[1:]] == [f"## {number} " for number in range(1, 9)]
