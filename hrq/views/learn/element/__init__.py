"""The element that draws the lesson's live pictures: plain JavaScript, nothing fetched, no build step.

Nothing is sent back: all that moves stays in the browser.
"""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from hrq.figures.theme import CATEGORIES, DARK, LIGHT, Theme
from hrq.lesson.step import Step
from hrq.views.js import join

FOLDER = Path(__file__).parent
HTML = """
<div class="lesson">
  <figure>
    <div class="controls"></div>
    <div class="paper"><svg></svg></div>
    <p class="said" aria-live="polite"></p>
    <figcaption><p class="caption"></p><p class="source"></p></figcaption>
    <div class="foot"><div class="tools"></div>
      <details><summary>Show as table</summary><div class="scroll" tabindex="0"><table></table></div></details></div>
  </figure>
</div>
"""


def palette(look: Theme) -> dict[str, str]:
    """The colours that the scripts name, as CSS."""
    names = ("ground", "text", "muted", "disk", "rim", "ring", "edge", "outline", "other", "accent")
    return {name: getattr(look, name) for name in names} | {f"cat{i}": colour for i, colour in enumerate(CATEGORIES)}


def style() -> str:
    """Both palettes, and the light one on paper, whatever the screen shows."""
    light, dark = (";".join(f"--{name}:{value}" for name, value in palette(look).items()) for look in (LIGHT, DARK))
    rules = (FOLDER / "lesson.css").read_text("utf-8")
    return f".lesson{{{light}}}\n.lesson.dark{{{dark}}}\n@media print{{.lesson.dark{{{light}}}}}\n{rules}"


_picture = st.components.v2.component("hrq_lesson", html=HTML, css=style(), js=join(FOLDER / "frame.js"))
_question = st.components.v2.component(
    "hrq_question",
    html='<div class="lesson"><div class="question"></div></div>',
    css=style(),
    js=join(FOLDER / "question.js"),
)


def ask(step: Step, *, dark: bool) -> None:
    """Draw a step's question."""
    _question(key=f"question-{step.key}", data={"question": asdict(step.question), "dark": dark})


def show(step: Step, *, dark: bool, credit: str) -> None:
    """Draw a step's picture."""
    data: Mapping[str, Any] = {
        **step.picture.data,
        "picture": {
            "kind": step.picture.kind,
            "title": step.picture.title,
            "caption": step.picture.caption,
            "source": step.picture.source,
            "credit": credit,
        },
        "dark": dark,
        "light": palette(LIGHT),
    }
    _picture(key=f"picture-{step.key}", data=data)
