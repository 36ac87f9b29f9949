"""The layers over the points: one description for the figure and for the page's overlay."""

import json

import numpy as np

from hrq.figures import layers
from hrq.figures.theme import LIGHT

STATIONS = np.array([[0, 0], [0.4, 0.1], [0.45, 0.1], [0.5, 0.1]])
WAYS = np.stack([STATIONS[:-1], STATIONS[1:]], axis=1)


def test_the_last_way_of_a_path_is_dotted_and_the_chosen_level_is_larger() -> None:
    path = layers.residual_path("path", STATIONS, WAYS, ["first", "second"], 2, LIGHT)
    assert [curve.dotted for curve in path.curves] == [False, False, True]
    assert [mark.shape for mark in path.marks] == ["diamond", "diamond", "ring"]
    assert path.marks[1].size > path.marks[0].size
    assert (path.marks[2].x, path.marks[2].y) == (0.5, 0.1)


def test_codewords_carry_numbers_only_where_given() -> None:
    layer = layers.codewords("level 1", STATIONS[:2], ["7", ""], ["seven", "eight"], LIGHT)
    assert [mark.label for mark in layer.marks] == ["7", ""]
    assert layer.marks[0].fill != "none"
    assert layer.marks[1].fill == "none"


def test_what_travels_is_json_and_short() -> None:
    """Some 300 codewords at a level must stay a message of a few kilobytes."""
    places = np.random.default_rng(0).random((300, 2))
    layer = layers.codewords("level 2", places, [""] * 300, [f"prefix 1-{i}" for i in range(300)], LIGHT)
    text = json.dumps(layer.to_json())
    assert json.loads(text)["marks"][7]["text"] == "prefix 1-7"
    assert len(text) < 45_000
