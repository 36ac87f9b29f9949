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
