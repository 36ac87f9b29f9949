"""Under which name a training or a fit begins."""

from pathlib import Path

import pytest

from hrq.views.train import start


@pytest.mark.parametrize(
    ("name", "begun_as"),
    [("my-fit", "my-fit-2"), ("my-fit-too", "my-fit-too"), ("mine", "mine")],
)
def test_only_a_suggested_name_makes_room(runs: Path, name: str, begun_as: str) -> None:
    (runs / "ball").rename(runs / "my-fit")
    assert start.still_free(name, "my-fit") == begun_as


def test_a_chosen_name_is_left_to_its_owner(runs: Path) -> None:
    assert start.still_free("ball", "my-fit") == "ball"
