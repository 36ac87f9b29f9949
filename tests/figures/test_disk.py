"""The disk's figure holds what it was given, in its place, and nothing as markup."""

import json

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest

from hrq.errors import ShapeError
from hrq.figures.disk import Frame, Points, disk, hover, literal, polyline
from hrq.figures.groups import by_category
from hrq.figures.theme import DARK, LIGHT, Theme

PLACES = np.array([[0.0, 0.0], [0.5, 0.1], [-0.3, 0.6]])
NAMES = ["a", "<b>", "c"]


def points(look: Theme) -> Points:
    """Three points, one of them with a hostile name."""
    groups = by_category(np.array([0, 1, 1]), "code <i>", look)
    return Points(PLACES, NAMES, [hover(name, ["x < y"]) for name in NAMES], groups)


def figure(look: Theme = LIGHT, *, rim: bool = True) -> go.Figure:
    """Everything at once."""
    edges = np.stack([PLACES[:-1], PLACES[1:]], axis=1)
    return disk(points(look), Frame(rim, 1.0, ((0.5, "1"), (0.99, "5"))), look, edges=edges)


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_it_survives_json_and_back(look: Theme) -> None:
    text = plotly.io.to_json(figure(look))
    again = plotly.io.from_json(text)
    assert [trace.name for trace in again.data] == [trace.name for trace in figure(look).data]
    assert "bdata" in text  # arrays travel as bytes, not as digits


def test_every_point_carries_its_id_at_its_place() -> None:
    found = {}
    for trace in figure().data:
        if trace.customdata is not None:
            found |= {name: (x, y) for name, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)}
    assert sorted(found) == sorted(NAMES)
    np.testing.assert_allclose([found[name] for name in NAMES], PLACES, atol=1e-6)


def test_no_text_is_markup() -> None:
    drawn = json.loads(plotly.io.to_json(figure()))
    texts = [
        text for trace in drawn["data"] for key in ("text", "hovertext", "name") for text in np.ravel(trace.get(key))
    ]
    texts += [drawn["layout"]["legend"]["title"]["text"]]
    assert not any("<b>" in str(text).removeprefix("<b>") for text in texts)
    assert hover("<b>", []) == "<b>&lt;b&gt;</b>"


def test_quotes_and_ampersands_are_shown_as_they_are() -> None:
    """Plotly reads `<`, `>` and `&` as HTML, and no names of quotes. Red when found: ram&#x27;s horn in the hover."""
    assert hover('ram\'s "horn"', ["a & b"]) == '<b>ram\'s "horn"</b><br>a &amp; b'
    assert literal("&quot; <b>") == "&amp;quot; &lt;b&gt;"
    groups = by_category(np.array([0, 0, 0]), "the bird's code", LIGHT, {0: "bird's"})
    drawn = disk(Points(PLACES, NAMES, NAMES, groups), Frame(True), LIGHT, edges=np.zeros((0, 2, 2)))
    assert [drawn.data[1].name, drawn.layout.legend.title.text] == ["bird's (3)", "the bird's code"]


def test_a_rim_is_drawn_for_a_ball_only() -> None:
    assert sum(shape.x1 == 1.0 for shape in figure(rim=True).layout.shapes) == 1
    assert sum(shape.x1 == 1.0 for shape in figure(rim=False).layout.shapes) == 0


def test_links_are_one_trace_with_gaps() -> None:
    x, y = polyline(np.arange(12.0).reshape(2, 3, 2))
    np.testing.assert_array_equal(x, [0, 2, 4, np.nan, 6, 8, 10, np.nan])
    np.testing.assert_array_equal(y, [1, 3, 5, np.nan, 7, 9, 11, np.nan])
    with pytest.raises(ShapeError, match="must have shape"):
        polyline(np.zeros((2, 2)))


def test_a_click_fades_nothing() -> None:
    faded = [t for t in figure().data if t.customdata is not None and t.unselected.marker.opacity != 1]
    assert not faded


def test_the_picture_reaches_a_little_beyond_its_extent_and_labels_stay_off_the_edge() -> None:
    rings = ((1.0, "2"), (1.8, "4"), (1.95, "5"))
    layout = disk(points(LIGHT), Frame(False, 2.0, rings), LIGHT, edges=np.zeros((0, 2, 2))).layout
    assert list(layout.xaxis.range) == list(layout.yaxis.range) == [-2.06, 2.06]
    assert [(one.y, one.text) for one in layout.annotations] == [(1.0, "2"), (1.8, "4")]
    assert [(one.x0, one.x1, one.y0, one.y1) for one in layout.shapes] == [(-r, r, -r, r) for r, _ in rings]
    assert layout.yaxis.scaleanchor == "x"


def test_links_lie_below_the_points_and_answer_no_pointer() -> None:
    links, *drawn = figure().data
    assert (links.hoverinfo, links.line.color, links.mode) == ("skip", LIGHT.edge, "lines")
    assert all(one.mode == "markers" for one in drawn)
