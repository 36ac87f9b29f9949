"""What looks like what was typed comes first."""

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.spelling import nearest_spellings

NAMES = ("go.n.01", "dog_show.n.01", "dog.n.01", "dog.n.03", "cat.n.01", "ego.n.01")


def test_neighbours_that_changed_places_are_one_mistake() -> None:
    assert nearest_spellings("dgo.n.01", NAMES)[0] == "dog.n.01"


def test_a_word_is_answered_with_its_senses_before_its_compounds() -> None:
    assert nearest_spellings("dog", NAMES)[:3] == ["dog.n.01", "dog.n.03", "dog_show.n.01"]
    assert nearest_spellings("Dog", NAMES, most=1) == ["dog.n.01"]


def test_the_case_is_no_mistake() -> None:
    assert nearest_spellings("alhpa", ("ALPHA", "alter")) == ["ALPHA"]


def test_nothing_is_like_nothing() -> None:
    assert nearest_spellings("  ", NAMES) == []
    assert nearest_spellings("xylophonist", NAMES) == []


def test_the_nearest_nouns(nouns: Hierarchy) -> None:
    for typed, meant in (("mamal.n.01", "mammal.n.01"), ("elefant.n.01", "elephant.n.01"), ("tigr.n.02", "tiger.n.02")):
        assert nearest_spellings(typed, nouns.names)[0] == meant
