import json

from hrq.figures.comparison import Line, curves
from hrq.figures.theme import theme


def test_lines_differ_in_more_than_colour_and_carry_their_intervals() -> None:
    lines = [
        Line("a", [1, 2], [0.5, None], [0.1, None], [10, 20]),
        Line("b", [1, 2], [0.4, 0.6]),
        Line("vote", [1], [0.9], control=True),
    ]
    figure = curves(lines, theme(dark=False), across="depth", upwards="recall")
    traces = json.loads(figure.to_json())["data"]
    assert [one["name"] for one in traces] == ["a", "b", "vote"]
    assert len({(one["line"]["dash"], one["marker"]["symbol"]) for one in traces}) == 3
    assert traces[0]["error_y"]["array"] == [0.1, None]
    assert "pairs" in traces[0]["hovertemplate"]
    assert "error_y" not in traces[1]
    assert traces[2]["line"]["width"] < traces[1]["line"]["width"]


def test_lines_stand_where_their_values_are_and_few_places_are_all_named() -> None:
    """Steps of 1 where no more than 20 apart, over all lines; controls grey and thin."""
    look = theme(dark=True)
    lines = [
        Line("a", [0, 10], [0.1, 0.2]),
        Line("b", [20, 5], [0.3, None], n=[3, 4000]),
        Line("c", [1], [1.0], control=True),
    ]
    figure = curves(lines, look, across="depth", upwards="recall")
    assert [(list(one.x), list(one.y)) for one in figure.data] == [
        ([0, 10], [0.1, 0.2]),
        ([20, 5], [0.3, None]),
        ([1], [1.0]),
    ]
    assert figure.data[2].line.color == look.other
    assert len({one.line.dash for one in figure.data}) == len({one.marker.symbol for one in figure.data}) == 3
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("depth", "recall")
    assert figure.layout.xaxis.dtick == 1
    assert "±" not in figure.data[0].hovertemplate
    assert list(figure.data[1].customdata) == [3, 4000]
    assert curves([Line("late", [10, 30], [0, 1])], look, across="a", upwards="b").layout.xaxis.dtick == 1
    far = curves([*lines, Line("d", [20.5], [1.0])], look, across="depth", upwards="recall")
    assert far.layout.xaxis.dtick is None
    assert curves([], look, across="depth", upwards="recall").layout.xaxis.dtick is None
