"""What one step of the lesson is made of: plain data, which a page draws and a test reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hrq.lesson.formulas import Formula


@dataclass(frozen=True)
class Question:
    """Predict, then see: what is asked, the choices, which one is right (0, 1, …), and why."""

    ask: str
    choices: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True)
class Link:
    """The way into the app: a page, what it will show, and the address's parameters that make it show that."""

    page: str
    text: str
    query: Mapping[str, str]


@dataclass(frozen=True)
class Picture:
    """A live picture: which one, its numbers, what it shows in a sentence, and where the numbers come from."""

    kind: str
    title: str
    caption: str
    source: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """Some Markdown, a picture with a question, formulas, and ways on; the title is in `lesson.TITLES`."""

    key: str
    prose: str
    picture: Picture
    question: Question
    formulas: tuple[Formula, ...]
    links: tuple[Link, ...]
