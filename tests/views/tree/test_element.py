"""The element's files: trusted code that shows untrusted text, so the ways to let it in stay shut."""

import re
import shutil
import subprocess
from itertools import pairwise

import pytest

from hrq.views.tree.element import FOLDER
from hrq.views.tree.element import SCRIPTS as SCRIPTS_IN_ORDER

SCRIPTS = sorted(FOLDER.glob("*.js"))
MARKUP = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc"
NETWORK = r"\bfetch\b|XMLHttpRequest|WebSocket|\bimport\b|https?://|@import|url\("


def test_text_never_becomes_markup_and_nothing_is_fetched() -> None:
    for path in [*SCRIPTS, FOLDER / "tree.css"]:
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")  # a name, never fetched
        assert not re.findall(f"{MARKUP}|{NETWORK}", text), path.name


def test_scripts_keep_the_limits_of_the_house() -> None:
    """At most 250 lines of code a file; functions stand at the margin, so the longest is easily seen."""
    for path in SCRIPTS:
        code = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("//")]
        starts = [i for i, line in enumerate(code) if re.match(r"(export default )?function", line)] + [len(code)]
        assert len(code) <= 250
        assert max(end - start for start, end in pairwise(starts)) <= 60


def test_the_joined_scripts_are_one_valid_module(tmp_path_factory: pytest.TempPathFactory) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node to parse the scripts with; the browser's tests run them")
    joined = tmp_path_factory.mktemp("js") / "joined.mjs"
    joined.write_text("\n".join((FOLDER / name).read_text("utf-8") for name in SCRIPTS_IN_ORDER))
    assert subprocess.run([node, "--check", str(joined)], capture_output=True, check=False).returncode == 0
