"""Which runs exist: the bundled ones in `assets/models/`, a user's own under `runs/` (or `HRQ_RUNS`)."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hrq.errors import BrokenRunError, HrqError, UnknownNameError
from hrq.jobs.hashing import hash_file
from hrq.jobs.launch import JOB
from hrq.jobs.places import assets_folder, runs_folder
from hrq.runs import files
from hrq.runs.config import RunConfig, read_config

if TYPE_CHECKING:
    from hrq.runs.run import Run

LIST_THEM = "`python -m hrq runs` lists them all."


@dataclass(frozen=True)
class RunSummary:
    """One line about a run; `problem` is the sentence that opening it would give, or empty."""

    name: str
    folder: Path
    bundled: bool
    state: str
    hash: str = ""
    config: RunConfig | None = None
    problem: str = ""


def list_runs() -> list[RunSummary]:
    """All runs, a user's own first, each by name. A name in both places means the user's own."""
    own = _summaries(runs_folder(), bundled=False)
    taken = {summary.name for summary in own}
    return own + [one for one in _summaries(assets_folder() / "models", bundled=True) if one.name not in taken]


def find_run(name: str) -> RunSummary:
    """The run of that name; never a path. Raises UnknownNameError with the nearest names."""
    runs = {summary.name: summary for summary in list_runs()}
    if name not in runs:
        raise UnknownNameError("run", name, runs, remedy=LIST_THEM)
    return runs[name]


def load_run(name_or_folder: str | Path) -> "Run":
    """Open a run by name, or by its folder. Raises UnknownNameError or BrokenRunError."""
    from hrq.runs.run import open_run  # brings torch along, which a list of runs does without

    given = Path(name_or_folder).expanduser()
    known = {summary.name: summary.folder for summary in list_runs()}
    if str(name_or_folder) in known:
        return open_run(known[str(name_or_folder)], str(name_or_folder))
    if str(name_or_folder) and given.is_dir():
        return open_run(given)
    if str(name_or_folder) and given.exists():
        raise BrokenRunError(given, "is a file, not a run's folder", remedy="Name the folder that holds config.json.")
    raise UnknownNameError("run", str(name_or_folder), known, remedy=LIST_THEM)


def _summaries(place: Path, *, bundled: bool) -> list[RunSummary]:
    if not place.is_dir():
        return []
    folders = sorted(path for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [_summary(folder, bundled=bundled) for folder in folders if _looks_like_a_run(folder)]


def _looks_like_a_run(folder: Path) -> bool:
    return any((folder / name).exists() for name in (files.CONFIG, files.MANIFEST, files.MODEL, JOB))


def _summary(folder: Path, *, bundled: bool) -> RunSummary:
    """Read only the small files: a list of runs must not hash every model."""
    if not any((folder / name).exists() for name in (files.CONFIG, files.MANIFEST, files.MODEL)):
        return RunSummary(folder.name, folder, bundled, "unfinished")  # launched, and not begun yet
    try:
        config = read_config(folder / files.CONFIG)
        if not (folder / files.MANIFEST).is_file():
            return RunSummary(folder.name, folder, bundled, "unfinished", config=config)
        state = str(files.read_json(folder / files.METRICS).get("state", "finished"))
        return RunSummary(folder.name, folder, bundled, state, hash_file(folder / files.MANIFEST), config)
    except HrqError as error:
        return RunSummary(folder.name, folder, bundled, "broken", problem=str(error))
