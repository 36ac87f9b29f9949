"""A process is known by its number and its birth; whoever may not be asked after lives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hrq.jobs import process
from hrq.jobs.process import CHILDREN, living, living_in, mark_of


def test_a_mark_is_the_number_and_the_birth() -> None:
    number, birth = mark_of(os.getpid()).split(" ")
    assert int(number) == os.getpid()
    assert birth == Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
    assert living(mark_of(os.getpid())) == living(f" {os.getpid()}\n") == os.getpid()
    assert living(f"{os.getpid()} {int(birth) + 1}") is None


def test_a_process_of_somebody_else_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(number: int, kind: int) -> None:
        assert (number, kind) == (os.getpid(), 0)
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert living(mark_of(os.getpid())) == os.getpid()


def test_a_system_that_does_not_tell_births_is_asked_for_numbers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_birth", lambda number: None)
    assert mark_of(os.getpid()) == str(os.getpid())
    assert living(f"{os.getpid()} 1") == os.getpid()


def test_children_that_ended_are_asked_after_and_forgotten() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    CHILDREN.append(child)
    child.wait()
    living("")
    assert child not in CHILDREN


def test_a_mark_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "beat").write_text(mark_of(os.getpid()))
    assert living_in(tmp_path / "beat") == os.getpid()
    assert living_in(tmp_path / "nowhere") is None
    (tmp_path / "beat").write_bytes(b"\xff")
    assert living_in(tmp_path / "beat") is None
