"""The lesson's page: whole without a click, one step at a time for a class, plain words where a model is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hrq import lesson
from hrq.errors import UnknownNameError
from hrq.lesson.glossary import TERMS
from hrq.views.frame import glossary, pages, state

Open = Callable[..., AppTest]
Words = Callable[[AppTest], str]


def test_all_steps_and_the_glossary_are_there_without_a_click(open_page: Open, words: Words) -> None:
    app = open_page("pages/Learn.py")
    assert not app.exception
    assert [one.value for one in app.header] == [
        *(f"{number} · {title}" for number, title in enumerate(lesson.TITLES.values(), 1)),
        "Glossary",
    ]
    said = words(app)
    assert "hrq.geometry.poincare.distance" in said
    assert all(f"### {term.name}\n" in said for term in TERMS)


def test_where_a_bundled_model_is_missing_the_other_steps_go_on(runs: Path, open_page: Open) -> None:
    app = open_page("pages/Learn.py")
    assert not app.exception
    assert len(app.header) == 9
    assert len(app.info) == 3
    assert "mammals\\-16d\\-ghrq" in app.info[0].value


def test_presenter_size_shows_a_step_at_a_time(open_page: Open) -> None:
    app = open_page("pages/Learn.py", {"present": "1", "step": "2"})
    assert [one.value for one in app.header] == ["2 · The disk and its distance"]
    buttons = {one.label: one for one in app.button}
    buttons["Next"].click().run()
    assert app.header[0].value == "3 · A small tree finds its place"
    assert dict(app.query_params) == {"present": "1", "step": "3"}
    {one.label: one for one in app.button}["Leave"].click().run()
    assert len(app.header) == 9
    assert not app.query_params


@pytest.mark.parametrize("step", ["0", "9", "x"])
def test_a_step_that_is_none_is_the_first(step: str, open_page: Open) -> None:
    app = open_page("pages/Learn.py", {"present": "1", "step": step})
    assert app.header[0].value.startswith("1 ·")


def test_links_lead_to_pages_and_parameters_that_exist() -> None:
    titles = {title for title, _ in pages.PAGES.values()}
    known = {*state.PARAMETERS, *state.ANALYSIS, *state.COMPARING}
    for maker in lesson.MAKERS.values():
        for link in maker().links:
            assert link.page in titles
            assert set(link.query) <= known


def test_other_pages_can_explain_a_word() -> None:
    text = glossary.explain("Margin", "Held out")
    assert "[Glossary](Learn#margin)" in text
    assert "[Glossary](Learn#held-out)" in text
    assert glossary.more("Margin", "F1") == " In the glossary: [Margin](Learn#margin), [F1](Learn#f1)."
    with pytest.raises(UnknownNameError, match="Nearest: Margin"):
        glossary.explain("Margn")


def test_terms_are_in_order_and_point_at_steps() -> None:
    names = [term.name.lower().replace("ö", "o") for term in TERMS]
    assert names == sorted(names)
    assert {term.step for term in TERMS} <= {"", *lesson.TITLES}
