"""What the README and docs/ tell to type or to look at is there: commands, options, scripts, make targets, links."""

import re
import shlex
from pathlib import Path

import pytest

from hrq.cli.main import COMMANDS, loaded

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
OF_HRQ = {"--help", "--version", "--install-completion", "--show-completion"}
TARGETS = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def told(page: Path) -> list[str]:
    """Everything that a page sets as code: the lines of its blocks, and what stands between backticks."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line.partition("   #")[0] for block in blocks for line in block.splitlines()]
    return [one.strip() for line in [*lines, *re.findall(r"`([^`]+)`", plain)] for one in line.split("&&")]


def wrong(command: str) -> str:
    """What cannot be typed in a command of hrq, make or Python; empty where nothing is wrong."""
    if match := re.search(r"(?:^|-m )hrq (.*)", command):
        return _wrong_words(shlex.split(match[1].replace("…", ""), comments=True))
    if match := re.match(r"make ([\w-]+)", command):
        return "" if match[1] in TARGETS else f"no target {match[1]}"
    if match := re.search(r"(?:python|sh) (scripts/\S+)", command):
        return "" if (ROOT / match[1]).is_file() else f"no {match[1]}"
    return ""


def _wrong_words(words: list[str]) -> str:
    if words[0].startswith("-"):
        return "" if words[0] in OF_HRQ else words[0]
    if words[0] not in COMMANDS:
        return "" if words[0].isupper() else f"no command {words[0]}"
    command = loaded(words[0])
    if below := getattr(command, "commands", None):
        command = below[words[1]]
    known = {flag for one in command.params for flag in (*one.opts, *one.secondary_opts)} | {"--help"}
    return " ".join(word for word in words if word.startswith("--") and word.partition("=")[0] not in known)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_can_be_typed_as_they_are_written(page: Path) -> None:
    """Red when tried: `hrq reports`, `--codeword 16` and `make tests` in the README."""
    found = {command: why for command in told(page) if (why := wrong(command))}
    assert not found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_files_that_contributors_are_sent_to_exist() -> None:
    """Names with a capital placeholder stand for files to come; a bare name lies in the folder named before it."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    paths = [one for one in re.findall(r"`([\w/.]+/[\w.]+)`", text) if not re.search(r"NAME|Name|VERB", one)]
    assert len(paths) > 10
    assert not [path for path in paths if not (ROOT / path).exists()]
