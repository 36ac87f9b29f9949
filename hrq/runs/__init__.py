"""Runs: what was trained, with which settings, where it lies on disk.

from hrq.runs import load_run
run = load_run("mammals-2d-ghrq")
run.names, run.points, run.codes, run.quantizer.reconstruct(run.codes)
"""

from hrq.runs.config import RunConfig, Settings, make_config, make_settings, record
from hrq.runs.registry import RunSummary, find_run, list_runs, load_run
from hrq.runs.run import Run, open_run, save_run

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
