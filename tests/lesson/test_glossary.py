"""Words that labels use: each once, in order, with an address of its own and a step that exists."""

from hrq import lesson
from hrq.lesson.glossary import BY_NAME, TERMS, Term


def test_words_are_in_order_and_each_has_its_own_place() -> None:
    names = [term.name for term in TERMS]
    assert names == sorted(names, key=lambda name: name.lower().replace("ö", "o"))
    assert len({term.anchor for term in TERMS}) == len(TERMS)
    assert Term("Held out", "x").anchor == "held-out"
    assert BY_NAME["MAP"].anchor == "map"
    assert list(BY_NAME) == names


def test_the_step_that_shows_a_word_exists_and_speaks_of_it() -> None:
    shown = {term.step for term in TERMS if term.step}
    assert shown <= set(lesson.TITLES)
    assert {term.name for term in TERMS if not term.step} == {"Moved", "Perplexity", "Projection"}
    for name, step in (("Geodesic", "ruler"), ("Codeword", "cells"), ("Residual", "sides"), ("Recall", "wrong")):
        assert BY_NAME[name].step == step
