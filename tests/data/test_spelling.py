from hrq.data.spelling import nearest_spellings

KNOWN = ("dog.n.01", "dog_show.n.01", "frog.n.01", "Dogger.n.01", "elephant.n.01")


def test_names_that_go_on_come_before_names_that_look_alike() -> None:
    assert nearest_spellings("dog", KNOWN)[:2] == ["dog.n.01", "dog_show.n.01"]
    assert nearest_spellings("Dog Show", KNOWN)[0] == "dog_show.n.01"
    assert nearest_spellings("elefant.n.01", KNOWN)[0] == "elephant.n.01"


def test_nothing_typed_and_nothing_alike_give_nothing() -> None:
    assert nearest_spellings("  ", KNOWN) == []
    assert nearest_spellings("zzzzzz", KNOWN) == []
