"""Where things lie: the assets and the pages that ship with hrq, and the folder of a user's own runs.

In a clone they lie beside the package, in an installed wheel inside it (pyproject.toml says what goes where).
"""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def clone_folder() -> Path | None:
    """The folder of the clone that hrq is used from; None where it was installed."""
    return None if (PACKAGE / "assets").is_dir() else PACKAGE.parent


def assets_folder() -> Path:
    """The folder of bundled data: `HRQ_ASSETS` if set, else the one that came with the package."""
    given = os.environ.get("HRQ_ASSETS")
    return Path(given).expanduser() if given else (clone_folder() or PACKAGE) / "assets"


def app_folder() -> Path:
    """The folder of app.py, its pages and Streamlit's settings."""
    return clone_folder() or PACKAGE / "_app"


def runs_folder() -> Path:
    """The folder of a user's own runs: `HRQ_RUNS` if set, else `runs/` in the working folder."""
    return Path(os.environ.get("HRQ_RUNS") or "runs").expanduser()


def assets_again() -> str:
    """How to get back a bundled file that is missing or was changed."""
    if clone_folder() is None:
        return "Install hrq again: pip install --force-reinstall --no-deps, and the wheel or the folder it came from."
    return "Restore it with `git checkout -- assets`, or clone hrq again."
