"""The lesson's screen: eight steps one below the other, or one at a time at presenter size."""

from pathlib import Path

import streamlit as st

from hrq import __version__, lesson
from hrq.errors import HrqError
from hrq.lesson.formulas import Formula
from hrq.lesson.step import Link, Step
from hrq.views.frame import glossary, shell, state
from hrq.views.frame import pages as frame
from hrq.views.frame.text import plain
from hrq.views.learn import element

STYLE = Path(__file__).with_name("learn.css")
WHAT = """
**What you will have seen at the end:** why trees fit into hyperbolic space, how a code of a few numbers is made for \
every node, what goes wrong, and what the numbers say. About fifteen minutes to read; nothing has to be clicked, \
everything can be. Every number below is computed by the library as the page is drawn, or read from a bundled model.
"""
KEYS = list(lesson.TITLES)


def page() -> None:
    """Draw the lesson."""
    st.html(STYLE)
    if state.presenting():
        _one_step()
        return
    st.title("Learn: a tree in a disk, and its codes", anchor=False)
    st.markdown(WHAT)
    _contents()
    for number, key in enumerate(KEYS, start=1):
        _step(number, key)
    st.header("Glossary", anchor="glossary")
    with st.container(key="glossary"):
        st.markdown(glossary.markdown())
    shell.close_page()


def _contents() -> None:
    with st.container(key="contents"):
        st.markdown(
            "\n".join(f"{i}. [{title}](#step-{key})" for i, (key, title) in enumerate(lesson.TITLES.items(), 1))
        )
    with st.container(key="lesson-bar", horizontal=True):
        st.button(
            "Presenter size",
            icon=":material/present_to_all:",
            shortcut="P",
            on_click=state.put,
            kwargs={"present": 1, "step": 1},
            help="One step a screen, in large type. `?present=1&step=3` in the address does the same.",
        )
        st.caption(
            "A handout: the browser's own print command (Ctrl+P or ⌘P). The same eight steps in Python, to be changed: "
            "`docs/lesson.ipynb`."
        )


def _one_step() -> None:
    """Presenter size: a step at a time, turned by the arrow keys."""
    number = int(state.one_of(state.STEP, [str(i + 1) for i in range(len(KEYS))], "1"))
    with st.container(key="lesson-bar", horizontal=True, vertical_alignment="center"):
        st.button("Back", shortcut="Left", disabled=number == 1, on_click=state.put, kwargs={"step": number - 1})
        st.button(
            "Next", shortcut="Right", disabled=number == len(KEYS), on_click=state.put, kwargs={"step": number + 1}
        )
        st.button("Leave", shortcut="P", on_click=state.put, kwargs={"present": None, "step": None})
        st.caption(f"Step {number} of {len(KEYS)}")
    _step(number, KEYS[number - 1])


def _step(number: int, key: str) -> None:
    with st.container(key=f"step-{key}"):
        st.header(f"{number} · {lesson.TITLES[key]}", anchor=f"step-{key}")
        try:
            step = _made(key)
        except HrqError as error:
            st.info(
                f"This step speaks of a bundled model that is not here. {plain(str(error))}",
                icon=":material/inventory_2:",
            )
            return
        text, picture = st.columns([5, 6], gap="large")
        dark = st.context.theme.type == "dark"
        with text:
            st.markdown(step.prose)
            element.ask(step, dark=dark)
            for formula in step.formulas:
                _formula(formula)
            _ways(step)
        with picture:
            element.show(step, dark=dark, credit=f"hrq {__version__}, Learn, step {number}")


@st.cache_resource(show_spinner="Computing the next step …", max_entries=len(KEYS))
def _made(key: str) -> Step:
    return lesson.MAKERS[key]()


def _formula(formula: Formula) -> None:
    st.latex(formula.text)
    note = f" · {formula.note}" if formula.note else ""
    st.caption(f"`{formula.function}`{note}")


def _ways(step: Step) -> None:
    """Links into the app, as far as its pages are there."""
    pages = {title: (page, icon) for page, (title, icon) in frame.PAGES.items()}
    with st.container(key=f"ways-{step.key}", gap="small"):
        for link in step.links:
            if link.page in pages:
                _way(link, *pages[link.page])


def _way(link: Link, page: str, icon: str) -> None:
    st.page_link(page, label=f"{link.page}: {plain(link.text)}", icon=icon, query_params=dict(link.query))
