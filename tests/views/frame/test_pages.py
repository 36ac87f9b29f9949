"""The frame in front of a screen that is still being imported."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

import hrq.views
from hrq.views.frame import pages

SLOW = """
from time import sleep
sleep(0.3)
def page() -> str:
    return said
sleep(0.3)
said = "whole"
"""


def visit() -> str:
    """What a visitor sees."""
    return str(pages.load("hrq.views.slow_screen").page())


@pytest.mark.parametrize("already", ["sleep", "page"])  # what the module has when the second one comes
def test_a_second_visitor_of_a_cold_server_waits_for_the_whole_module(
    already: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python lists a module before it has run it. Red when found: the second visitor's module had no `page` yet.

    Red when tried: a module that has its `page` taken for a whole one.
    """
    (tmp_path / "slow_screen.py").write_text(SLOW)
    monkeypatch.setattr(hrq.views, "__path__", [*hrq.views.__path__, str(tmp_path)])
    monkeypatch.setitem(sys.modules, "hrq.views.slow_screen", None)  # so that it is taken out again at the end
    del sys.modules["hrq.views.slow_screen"]
    with ThreadPoolExecutor(2) as visitors:
        first = visitors.submit(visit)
        while not hasattr(sys.modules.get("hrq.views.slow_screen"), already):
            sleep(0.01)
        second = visitors.submit(visit)
        assert [first.result(), second.result()] == ["whole", "whole"]
