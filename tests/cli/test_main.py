"""How a command ends."""

import os
import sys
import time

import pytest

from hrq.cli.main import PATIENCE, main


class Left(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["modles"], 2)])
def test_one_process_of_several_leaves_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], code: int
) -> None:
    codes: list[int] = []

    def leave(status: int) -> None:
        codes.append(status)
        raise Left

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(sys, "argv", ["hrq", *words])
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(Left):
        main()
    assert codes == [code]
    monkeypatch.delenv("WORLD_SIZE")
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == code
    capsys.readouterr()


@pytest.mark.parametrize(
    ("rank", "words", "waited"), [("1", "modles", [PATIENCE]), ("0", "modles", []), ("1", "-h", [])]
)
def test_a_follower_that_failed_lets_the_first_process_speak(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rank: str, words: str, waited: list[float]
) -> None:
    naps: list[float] = []

    def leave(status: int) -> None:
        raise Left(status)

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(time, "sleep", naps.append)
    monkeypatch.setattr(sys, "argv", ["hrq", words])
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", rank)
    with pytest.raises(Left):
        main()
    assert naps == waited
    capsys.readouterr()
