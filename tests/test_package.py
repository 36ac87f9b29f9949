"""The wheel: built, installed somewhere else and used from a folder that is no clone."""

import json
import os
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from hrq import __version__

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = [path for path in sys.path if path.endswith("site-packages")]  # of the environment of the tests
LOADED = """
import hrq, sys
from pathlib import Path
from hrq.jobs.places import assets_folder, clone_folder
from hrq.runs import load_run
run = load_run("mammals-2d-rq")
assert clone_folder() is None and Path(hrq.__file__).parent in assets_folder().parents
print(hrq.__version__, len(run.names), run.hierarchy.names[0], *run.codes[0].tolist())
"""
SEEN = """
from streamlit.testing.v1 import AppTest
from hrq.jobs.places import app_folder
from hrq.views.frame.pages import PAGES
for page in PAGES:
    app = AppTest.from_file(app_folder() / "app.py", default_timeout=600)
    if page != "app.py":
        app.switch_page(page)
    app.query_params["run"] = "mammals-2d-rq"
    app.run()
    assert not app.exception, (page, app.exception)
    print("seen:", page, len(app.main))
"""
BEGUN = """
import time
from hrq.jobs.errands import errand
end = time.monotonic() + 60
while (answer := errand(("doctor", "--json"))) is None and time.monotonic() < end:
    time.sleep(0.1)
assert answer and not answer.problem, answer
print("begun:", answer.content["hrq"])
"""


def pinned() -> dict[str, Requirement]:
    """What requirements.txt pins, by name."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines())
    return {one.name: one for one in map(Requirement, filter(None, lines))}


def test_every_range_holds_the_version_that_was_tested() -> None:
    """Red when tried: numpy>=2.5; a library named in one of the files only."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ranges = {one.name: one.specifier for one in map(Requirement, project["dependencies"])}
    pins = {name: next(iter(one.specifier)).version for name, one in pinned().items()}
    assert ranges.keys() == pins.keys()
    outside = [
        f"{name} {version} is not {ranges[name]}" for name, version in pins.items() if version not in ranges[name]
    ]
    assert not outside
    assert not [name for name, allowed in ranges.items() if "<" not in str(allowed)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built without asking the network."""
    folder = tmp_path_factory.mktemp("wheel")
    words = ["wheel", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "-q", "-w", str(folder), "."]
    subprocess.run([sys.executable, "-m", "pip", *words], cwd=ROOT, check=True, timeout=240)
    return next(folder.glob("*.whl"))


def environment(folder: Path, *words: str) -> Path:
    """A virtual environment with what pip is told to install; returns its folder of programs."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=120)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "-q", *words]
    subprocess.run(pip, check=True, timeout=3000)
    return folder / "bin"


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs of an environment with the wheel, which sees the libraries of the tests' own."""
    bin_folder = environment(tmp_path_factory.mktemp("installed") / "venv", "--no-deps", str(wheel))
    site = next((bin_folder.parent / "lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text("\n".join(LIBRARIES) + "\n")
    return bin_folder


def plain_environment() -> dict[str, str]:
    """The variables that a stranger's terminal has: none of ours."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "HRQ_RUNS", "HRQ_ASSETS")}


def told(program: Path, *words: str, at: Path) -> str:
    """What a program prints and remarks, called from a folder."""
    done = subprocess.run(
        [program, *words], cwd=at, env=plain_environment(), capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@contextmanager
def served(program: Path, *, at: Path) -> Iterator[str]:
    """The address of the app, started from a folder, for as long as the block runs; what it says is in `log.txt`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (at / "log.txt").open("wb") as log:
        words = [program, "app", "--port", str(port)]
        server = subprocess.Popen(words, cwd=at, env=plain_environment(), stdout=log, stderr=log)
        try:
            yield f"http://localhost:{port}"
            if Path("/proc/self/cwd").exists():
                assert Path(f"/proc/{server.pid}/cwd").resolve() == at.resolve()  # where runs/ is looked for
        finally:
            server.terminate()
            server.wait(timeout=30)


def asked(address: str, seconds: float = 60) -> str:
    """What a server answers, once it does."""
    end = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(address, timeout=5).read().decode()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def check_installed(bin_folder: Path, at: Path) -> None:
    """All that an installed hrq has to do, from a folder that is no clone."""
    hrq, python = bin_folder / "hrq", bin_folder / "python"
    assert "Usage: hrq [OPTIONS] COMMAND" in told(hrq, "--help", at=at)
    assert "Usage: python -m hrq [OPTIONS] COMMAND" in told(python, "-m", "hrq", "--help", at=at)
    assert {"mammals-2d-ghrq", "nouns-16d-ghrq"} <= {
        one["name"] for one in json.loads(told(hrq, "runs", "--json", at=at))
    }
    report = json.loads(told(hrq, "doctor", "--json", at=at))
    assert (report["hrq"], report["assets"]["ok"], report["runs"]) == (__version__, True, "runs")
    assert told(python, "-c", LOADED, at=at).startswith(f"{__version__} 1182 ")
    assert "Wrote 1,182 rows" in told(hrq, "export", "mammals-2d-rq", "--to", "codes.csv", at=at)
    assert told(python, "-c", SEEN, at=at).count("seen: ") == 9
    assert f"begun: {__version__}" in told(python, "-c", BEGUN, at=at)  # what a page starts finds hrq as well
    with served(hrq, at=at) as address:
        assert asked(f"{address}/_stcore/health") == "ok"
        assert "<!DOCTYPE html>" in asked(f"{address}/Explore")
    log = (at / "log.txt").read_text()
    assert "http://localhost" in log
    assert "Network URL" not in log  # .streamlit/config.toml is read: Streamlit listens on this machine alone …
    assert "usage statistics" not in log  # … and tells nobody
    assert not [path for path in at.iterdir() if path.name not in ("codes.csv", "log.txt", "runs")]


@pytest.mark.long
def test_the_wheel_holds_screens_scripts_and_assets_and_nothing_else(wheel: Path) -> None:
    """Red when tried: no force-include of assets; tests as a package of the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    own = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("hrq/**/*") if path.is_file()}
    own = {name for name in own if "__pycache__" not in name}
    assets = {f"hrq/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob("assets/**/*") if path.is_file()}
    pages = {f"hrq/_app/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob("pages/*.py")}
    beside = {"hrq/_app/app.py", "hrq/_app/.streamlit/config.toml"}
    assert {name for name in names if ".dist-info/" not in name} == own | assets | pages | beside
    assert len(pages) == 8
    assert {".js", ".css", ".svg"} <= {Path(name).suffix for name in own}


@pytest.mark.long
@pytest.mark.timeout(1200)  # half a minute; nine pages, on a machine with other work to do
def test_what_was_installed_works_from_any_folder(programs: Path, tmp_path: Path) -> None:
    """Red when tried: assets looked for beside the package only; `hrq app` in the package's own folder; no
    .streamlit in the wheel."""
    check_installed(programs, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_an_empty_environment_needs_nothing_but_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """With its libraries from the index: minutes, and gigabytes."""
    (tmp_path / "work").mkdir()
    check_installed(environment(tmp_path / "venv", str(wheel)), tmp_path / "work")
