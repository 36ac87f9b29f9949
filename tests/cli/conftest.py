"""The command line in this process: what a terminal would see, without waiting for an interpreter each time."""

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from hrq.cli.main import main


class Done(NamedTuple):
    """What a command left: exit code and both streams."""

    returncode: int
    stdout: str
    stderr: str


Hrq = Callable[..., Done]


@pytest.fixture
def hrq(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hrq:
    """Run `python -m hrq …`; an error that is no exit would be a traceback, so it fails the test."""

    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["hrq", *words])
        monkeypatch.setenv("COLUMNS", "200")
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        told = capsys.readouterr()
        return Done(int(code) if isinstance(code, int) else 0, told.out, told.err)

    return run
