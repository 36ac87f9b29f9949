"""`python -m hrq doctor`: is everything there, and is it what it should be?"""

import os
import platform
from importlib import metadata
from typing import Annotated, Any

import typer

from hrq import __version__
from hrq.cli.console import print_json, print_table, say
from hrq.jobs.assets import check_assets, seal_assets
from hrq.jobs.gpus import gpu_name
from hrq.jobs.places import assets_folder, clone_folder, runs_folder

LIBRARIES = (
    "torch",
    "geoopt",
    "streamlit",
    "plotly",
    "numpy",
    "scipy",
    "pyarrow",
    "pydantic",
    "safetensors",
    "nltk",
    "networkx",
)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
    seal: Annotated[
        bool, typer.Option("--seal", help="for maintainers: record the assets' hashes as they are now")
    ] = False,
) -> None:
    """Check versions, the device and the bundled files; exit 1 if a file is missing or was changed."""
    if seal:
        seal_assets(assets_folder())
    problems = check_assets(assets_folder())
    report: dict[str, Any] = {
        "hrq": __version__,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "device": _device(),
        "threads": _threads(),
        "cores": os.cpu_count(),
        "assets": {"folder": str(assets_folder()), "ok": not problems, "problems": problems},
        "runs": str(runs_folder()),
    }
    if as_json:
        print_json(report)
    else:
        flat = {key: value for key, value in report.items() if not isinstance(value, dict)} | report["libraries"]
        print_table(("what", "found"), [*flat.items(), ("assets", "as they should be" if not problems else "CHANGED")])
        for problem in problems:
            say(problem)
    if problems:
        raise typer.Exit(1)


def _device() -> str:
    """What training would take, by the driver's list: importing torch to ask it would take seconds."""
    for_cpu = _version("torch").endswith("+cpu")
    return "cpu" if for_cpu else gpu_name() or "cpu"


def _threads() -> int:
    """How many threads PyTorch would begin with."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    granted = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return int(wanted) if wanted.isdecimal() and int(wanted) else granted


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        remedy = "run `make app` once, which installs it" if clone_folder() else f"pip install {name}"
        return f"missing: {remedy}"
