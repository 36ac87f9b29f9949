"""`python -m hrq app`: the app in a browser."""

import os
import socket
import sys
from typing import Annotated

import typer

from hrq.cli.console import say
from hrq.errors import HrqError, UsageError
from hrq.jobs.places import app_folder, clone_folder


def app(
    port: Annotated[int, typer.Option(help="port to listen on, on this machine only", envvar="PORT")] = 8501,
) -> None:
    """Start the app and print its address; a browser opens where there is a display."""
    if not 1 <= port <= 65_535:
        raise UsageError(f"The port must be between 1 and 65535, got {port}. Try PORT=8501.")
    refuse_used_port(port)
    headless = sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    say(f"hrq is at http://localhost:{port} (Ctrl-C ends it)")
    if clone := clone_folder():
        os.chdir(clone)  # runs of a clone lie in it; what was installed keeps them where it is called
    else:
        os.environ["PYTHONSAFEPATH"] = "1"  # and takes nothing that lies there for a module
    streamlit = ["-m", "streamlit", "run", str(app_folder() / "app.py"), "--server.port", str(port)]
    os.execv(sys.executable, [sys.executable, *streamlit, "--server.headless", str(headless).lower()])


def refuse_used_port(port: int) -> None:
    """Raise HrqError, with the next free port, where something listens already."""
    if port < 1024 and hasattr(os, "geteuid") and os.geteuid() != 0:
        raise HrqError(f"Ports below 1024 are for administrators, got {port}. {_try(8501)}")
    if _free(port):
        return
    other = next((one for one in range(port + 1, min(port + 100, 65_536)) if _free(one)), None)
    hint = f" {_try(other)}" if other else ""
    raise HrqError(f"Port {port} is in use, perhaps by another hrq: look at http://localhost:{port}.{hint}")


def _try(port: int) -> str:
    return f"Try PORT={port} make app." if clone_folder() else f"Try hrq app --port {port}."


def _free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
