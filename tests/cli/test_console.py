"""What goes where: results to standard output, everything else to standard error; a line for every tenth."""

import json
import math

import pytest

from hrq.cli import console
from hrq.cli.console import note, print_json, print_table, progress_bar, say
from hrq.jobs.progress import Progress, silent


def test_a_sentence_is_a_note_and_never_markup(capsys: pytest.CaptureFixture[str]) -> None:
    say("[red]all[/red] " + "word " * 60 + "end")
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("[red]all[/red] word")
    assert told.err.count("\n") == 1


def test_json_is_as_it_is_and_never_nan(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Möbius", "value": [1, None]})
    told = capsys.readouterr()
    assert told.err == ""
    assert json.loads(told.out) == {"name": "Möbius", "value": [1, None]}
    assert "Möbius" in told.out
    assert told.out.endswith("}\n")
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json(math.nan)


def test_a_table_holds_its_cells_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("a", "b"), [["[x]", 1], ["y", 2.5]], title="Title")
    told = capsys.readouterr()
    assert told.err == ""
    lines = told.out.splitlines()
    assert lines[0].split() == ["Title"]
    assert lines[2].split()[1::2] == ["a", "b"]
    assert [line.split()[1::2] for line in lines[4:6]] == [["[x]", "1"], ["y", "2.5"]]


def test_a_line_for_every_tenth_and_none_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as report:
        for done in range(101):
            report(Progress("training", done, 100, seconds=done))
        report(Progress("fitting", 0, 0))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "training: 0 of 100"
    assert lines[1] == "training: 10 of 100, 90 s left"
    assert lines[10] == "training: 100 of 100, 0 s left"
    assert lines[11:] == ["fitting: 0 of 0"]
    with progress_bar(quiet=True) as report:
        assert report is silent


def test_figures_are_told_in_a_few_words() -> None:
    figures = {"loss": 0.123456, "pairs_a_second": 12_345, "step": 3, "perplexity": [3.4, 100.6], "vectors_a_second": 0}
    told = note(Progress("training", 1, 2, figures=figures))
    assert told == "loss 0.123  12,345 pairs/s  codewords in use 3·101"
    assert note(Progress("fitting", 1, 2, figures={"vectors_a_second": 7.0})) == "vectors_a_second 7  7.0 vectors/s"
    assert note(Progress("fitting", 1, 2)) == ""


def test_a_terminal_has_a_bar_a_phase(monkeypatch: pytest.MonkeyPatch) -> None:
    class Drawn:
        def __init__(self) -> None:
            self.told: list[object] = []

        def add_task(self, phase: str, *, total: int, note: str) -> int:
            self.told.append((phase, total, note))
            return len(self.told)

        def update(self, task: int, *, completed: int, note: str) -> None:
            self.told.append((task, completed, note))

    drawn = Drawn()
    bars = console._Bars(drawn)  # type: ignore[arg-type]
    bars(Progress("a", 1, 9, figures={"loss": 0.5}))
    bars(Progress("a", 2, 9))
    bars(Progress("b", 3, 4))
    assert drawn.told == [("a", 9, ""), (1, 1, "loss 0.5"), (1, 2, ""), ("b", 4, ""), (4, 3, "")]
