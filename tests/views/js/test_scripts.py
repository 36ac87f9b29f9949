"""All scripts: trusted code that shows untrusted text, so the ways to let it in stay shut."""

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from hrq.views.js import FOLDER, IMPORT, in_order, join

VIEWS = FOLDER.parent
SCRIPTS = sorted(VIEWS.glob("**/*.js"))
ENTRIES = [path for path in SCRIPTS if re.search(r"^export default ", path.read_text("utf-8"), re.M)]
MARKUP = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc"
NETWORK = r"\bfetch\b|XMLHttpRequest|WebSocket|\bimport\(|^import\b|https?://|@import|url\("
MOST_LINES, MOST_FUNCTION = 250, 60  # of code
TOP = re.compile(
    r"^(?:export )?(?:async )?(?:function|class) (\w+)[\s\S]*?^\}$|^(?:export )?const (\w+) = [^;]*;$", re.M
)


def code_of(path: Path) -> str:
    """A script without its imports and without lines that are blank or comments."""
    text = IMPORT.sub("", path.read_text("utf-8"))
    lines = (line for line in text.splitlines() if line.strip() and not re.match(r"\s*(//|/?\*)", line))
    return "\n".join(lines)


@pytest.mark.parametrize("path", [*SCRIPTS, *sorted(VIEWS.glob("**/*.css"))], ids=lambda path: path.name)
def test_text_never_becomes_markup_and_nothing_is_fetched(path: Path) -> None:
    text = code_of(path).replace("http://www.w3.org/2000/svg", "")  # a name, never fetched
    assert not re.findall(f"{MARKUP}|{NETWORK}", text, re.M)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_keep_the_limits_of_the_house(path: Path) -> None:
    """Functions stand at the margin, so the longest is easily seen."""
    code = code_of(path).splitlines()
    starts = [i for i, line in enumerate(code) if re.match(r"(export )?(default )?(async )?function", line)]
    assert len(code) <= MOST_LINES
    assert max((end - start for start, end in pairwise([*starts, len(code)])), default=0) <= MOST_FUNCTION


@pytest.mark.parametrize("path", ENTRIES, ids=lambda path: f"{path.parent.parent.name}-{path.name}")
def test_what_is_joined_is_a_valid_module(path: Path, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node to parse the scripts with; the browser's tests run them")
    joined = tmp_path / "joined.mjs"
    joined.write_text(join(path), "utf-8")
    assert subprocess.run([node, "--check", str(joined)], capture_output=True, check=False).returncode == 0


def test_every_script_is_part_of_an_entry_or_holds_types_alone() -> None:
    used = {module.path for entry in ENTRIES for module in in_order(entry)}
    assert not [path for path in SCRIPTS if path not in used and code_of(path)]


def test_imports_lead_to_the_shared_parts_or_stay_in_the_folder() -> None:
    for path in SCRIPTS:
        for _, place in IMPORT.findall(path.read_text("utf-8")):
            folder = (path.parent / place).resolve().parent
            assert folder == path.parent or folder == FOLDER, f"{path} imports {place}"


def test_nothing_is_exported_for_nobody() -> None:
    """What only a browser's test calls is named here."""
    for_tests = {"lassoText", "lassoCorners", "geodesicCircle"}
    modules = {module.path: module for entry in ENTRIES for module in in_order(entry)}
    wanted = {(path, name.split()[0]) for one in modules.values() for path, names in one.imports for name in names}
    given = {(path, name) for path, module in modules.items() for name in module.exports if name not in for_tests}
    assert given == given & wanted


def test_no_part_is_written_twice() -> None:
    """The same function or table, whatever it is called. Red when tried: `make` once more beside the rows."""
    where: dict[str, list[str]] = {}
    for path in SCRIPTS:
        for part in TOP.finditer(code_of(path)):
            name = part[1] or part[2]
            body = re.sub(r"\s+", " ", re.sub(rf"^(export )?|\b{name}\b", "", part[0]))
            if len(body) > 60:
                where.setdefault(body, []).append(f"{path.relative_to(VIEWS)}: {name}")
    twice = [places for places in where.values() if len(places) > 1]
    assert len(where) > 150
    assert not twice
