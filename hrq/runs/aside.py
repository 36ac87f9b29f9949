"""What comes to a run later, derived from it or written by people about it: beside the run, which stays as it came.

`HRQ_RUNS/.aside/<hash of the run>/` holds a reader's own; `assets/aside/<hash>/` what ships with a bundled run.
"""

from pathlib import Path

from hrq.jobs.places import assets_folder, runs_folder

ASIDE = ".aside"


def own_aside(run_hash: str) -> Path:
    """The folder to write to. It need not exist: `jobs.atomic` makes the folders of what it writes."""
    return runs_folder() / ASIDE / run_hash


def find_aside(run_hash: str, name: str) -> Path | None:
    """The file of that name beside a run: the reader's own, else the one that ships with the run, else None."""
    places = (own_aside(run_hash) / name, assets_folder() / "aside" / run_hash / name)
    return next((path for path in places if path.is_file()), None)
