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
    assert layer.marks[0].size > 2 * layer.marks[1].size
    many = layers.codewords("level 2", np.zeros((400, 2)), [""] * 400, [""] * 400, LIGHT)
    assert many.marks[0].size < layer.marks[1].size


def test_what_travels_is_json_and_short() -> None:
    """1,200 codewords at a level must stay a message of some kilobytes. Red when found: the look sent with each."""
    places = np.random.default_rng(0).random((1200, 2))
    layer = layers.codewords("level 3", places, [""] * 1200, [f"prefix 1-{i}" for i in range(1200)], LIGHT)
    text = json.dumps(layer.to_json())
    assert json.loads(text)["marks"][7][1:] == [*places[7].round(5), "", "prefix 1-7"]
    assert len(text) < 60_000


def test_marks_that_look_alike_share_a_style_and_others_keep_theirs() -> None:
    """Red when tried: one style for a whole layer."""
    layer = layers.residual_path("path", STATIONS, WAYS, ["first", "second"], 2, LIGHT)
    drawn = layer.to_json()
    looks = [drawn["styles"][mark[0]] for mark in drawn["marks"]]
    assert [(look["shape"], look["size"]) for look in looks] == [(mark.shape, mark.size) for mark in layer.marks]
    dots = layers.dots("family", STATIONS, LIGHT).to_json()
    assert dots["styles"] == [{"shape": "dot", "size": 7, "fill": LIGHT.accent, "stroke": LIGHT.outline, "ink": ""}]
    assert dots["marks"] == [[0, *place] for place in STATIONS.tolist()]
