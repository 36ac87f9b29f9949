"""`python -m hrq doctor`: is everything there, and is it what it should be?"""

import os
import platform
from importlib import metadata
from typing import Annotated, Any

import torch
import typer

from hrq import __version__
from hrq.cli.console import print_json, print_table, say
from hrq.jobs.assets import check_assets, seal_assets
from hrq.jobs.places import assets_folder, runs_folder

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
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
        "threads": torch.get_num_threads(),
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


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing: run `make app` once, which installs it"
