"""What comes to a run later, derived from it or written by people about it: beside the run, which stays as it came.

`HRQ_RUNS/.aside/<hash of the run>/` holds a reader's own; `assets/aside/<name of the run>/` what ships with a bundled
run. Notes and slices are read here as they are; what was computed goes through `beside`, which knows its version.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from hrq.jobs.hashing import hash_file
from hrq.jobs.places import assets_folder, runs_folder
from hrq.runs.files import MANIFEST

ASIDE, BUNDLED, MODELS = ".aside", "aside", "models"


def own_aside(run_hash: str) -> Path:
    """The folder to write to. It need not exist: `jobs.atomic` makes the folders of what it writes."""
    return runs_folder() / ASIDE / run_hash


def bundled_aside(name: str) -> Path:
    """The folder of what ships beside the bundled run of that name."""
    return assets_folder() / BUNDLED / name


def asides(run_hash: str) -> Iterator[Path]:
    """The folders beside a run: the reader's own, then the bundled one where such a run is bundled.

    A bundled run is known by its seal, not by its name: a copy of it is the same run, and another of its name is not.
    """
    yield own_aside(run_hash)
    if name := _bundled_runs(assets_folder()).get(run_hash):
        yield bundled_aside(name)


@lru_cache(maxsize=8)
def _bundled_runs(assets: Path) -> dict[str, str]:
    """Hash -> name of the bundled runs, which do not change while hrq runs."""
    return {hash_file(seal): seal.parent.name for seal in sorted((assets / MODELS).glob(f"*/{MANIFEST}"))}


def find_aside(run_hash: str, name: str) -> Path | None:
    """The file of that name beside a run: the reader's own, else the one that ships with the run, else None."""
    return next((folder / name for folder in asides(run_hash) if (folder / name).is_file()), None)
