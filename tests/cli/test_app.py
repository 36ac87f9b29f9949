"""`app` becomes Streamlit on the port that was asked for, or says which one is free."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hrq.cli import app as module
from hrq.cli.app import refuse_used_port
from hrq.errors import HrqError

Hrq = Callable[..., Any]


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The words of the command that the process became; the working folder stays."""
    found: list[list[str]] = []

    def execv(path: str, words: list[str]) -> None:
        found.append([path, *words])
        raise SystemExit(0)

    monkeypatch.setattr(os, "execv", execv)
    monkeypatch.setattr(os, "chdir", lambda folder: found.append([str(folder)]))
    monkeypatch.setattr(module, "refuse_used_port", lambda port: None)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return found


@pytest.mark.parametrize(("display", "headless"), [("", "true"), (":0", "false")])
def test_it_becomes_streamlit_where_the_clone_lies(
    hrq: Hrq, became: list[list[str]], monkeypatch: pytest.MonkeyPatch, display: str, headless: str
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    done = hrq("app", "--port", "8600")
    root = str(Path(__file__).resolve().parents[2])
    assert "http://localhost:8600" in done.stderr
    (folder,), (path, *words) = became
    assert folder == root
    assert path == words[0] == sys.executable
    assert words[1:] == [
        "-m", "streamlit", "run", f"{root}/app.py", "--server.port", "8600", "--server.headless", headless,
    ]  # fmt: skip


def test_the_port_comes_from_the_environment_too(
    hrq: Hrq, became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "8700")
    assert "localhost:8700" in hrq("app").stderr
    monkeypatch.delenv("PORT")
    assert "localhost:8501" in hrq("app").stderr


@pytest.mark.parametrize(("port", "code"), [("0", 2), ("65536", 2), ("1", 0), ("65535", 0)])
def test_a_port_is_between_1_and_65535(hrq: Hrq, became: list[list[str]], port: str, code: int) -> None:
    assert hrq("app", "--port", port).returncode == code


def test_an_installed_hrq_stays_where_it_is_called_and_imports_nothing_from_there(
    hrq: Hrq, became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "clone_folder", lambda: None)
    monkeypatch.setattr(module, "app_folder", lambda: Path("/somewhere"))
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    hrq("app")
    assert len(became) == 1
    assert str(Path("/somewhere") / "app.py") in became[0]
    assert os.environ["PYTHONSAFEPATH"] == "1"
    assert module._try(9) == "Try hrq app --port 9."


def test_the_next_free_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not module._free(port)
        monkeypatch.setattr(module, "_free", lambda one: one >= port + 3)
        with pytest.raises(HrqError, match=rf"Port {port} is in use.*PORT={port + 3} "):
            refuse_used_port(port)
    monkeypatch.setattr(module, "_free", lambda one: False)
    with pytest.raises(HrqError, match=rf"look at http://localhost:{port}\.$"):
        refuse_used_port(port)


def test_low_ports_are_for_administrators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(HrqError, match="Ports below 1024 are for administrators, got 1023"):
        refuse_used_port(1023)
    monkeypatch.setattr(module, "_free", lambda one: True)
    refuse_used_port(1024)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    refuse_used_port(80)
