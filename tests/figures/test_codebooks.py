"""Bars and maps of codewords: each codeword once, the chosen one marked, texts never markup."""

import json

import numpy as np
import pytest

from hrq.figures.codebooks import distance_map, usage_bars
from hrq.figures.theme import DARK, LIGHT, Theme

COUNTS = np.array([5, 0, 40, 3, 0])


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_every_codeword_stands_once_in_the_bars(look: Theme) -> None:
    texts = [f"{number} <b>bold</b>" for number in range(5)]
    figure = usage_bars(np.arange(5), COUNTS, COUNTS > 20, texts, 3, 9.6, look)
    found = [int(one) for trace in figure.data for one in trace.customdata]
    assert sorted(found) == [0, 1, 2, 3, 4]
    assert [trace.name for trace in figure.data] == ["codeword (2)", "overloaded (1)", "holds nothing (2)"]
    assert [list(trace.marker.line.width) for trace in figure.data[:2]] == [[0, 3], [0]]
    assert "<b>" not in figure.data[0].hovertext[0]
    assert "an even share: 9.6" in figure.layout.annotations[-1].text
    assert json.loads(figure.to_json())["data"]


def test_a_level_that_nobody_uses_is_drawn_too() -> None:
    figure = usage_bars(np.arange(3), np.zeros(3, np.int64), np.zeros(3, bool), ["a", "b", "c"], 0, 0.0, LIGHT)
    assert [trace.name for trace in figure.data] == ["holds nothing (3)"]


def test_some_of_very_many_keep_their_numbers() -> None:
    figure = usage_bars(np.array([7, 900]), np.array([4, 2]), np.zeros(2, bool), ["a", "b"], 900, 1.0, LIGHT)
    assert list(figure.data[0].x) == [7, 900]
    assert list(figure.data[0].marker.line.width) == [0, 3]


def test_the_map_names_its_codewords_and_its_unit() -> None:
    apart = np.array([[0.0, 1, 2], [1, 0, 3], [2, 3, 0]])
    figure = distance_map(apart, np.array([2, 0, 1]), "hyperbolic, c = 1", LIGHT)
    (heat,) = figure.data
    assert heat.z[0].tolist() == [0, 1, 2]
    assert heat.customdata[0][1].tolist() == [2, 0]
    assert heat.colorbar.title.text == "hyperbolic, c = 1"
    assert list(figure.layout.xaxis.ticktext) == ["2", "0", "1"]


def test_the_bars_are_as_high_as_codewords_are_full() -> None:
    figure = usage_bars(np.arange(5), COUNTS, COUNTS > 20, [f"text {i}" for i in range(5)], 3, 9.6, LIGHT)
    ordinary, crowded, empty = figure.data
    assert (list(ordinary.x), list(ordinary.y), list(ordinary.hovertext)) == ([0, 3], [5, 3], ["text 0", "text 3"])
    assert (list(crowded.x), list(crowded.y), crowded.marker.color) == ([2], [40], "#D55E00")
    assert (list(empty.x), list(empty.y), list(empty.hovertext)) == ([1, 4], [0, 0], ["text 1", "text 4"])
    assert list(ordinary.marker.line.color)[1] == LIGHT.accent
    assert list(figure.layout.xaxis.range) == [-0.6, 4.6]
    assert figure.layout.shapes[0].y0 == figure.layout.annotations[-1].y == 9.6


def test_an_axis_of_many_codewords_carries_some_of_their_numbers() -> None:
    figure = distance_map(np.zeros((40, 40)), np.arange(40) + 100, "unit", DARK)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert list(axis.tickvals) == list(range(0, 40, 3))
        assert list(axis.ticktext) == [str(number) for number in range(100, 140, 3)]
    assert figure.layout.yaxis.autorange == "reversed"
    assert [place for place, _ in figure.data[0].colorscale][:: len(DARK.sequential) - 1] == [0, 1]
    assert figure.data[0].colorscale[0][1] == DARK.sequential[0]
