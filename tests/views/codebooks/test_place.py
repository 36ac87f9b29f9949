"""Which codeword the address looks at; what it leaves open is filled."""

from pathlib import Path

import numpy as np
import pytest

from hrq.evaluate.quantization.codewords import counts_after
from hrq.runs import Run, load_run
from hrq.views.codebooks import place as room
from hrq.views.codebooks.place import Place, place


@pytest.fixture
def run(tiny_run: Path) -> Run:
    return load_run(tiny_run)


def at(run: Run, monkeypatch: pytest.MonkeyPatch, **address: str) -> Place:
    monkeypatch.setattr(room.state, "given", address.get)
    return place(run)


def fullest(run: Run, *before: int) -> int:
    return int(counts_after(run, before).argmax())


def test_without_an_address_it_is_the_fullest_of_the_first_level(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert at(run, monkeypatch) == Place((), fullest(run))


def test_a_prefix_is_looked_at_on_its_own_level(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert at(run, monkeypatch, prefix="1-2") == Place((1,), 2)
    assert at(run, monkeypatch, prefix="1-2", level="1") == Place((), 1)
    assert at(run, monkeypatch, prefix="1", level="2") == Place((1,), fullest(run, 1))


def test_a_level_is_filled_with_the_fullest(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fullest(run)
    assert at(run, monkeypatch, level="2") == Place((first,), fullest(run, first))


def test_the_selected_node_s_code_is_looked_at(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code = np.asarray(run.codes)[9].tolist()
    assert at(run, monkeypatch, node=run.names[9]) == Place((), code[0])
    assert at(run, monkeypatch, node=run.names[9], level="3") == Place(tuple(code[:2]), code[2])
