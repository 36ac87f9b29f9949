"""Run a notebook's cells in order, as Jupyter would, and keep what they print: `python scripts/run_notebook.py FILE`.

With `--json` the file stays as it is, and what each code cell prints is printed as one JSON list. No Jupyter is needed:
the cells are plain Python. What a cell shows besides prints (figures) is not kept.
"""

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any


def run(cells: list[dict[str, Any]]) -> list[str]:
    """What each code cell prints; cells share their names, and the first error ends it."""
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = []
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        heard = io.StringIO()
        with contextlib.redirect_stdout(heard):
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
        printed.append(heard.getvalue())
    return printed


def main(path: Path, *, as_json: bool) -> None:
    """Run the notebook, and write what its cells print into it, or to the screen."""
    notebook = json.loads(path.read_text("utf-8"))
    found = run(notebook["cells"])
    if as_json:
        sys.stdout.write(json.dumps(found))
        return
    printed = iter(found)
    for number, cell in enumerate((one for one in notebook["cells"] if one["cell_type"] == "code"), start=1):
        text = next(printed)
        cell["execution_count"] = number
        cell["outputs"] = (
            [{"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}] if text else []
        )
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), as_json="--json" in sys.argv)
