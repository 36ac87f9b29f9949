"""The settings of a training as widgets, from the command line's own source; what is left empty is the preset's."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from hrq.train.settings.options import OPTIONS, Option, parse_codewords
from hrq.views.frame.text import plain

FIRST = ("quantizer", "dimension", "levels", "codewords", "epochs", "seed")  # always in sight
GROUPS = {
    "Space and start": ("curvature", "start", "start_radius", "radius_cap", "dtype", "stored"),
    "Batches and losses": (
        "batch", "negatives", "shared_negatives", "temperature", "self_term", "quantizer_weight", "commitment",
        "straight_through",
    ),
    "Rates and times": ("preset", "optimizer", "learning_rate", "codebook_rate", "decay_from", "burn_in"),
    "Codes and held-out pairs": ("refit", "unique", "split", "split_seed"),
}  # fmt: skip
ELSEWHERE = {"hierarchy"}  # chosen with a widget of its own
ON, OFF = "on", "off"


def key(name: str) -> str:
    """The widget of a setting."""
    return f"train {name}"


def fill(given: Mapping[str, Any]) -> None:
    """Put settings into the widgets, and empty all others. For callbacks, before the widgets are drawn."""
    for name, option in OPTIONS.items():
        if name not in ELSEWHERE:
            st.session_state[key(name)] = _shown(option, given.get(name))


def read() -> dict[str, Any]:
    """The settings that the widgets name. Raises SettingError where one cannot be meant."""
    found = {}
    for name, option in OPTIONS.items():
        value = st.session_state.get(key(name))
        if name in ELSEWHERE or value is None or value == "":
            continue
        found[name] = value == ON if option.kind is bool else parse_codewords(value) if name == "codewords" else value
    return found


def show(defaults: Mapping[str, Any], options: Mapping[str, Option] = OPTIONS) -> None:
    """Draw the widgets of `options`; `defaults` are what holds for those that are left empty."""
    _row(FIRST, defaults, options)
    with st.expander("All settings", icon=":material/tune:"):
        st.caption("What is left empty has the value that is shown in grey.")
        for title, names in GROUPS.items():
            if any(name in options for name in names):
                st.markdown(f"**{title}**")
                _row(names, defaults, options)


def _row(names: Sequence[str], defaults: Mapping[str, Any], options: Mapping[str, Option]) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        for option in (options[name] for name in names if name in options):
            _widget(option, defaults.get(option.name, option.default))


def _widget(option: Option, default: Any) -> None:
    unit = f" ({option.unit})" if option.unit else ""
    label = plain(f"{option.name.replace('_', ' ').capitalize()}{unit}")
    bounds = f" Allowed: {option.bounds_told}." if option.bounds else ""
    help_text = plain(
        f"{option.description[:1].upper()}{option.description[1:]}.{bounds} On the command line: {option.flag}"
    )
    told = _told(option, default)
    common: dict[str, Any] = {"key": key(option.name), "help": help_text, "width": 190}
    if option.kind is bool:
        st.selectbox(label, (ON, OFF), index=None, placeholder=told, **common)
    elif option.choices:
        st.selectbox(label, option.choices, index=None, placeholder=told, **common)
    elif option.kind is str:
        st.text_input(label, placeholder=told, **common)
    else:
        low, high = _ends(option)
        whole = option.kind is int
        number: Any = st.number_input
        number(
            label, value=None, placeholder=told, min_value=low, max_value=high, step=1 if whole else None,
            format=None if whole else "%g", **common,
        )  # fmt: skip


def _ends(option: Option) -> tuple[Any, Any]:
    """The bounds that the widget itself keeps; the open ones are checked with the settings."""
    low = option.bounds.get("ge", option.bounds.get("gt"))
    high = option.bounds.get("le", option.bounds.get("lt"))
    return (None if low is None else option.kind(low)), (None if high is None else option.kind(high))


def _told(option: Option, value: Any) -> str:
    if option.kind is bool:
        return ON if value else OFF
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _shown(option: Option, value: Any) -> Any:
    """A setting as its widget holds it."""
    if value is None:
        return "" if option.kind is str and not option.choices else None
    if option.kind is bool:
        return ON if value else OFF
    return _told(option, value) if option.name == "codewords" else option.kind(value)
