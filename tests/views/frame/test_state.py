"""What the address says, and what of it is ignored."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hrq.views.frame import state

Address = Callable[[Mapping[str, str]], "Params"]


class Params(dict[str, str]):
    """As much of Streamlit's query parameters as the state needs."""

    def to_dict(self) -> dict[str, str]:
        return dict(self)

    def from_dict(self, values: Mapping[str, str]) -> None:
        self.clear()
        self.update(values)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Address:
    """Put an address in place, with an empty session."""
    session: dict[str, Any] = {}
    monkeypatch.setattr(state.st, "session_state", session)

    def put(values: Mapping[str, str]) -> Params:
        found = Params(values)
        monkeypatch.setattr(state.st, "query_params", found)
        return found

    return put


@pytest.mark.parametrize(
    ("text", "zoom"),
    [("1", 1.0), ("2.5", 2.5), ("0.8", 0.8), ("60", 60.0), ("0.79", None), ("60.1", None), ("1e1", None), ("-2", None)],
)
def test_a_zoom_is_a_number_within_bounds(text: str, zoom: float | None, address: Address) -> None:
    address({"zoom": text})
    assert state.is_zoom() == (zoom is not None)
    assert state.zoom() == (zoom or 1.0)


@pytest.mark.parametrize(
    ("text", "place"), [("0.4-0.25i", 0.4 - 0.25j), ("0.5", 0.5), ("dog.n.01", None), ("nan", None), ("inf", None)]
)
def test_the_middle_of_the_disk_is_a_place_or_a_node(text: str, place: complex | None, address: Address) -> None:
    address({"focus": text})
    assert state.focus_place() == place
    assert state.focus(["dog.n.01"]) == (text if text == "dog.n.01" else None)


@pytest.mark.parametrize(
    ("filter_", "entries"), [("code:1-12", [1, 12]), ("code:3", [3]), ("depth:1", []), ("code:", []), ("code:123", [])]
)
def test_entries_alone_are_those_of_the_present_colouring(filter_: str, entries: list[int], address: Address) -> None:
    address({"filter": filter_})
    assert state.solo() == entries


def test_levels_colours_and_runs_are_known_ones_or_the_default(address: Address) -> None:
    address({"level": "3", "colour": "depth", "run": "b", "present": "1"})
    assert (state.level(3), state.level(2), state.colour(), state.presenting()) == (3, 1, "depth", True)
    assert state.run_name(["a", "b"], "a") == "b"
    assert state.run_name(["a"], "a") == "a"
    assert state.run_name([], None) is None
    address({"level": "0", "colour": "mauve"})
    assert (state.level(3), state.colour(), state.presenting()) == (1, "code", False)


def test_a_selection_replaces_the_prefix_and_keeps_the_rest(address: Address) -> None:
    found = address({"run": "a", "prefix": "1-2"})
    state.select("dog")
    assert found == {"run": "a", "node": "dog"}
    state.select_prefix("3")
    assert found == {"run": "a", "node": "dog", "prefix": "3"}
    state.put(node=None, level=2)
    assert found == {"run": "a", "prefix": "3", "level": "2"}
    assert state.node() is None
    assert state.node({"x"}) is None
    state.forget_unknown(["run"])
    assert "run" not in found


def test_what_changes_with_every_click_is_brought_to_the_next_page_and_not_to_the_same(address: Address) -> None:
    """What the next page's own address says wins."""
    address({"run": "a", "level": "2"})
    state.resume("Explore")
    state.put(node="dog", zoom="2")
    assert state.link() == {"run": "a", "level": "2"}
    found = address({"run": "a", "zoom": "3"})
    state.resume("Trees")
    assert found == {"run": "a", "zoom": "3", "node": "dog"}
    again = address({"run": "a"})
    state.resume("Trees")
    assert again == {"run": "a"}


def test_every_aim_of_a_page_is_counted(address: Address) -> None:
    found = address({})
    assert state.moves() == 0
    state.look_at("dog")
    state.look_at(None)
    assert state.moves() == 2
    assert "focus" not in found


def test_what_means_nothing_is_told_with_what_it_may_have_meant(address: Address) -> None:
    address({"runn": "a", "colour": "dpth", "level": "2", "kind": "x"})
    found = state.unknown({"colour": ["depth", "code"], "level": ["1", "2"]})
    assert [(one.parameter, one.value) for one in found] == [("runn", "a"), ("colour", "dpth")]
    assert "run" in found[0].nearest
    assert found[1].nearest[0] == "depth"


def test_a_value_without_end_is_cut(address: Address) -> None:
    address({"node": "x" * 9_000})
    assert state.given("node") == "x" * state.LONGEST
