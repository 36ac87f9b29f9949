"""Where things lie: the assets that ship with hrq, and the folder of a user's own runs."""

import os
from pathlib import Path


def assets_folder() -> Path:
    """The folder of bundled data: `HRQ_ASSETS` if set, else `assets/` beside the package."""
    given = os.environ.get("HRQ_ASSETS")
    return Path(given).expanduser() if given else Path(__file__).resolve().parents[2] / "assets"


def runs_folder() -> Path:
    """The folder of a user's own runs: `HRQ_RUNS` if set, else `runs/` in the working folder."""
    return Path(os.environ.get("HRQ_RUNS") or "runs").expanduser()
