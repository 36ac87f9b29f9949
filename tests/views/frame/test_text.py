"""Text from files stays text."""

import pytest
from streamlit.testing.v1 import AppTest

from hrq.views.frame.text import GLOSS, count, markup, plain, shorten


@pytest.mark.parametrize(
    "hostile",
    ["[a](javascript:alert(1))", "**bold** _it_ `code`", "$x$ ~~y~~ # h", ":red[a] :dog: :material/home:", "<b>"],
)
def test_every_sign_of_markdown_is_escaped(hostile: str) -> None:
    escaped = plain(hostile)
    assert escaped.replace("\\", "").replace("\u2060", "") == hostile
    for place, sign in enumerate(escaped):
        if sign in "[]*_`$~#<>:":
            assert escaped[place - 1] == "\\"


def test_html_is_escaped() -> None:
    assert markup("<b>\"'&") == "&lt;b&gt;&quot;&#x27;&amp;"


def test_a_long_gloss_is_cut_at_a_word() -> None:
    short = shorten("a member of the genus Canis (probably descended from the common wolf) that has been domesticated")
    assert len(short) <= GLOSS
    assert short.endswith("been…")
    assert shorten("short") == "short"
    assert shorten("x" * 200) == "x" * (GLOSS - 1) + "…"


def test_counts_read_well() -> None:
    assert [count(1, "node"), count(1182, "node"), count(2, "entry", "entries")] == [
        "1 node",
        "1,182 nodes",
        "2 entries",
    ]


def test_a_hostile_label_is_shown_as_it_is() -> None:
    """Streamlit itself is asked: the button's label must hold no directive it would act on."""

    def script() -> None:
        import streamlit as st

        from hrq.views.frame.text import plain

        st.button(plain(":red[x] [y](https://example.org)"))

    label = AppTest.from_function(script).run().button[0].label
    assert ":red[" not in label
    assert "](" not in label
