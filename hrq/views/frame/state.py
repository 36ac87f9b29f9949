"""What is being looked at, kept in the page's address and nowhere else: so a link, Back and Reload all show the same.

    state.node()              the selected node's name, or None
    state.select("dog.n.01")  in a widget's callback: every page then shows that node

Values in the address that mean nothing are ignored; `unknown()` collects them, and the page frame says so once.
Writing belongs in callbacks: they run before the page is drawn, so links drawn early carry the new state too.
"""

import cmath
import re
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from hrq.errors import clipped, nearest_names

PARAMETERS = ("run", "node", "prefix", "focus", "level", "colour", "layout", "present", "step", "zoom", "filter")
RUN, NODE, PREFIX, FOCUS, LEVEL, COLOUR, LAYOUT, PRESENT, STEP, ZOOM, FILTER = PARAMETERS
KIND, CASE, AMONG, SLICE, COMPARE, FORMS = ANALYSIS = ("kind", "case", "among", "slice", "compare", "forms")
RUNS, KIND_OF_NUMBER, NUMBER = COMPARING = ("runs", "numbers", "number")  # of Compare
COLOURS: Mapping[str, str] = {
    "code": "Codeword",
    "depth": "Depth",
    "lexname": "Lexicographer file",
    "error": "Residual error",
    "margin": "Assignment margin",
    "agreement": "Agreement with the hierarchy",
    "kept": "Neighbourhood kept",
}
ZOOMS = (0.8, 60.0)  # the disk's, least and most
BROUGHT = (NODE, PREFIX, FOCUS, ZOOM, FILTER)  # what the session takes from page to page
PAGE, LEFT, MOVES = "page", "left for the next page", "disk moves"  # in the session
LONGEST, QUOTED = 2_000, 200  # characters of a value from the address that we are willing to look up, and to quote


@dataclass(frozen=True)
class Unknown:
    """A part of the address that means nothing here, with the names it may have meant."""

    parameter: str
    value: str
    nearest: tuple[str, ...]


def given(parameter: str) -> str | None:
    """What the address says, unchecked."""
    value: str | None = st.query_params.get(parameter)
    return value[:LONGEST] if value else None


def put(**values: str | int | None) -> None:
    """Write parameters to the address; None takes one out."""
    changed = {key: str(value) for key, value in values.items() if value is not None}
    kept = {key: value for key, value in address().items() if key not in values}
    if kept | changed != address():
        st.query_params.from_dict(kept | changed)
    _keep()


def address() -> dict[str, str]:
    """The address's parameters, for links to other pages."""
    return dict(st.query_params.to_dict())


def link() -> dict[str, str]:
    """The parameters that links to other pages carry: all but those that the session brings along (see `resume`)."""
    return {key: value for key, value in address().items() if key not in BROUGHT}


def resume(page: str) -> None:
    """On the way to another page of the session: what changes with every click comes along, though no link held it.

    Links are drawn once and clicks are many: redrawing the menu at each would cost more than the click itself.
    """
    before, st.session_state[PAGE] = st.session_state.get(PAGE), page
    kept = st.session_state.get(LEFT, {}) if before not in (None, page) else {}
    put(**{key: value for key, value in kept.items() if key not in address()})


def _keep() -> None:
    """What the next page is to be brought."""
    st.session_state[LEFT] = {key: value for key, value in address().items() if key in BROUGHT}


def forget_unknown(names: Iterable[str]) -> None:
    """Take the given parameters out of the address."""
    put(**dict.fromkeys(names))


def run_name(known: Iterable[str], default: str | None) -> str | None:
    """The run in the address, or the default where it names none that is known."""
    return one_of(RUN, list(known), default) if default is not None else None


def node(known: Container[str] | None = None) -> str | None:
    """The selected node's name. With `known` given, a name that is not among them counts as no selection."""
    name = given(NODE)
    return name if known is None or name in known else None


def select(name: str | None) -> None:
    """Select a node by name on every page, in place of a prefix; None selects nothing."""
    put(node=name, prefix=None)


def look_at(name: str | None) -> None:
    """Put a node in the middle of the disk, or the ball's own centre: `moves` then tells the browser to go there."""
    st.session_state[MOVES] = moves() + 1
    put(focus=name)


def moves() -> int:
    """How often a page, not the reader's hand, has aimed the disk."""
    counted: int = st.session_state.get(MOVES, 0)
    return counted


def select_prefix(name: str) -> None:
    """Select a prefix of codes, such as 12-4, beside the node that is selected."""
    put(prefix=name)


def focus(known: Collection[str]) -> str | None:
    """The node in the middle of the disk; None for the ball's own centre."""
    name = given(FOCUS)
    return name if name in known else None


def focus_place() -> complex | None:
    """The place in the middle of the disk where the address gives it as a number, such as 0.4-0.25i; else None."""
    text = (given(FOCUS) or "").replace("i", "j")
    try:
        place = complex(text)
    except ValueError:
        return None
    return place if cmath.isfinite(place) else None


def is_zoom() -> bool:
    """Whether what the address says of the zoom is a number that the disk can be magnified by."""
    text = given(ZOOM) or ""
    return bool(re.fullmatch(r"\d{1,3}(\.\d{1,9})?", text)) and ZOOMS[0] <= float(text) <= ZOOMS[1]


def zoom() -> float:
    """How much the disk is magnified."""
    return float(given(ZOOM) or 1) if is_zoom() else 1.0


def solo() -> list[int]:
    """The legend's entries that alone are shown, where the address names some of the present colouring; else none."""
    name, _, entries = (given(FILTER) or "").partition(":")
    if name != colour() or not re.fullmatch(r"\d{1,2}(-\d{1,2})*", entries):
        return []
    return [int(one) for one in entries.split("-")]


def level(levels: int) -> int:
    """The chosen level, 1 … levels."""
    return int(one_of(LEVEL, [str(number) for number in range(1, levels + 1)], "1"))


def colour() -> str:
    """What the points are coloured by: a key of COLOURS."""
    return one_of(COLOUR, COLOURS, "code")


def presenting() -> bool:
    """Whether the page is shown to a class: large type, and nothing around it."""
    return given(PRESENT) == "1"


def one_of(parameter: str, known: Iterable[str], default: str) -> str:
    """The parameter's value if it is a known one, else the default."""
    value = given(parameter)
    return value if value is not None and value in set(known) else default


def unknown(allowed: Mapping[str, Collection[str]]) -> list[Unknown]:
    """Everything in the address that is ignored: parameters without a meaning, and values not `allowed`."""
    found = []
    for parameter in address():
        value = given(parameter) or ""
        if parameter not in (*PARAMETERS, *ANALYSIS, *COMPARING):
            near = _nearest(parameter, (*PARAMETERS, *ANALYSIS, *COMPARING))
            found.append(Unknown(parameter[:QUOTED], clipped(value, QUOTED), near))
        elif parameter in allowed and value not in allowed[parameter]:
            found.append(Unknown(parameter, clipped(value, QUOTED), _nearest(value, allowed[parameter])))
    return found


def _nearest(value: str, known: Collection[str]) -> tuple[str, ...]:
    near = nearest_names(value[:QUOTED], known) if len(known) < 5_000 else []
    return tuple(clipped(one, QUOTED) for one in near or (list(known) if len(known) <= 8 else []))
