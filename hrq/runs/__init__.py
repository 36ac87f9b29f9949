"""Runs: what was trained, with which settings, where it lies on disk.

    from hrq.runs import load_run
    run = load_run("mammals-2d-ghrq")
    run.names, run.points, run.codes, run.quantizer.reconstruct(run.codes)

Settings and the list of runs do without torch. What opens a run brings it along, and is imported when it is asked for.
"""

from typing import TYPE_CHECKING

from hrq.runs.config import RunConfig, Settings, make_config, make_settings, record
from hrq.runs.registry import RunSummary, find_run, list_runs, load_run

__all__ = [
    "Run",
    "RunConfig",
    "RunSummary",
    "Settings",
    "find_run",
    "list_runs",
    "load_run",
    "make_config",
    "make_settings",
    "open_run",
    "record",
    "save_run",
]

if TYPE_CHECKING:
    from hrq.runs.run import Run, open_run, save_run
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from hrq.runs import run

        return getattr(run, name)
