"""What a person can set before a training, from the fields of Settings: one source for command line and page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic.fields import FieldInfo

from hrq.errors import SettingError
from hrq.runs.config import CHOICES, Settings
from hrq.train.settings.presets import FLAT, PAPER

UNITS = {
    "dimension": "coordinates",
    "levels": "tokens",
    "codewords": "a level",
    "epochs": "passes",
    "batch": "pairs",
    "negatives": "nodes",
    "decay_from": "share of training",
    "burn_in": "share of training",
    "radius_cap": "share of the ball's radius",
    "start_radius": "hyperbolic length",
}
WORDS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


@dataclass(frozen=True)
class Option:
    """One setting: what kind of value it takes, within which bounds, and what it means."""

    name: str
    kind: type
    default: Any
    choices: tuple[str, ...]
    bounds: Mapping[str, float]  # ge, gt, le, lt
    description: str
    unit: str = ""  # what it is counted in; empty where the description says it all

    @property
    def flag(self) -> str:
        """How it is written on the command line."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def bounds_told(self) -> str:
        """`≥ 0, ≤ 1`; empty where anything goes."""
        return ", ".join(f"{WORDS[key]} {value}" for key, value in self.bounds.items())

    @property
    def help(self) -> str:
        """The description with its default, in which recipe another one, and the bounds."""
        told = [f"default {self.default}"]
        recipes = (("in 2-D", FLAT), ("paper", PAPER))
        told += [f"{recipe} {values[self.name]}" for recipe, values in recipes if self.name in values]
        bounds = f"; {self.bounds_told}" if self.bounds else ""
        return f"{self.description} ({', '.join(told)}{bounds})"


def _option(name: str, field: FieldInfo) -> Option:
    kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if kind in (int, float, bool, str)]
    choices = CHOICES.get(name) or tuple(one for one in get_args(field.annotation) if isinstance(one, str))
    rules = {key: getattr(rule, key) for rule in field.metadata for key in WORDS if hasattr(rule, key)}
    kind = str if name == "codewords" or not kinds else kinds[0]
    assert kind is not None
    return Option(name, kind, field.default, choices, rules, field.description or "", UNITS.get(name, ""))


OPTIONS: dict[str, Option] = {name: _option(name, field) for name, field in Settings.model_fields.items()}


def parse_codewords(text: str) -> int | tuple[int, ...]:
    """`64`, or `64,32,16` for levels of different sizes."""
    try:
        sizes = tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise SettingError("--codewords", text, "a number such as 64, or one a level such as 64,32,16") from error
    return sizes[0] if len(sizes) == 1 else sizes


def words_of(given: Mapping[str, Any]) -> list[str]:
    """Settings as words of the command line, which read back as the same settings."""
    words = []
    for name, value in given.items():
        flag = OPTIONS[name].flag
        if isinstance(value, bool):
            words.append(flag if value else f"--no-{flag[2:]}")
        elif isinstance(value, list | tuple):
            words += [flag, ",".join(str(one) for one in value)]
        else:
            words += [flag, str(value)]
    return words
