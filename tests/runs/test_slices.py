from pathlib import Path

import pytest

from hrq.errors import BrokenRunError, SettingError, UnknownNameError
from hrq.runs.aside import own_aside
from hrq.runs.slices import (
    SIGNS,
    SLICES,
    combine,
    forget_slice,
    import_slices,
    parse_slices,
    read_slices,
    save_slice,
    slices_json,
)


@pytest.fixture(autouse=True)
def _two(tmp_path: Path) -> None:
    save_slice("x", "pets", ["dog", "cat", "dog"], "the lasso")
    save_slice("x", " canines ", ["wolf", "dog"], "prefix 3")


def test_slices_are_kept_by_name_and_replaced() -> None:
    assert {name: one.nodes for name, one in read_slices("x").items()} == {
        "pets": ("dog", "cat"),
        "canines": ("wolf", "dog"),
    }
    save_slice("x", "pets", ["goldfish"], "search")
    assert read_slices("x")["pets"] == (("goldfish",), "search")
    forget_slice("x", "pets")
    forget_slice("x", "never there")
    assert list(read_slices("x")) == ["canines"]
    assert read_slices("another run") == {}


@pytest.mark.parametrize(
    ("operation", "nodes"),
    [("union", ("dog", "cat", "wolf")), ("intersection", ("dog",)), ("difference", ("cat",))],
)
def test_slices_are_combined(operation: str, nodes: tuple[str, ...]) -> None:
    found = combine(read_slices("x"), "pets", operation, "canines")
    assert found.nodes == nodes
    assert found.made_from == f"pets {SIGNS[operation]} canines"


def test_unknown_names_and_empty_slices_are_sentences() -> None:
    with pytest.raises(UnknownNameError, match="Nearest: pets"):
        combine(read_slices("x"), "petz", "union", "canines")
    save_slice("x", "a" * 60, ["dog"], "the longest name")
    for name, nodes in (("", ["dog"]), ("a" * 61, ["dog"]), ("empty", [])):
        with pytest.raises(SettingError):
            save_slice("x", name, nodes, "")


def test_slices_go_to_another_run_with_the_nodes_it_knows() -> None:
    text = slices_json("x", read_slices("x"))
    save_slice("y", "own", ["dog"], "here before")
    assert import_slices("y", text, {"dog", "cat"}) == 2
    assert set(read_slices("y")) == {"own", "pets", "canines"}
    assert read_slices("y")["pets"].made_from == "the lasso"
    assert read_slices("y")["canines"].nodes == ("dog",)
    assert parse_slices(text) == read_slices("x")
    for bad in ("", "[]", "{}", '{"slices": [1]}', '{"slices": {"a": 3}}'):
        with pytest.raises(SettingError, match="slices as this page exports"):
            import_slices("y", bad, {"dog"})
    with pytest.raises(SettingError, match="other nodes"):
        import_slices("y", text, {"unicorn"})


def test_a_file_gone_bad_is_named() -> None:
    (own_aside("x") / SLICES).write_text("no JSON")
    with pytest.raises(BrokenRunError, match="slices.json"):
        read_slices("x")
