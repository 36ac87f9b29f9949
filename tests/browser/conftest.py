"""The real server and a real browser. Without a browser these tests skip, with the reason; where CI=true they fail."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect, sync_playwright

from hrq.runs import load_run
from hrq.views.js import join

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
WIDE = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    """Chromium: `$CHROMIUM`, else the one on the path, else Playwright's own."""
    wanted = os.environ.get("CHROMIUM") or shutil.which("chromium")
    try:
        opened = _playwright.chromium.launch(executable_path=wanted, args=FLAGS)
    except Error as error:
        reason = f"no browser: {str(error).splitlines()[0]} `make test` installs one, or set CHROMIUM to yours."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def runs_to_show(tmp_path_factory: pytest.TempPathFactory, _trained_once: Path) -> Path:
    """One small trained run, named `tiny`, and one that is broken."""
    folder = tmp_path_factory.mktemp("shown")
    shutil.copytree(_trained_once, folder / "tiny")
    shutil.copytree(_trained_once, folder / "broken")
    (folder / "broken" / "codes.parquet").write_bytes(b"cut off")
    return folder


@pytest.fixture(scope="session")
def lonely(runs_to_show: Path) -> list[str]:
    """Three nodes of `tiny` that lie farthest from all others: a click on them cannot mean another."""
    run = load_run(runs_to_show / "tiny")
    apart = np.linalg.norm(run.disk[:, None] - run.disk, axis=-1) + 9 * np.eye(len(run.names))
    return [run.names[row] for row in apart.min(axis=1).argsort()[::-1][:3]]


@pytest.fixture(scope="session")
def server(runs_to_show: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as `make app` starts it, on a free port. Yields its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.headless",
        "true",
        "--server.port",
        str(port),
    ]
    with log.open("w") as stream:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"HRQ_RUNS": str(runs_to_show)}, stdout=stream, stderr=stream
        )
        try:
            _wait_until_healthy(f"http://localhost:{port}/_stcore/health", process, log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Both colour schemes."""
    return str(request.param)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window; what the page complains about fails the test."""
    context = browser.new_context(viewport=WIDE)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.append(request.url) if _is_foreign(request.url) else None)
    yield opened
    context.close()
    assert not complaints


@pytest.fixture
def use(page: Page) -> Callable[..., None]:
    """Let the page know what modules export, each joined with what it imports, under the same names."""

    def load(*paths: Path) -> None:
        for path in paths:
            page.evaluate(
                """async (code) => {
                  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
                  Object.assign(window, await import(address));
                }""",
                join(path),
            )

    return load


def _is_foreign(url: str) -> bool:
    """Whether a request leaves the machine: no page may need the network, or tell anyone that it was opened."""
    return not re.match(r"(https?|wss?)://localhost[:/]|data:|blob:|about:", url)


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(120):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"the server did not start:\n{log.read_text()}")
