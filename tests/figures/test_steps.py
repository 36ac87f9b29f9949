"""The small pictures of how a code came about."""

import numpy as np

from hrq.figures.steps import MOST_NUMBERS, Step, steps
from hrq.figures.theme import DARK, LIGHT


def step(size: int = 5) -> Step:
    """A level whose residual lies outside its codewords."""
    codewords = np.random.default_rng(1).random((size, 2))
    return Step("level 1", codewords, np.array([3.0, 0.5]), taken=2, runner_up=4)


def test_each_level_has_a_picture_that_holds_everything() -> None:
    figure = steps([step(), step(), step()], LIGHT)
    assert [one.text for one in figure.layout.annotations] == ["level 1"] * 3
    low, high = figure.layout.xaxis3.range
    assert low < step().codewords[:, 0].min()
    assert high > 3.0
    assert figure.layout.yaxis3.scaleanchor == "x3"


def test_the_way_to_the_codeword_is_solid_and_to_the_runner_up_dotted() -> None:
    runner_up, taken, *_ = steps([step()], DARK).data
    assert (taken.line.dash, runner_up.line.dash) == (None, "dot")
    np.testing.assert_allclose([taken.x[1], taken.y[1]], step().codewords[2])
    np.testing.assert_allclose([runner_up.x[1], runner_up.y[1]], step().codewords[4])


def test_many_codewords_go_without_numbers() -> None:
    marks = steps([step(MOST_NUMBERS + 1)], LIGHT).data[2]
    assert [text for text in marks.text if text] == ["2"]
