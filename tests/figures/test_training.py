"""A training's curves and its moving codewords: nothing shifted, the dead hollow, a replay that ends with the last."""

import json

import numpy as np
import pytest

from hrq.figures.theme import CATEGORIES, DARK, LIGHT
from hrq.figures.training import Curve, Moment, curves, moment, replay


def now(step: int, usage: list[int]) -> Moment:
    points = np.array([[0.1, 0.2], [0.3, -0.4], [-0.5, 0.0]])
    codewords = np.arange(2.0 * len(usage)).reshape(-1, 2) / 100
    return Moment(step, points, np.array([1, -1, 9]), codewords, np.array(usage))


def test_lines_are_told_apart_and_keep_their_gaps() -> None:
    lines = [Curve("hierarchy", [10, 20, 30], [1.5, None, 0.5]), Curve("commitment", [10], [2.0])]
    drawn = json.loads(curves(lines, "losses", LIGHT).to_json())
    first, second = drawn["data"]
    assert (first["x"], first["y"], first["name"]) == ([10, 20, 30], [1.5, None, 0.5], "hierarchy")
    assert first["line"]["color"] != second["line"]["color"]
    assert first["line"]["dash"] != second["line"]["dash"]
    assert drawn["layout"]["showlegend"]
    assert drawn["layout"]["title"]["text"] == "losses"
    assert drawn["layout"]["xaxis"]["title"]["text"] == "step"


@pytest.mark.parametrize(("from_zero", "mode"), [(True, "tozero"), (False, "normal")])
def test_an_axis_begins_at_zero_unless_told_otherwise(from_zero: bool, mode: str) -> None:
    drawn = curves([Curve("perplexity", [1], [30.0])], "use", LIGHT, from_zero=from_zero)
    assert drawn.layout.yaxis.rangemode == mode
    assert drawn.layout.showlegend is False
    assert curves([], "use", LIGHT).layout.yaxis.rangemode == "tozero"


def test_points_take_the_colours_of_their_codewords_and_dead_ones_are_hollow() -> None:
    points, codewords = moment(now(5, [4, 1, 0, 0, 0, 0, 0, 0, 1]), LIGHT, rim=True).data
    assert list(points.x) == [0.1, 0.3, -0.5]
    assert list(points.y) == [0.2, -0.4, 0.0]
    assert list(points.marker.color) == [CATEGORIES[1], LIGHT.other, LIGHT.other]
    assert list(codewords.marker.symbol) == ["square", "square", *["square-open"] * 6, "square"]
    assert list(codewords.marker.color) == [*CATEGORIES[:2], *[LIGHT.accent] * 6, LIGHT.other]
    assert list(codewords.marker.size) == pytest.approx([20, 13.5, *[7] * 6, 13.5])  # areas beyond the least, by use
    assert codewords.text[0] == "codeword 0: 4 nodes"
    assert (list(codewords.x)[1], list(codewords.y)[1]) == (0.02, 0.03)


def test_codewords_that_nobody_takes_yet_are_drawn_too() -> None:
    codewords = moment(now(0, [0, 0]), DARK, rim=False).data[1]
    assert list(codewords.marker.size) == [7, 7]


def test_a_rim_is_drawn_for_a_ball_only() -> None:
    for rim in (True, False):
        (circle,) = moment(now(5, [1]), LIGHT, rim=rim).layout.shapes
        assert (circle.x0, circle.x1, circle.y0, circle.y1) == (-1, 1, -1, 1)
        assert circle.line.width == (1 if rim else 0)
    assert list(moment(now(5, [1]), LIGHT, rim=True).layout.xaxis.range) == [-1.04, 1.04]


def test_a_replay_has_a_frame_a_moment_and_shows_the_last() -> None:
    moments = [now(step, [step, 1]) for step in (1, 2000, 3)]
    figure = replay(moments, LIGHT, rim=True)
    assert [frame.name for frame in figure.frames] == ["1", "2000", "3"]
    assert [frame.data[1].text[0] for frame in figure.frames][1] == "codeword 0: 2,000 nodes"
    assert figure.data[1].text[0] == "codeword 0: 3 nodes"
    (slider,), (menu,) = figure.layout.sliders, figure.layout.updatemenus
    assert slider.active == 2
    assert [(step.label, step.args[0]) for step in slider.steps] == [("1", ("1",)), ("2,000", ("2000",)), ("3", ("3",))]
    play, pause = menu.buttons
    assert play.args[0] is None
    assert play.args[1]["frame"]["duration"] == 90
    assert play.args[1]["fromcurrent"] is False
    assert pause.args == ((None,), {"mode": "immediate"})
