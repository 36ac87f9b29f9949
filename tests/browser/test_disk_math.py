"""The disk's own mathematics, as Chromium computes it: the same numbers as in Python, to the rim."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from hrq.geometry.disk import recentre
from hrq.layouts.lasso import corners, in_lasso
from hrq.views.disk.element import FOLDER

Floats = NDArray[np.float64]


@pytest.fixture
def math(page: Page, use: Callable[..., None]) -> Page:
    """A page that knows the disk's mathematics, and nothing else."""
    use(*(FOLDER / f"{name}.js" for name in ("space", "crowd", "picking")))
    return page


def places(n: int, *, far: float, seed: int) -> Floats:
    """Places whose hyperbolic distance from the middle is spread evenly from 0 to `far`."""
    noise = np.random.default_rng(seed)
    radius, angle = np.tanh(noise.uniform(0, far, n) / 2), noise.uniform(0, 2 * np.pi, n)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def distance(a: Floats, b: Floats) -> Floats:
    """d(a, b) of the ball of curvature −1."""
    room = [(1 - np.hypot(*one.T)) * (1 + np.hypot(*one.T)) for one in (a, b)]
    apart: Floats = 2 * np.arcsinh(np.hypot(*(a - b).T) / np.sqrt(room[0] * room[1]))
    return apart


def test_looking_from_elsewhere_changes_no_distance(math: Page) -> None:
    """Up to a hyperbolic radius of 12. Red when tried: float32 places; the conjugate forgotten."""
    a, b, focus = (places(400, far=12, seed=seed) for seed in range(3))
    script = """([a, b, focus]) => a.map((z, i) => {
      const [u, v] = [BALL.seen(z, focus[i]), BALL.seen(b[i], focus[i])];
      return [BALL.distance(z, b[i]), BALL.distance(u, v), Math.hypot(...u), Math.hypot(...v)];
    })"""
    before, after, *lengths = np.array(math.evaluate(script, [a.tolist(), b.tolist(), focus.tolist()])).T
    expected = distance(a, b)
    np.testing.assert_allclose(before, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(after, expected, rtol=1e-5)
    assert max(one.max() for one in lengths) < 1
    seen = np.array([[recentre(z, f), recentre(w, f)] for z, w, f in zip(a, b, focus, strict=True)])
    np.testing.assert_allclose(distance(seen[:, 0], seen[:, 1]), expected, rtol=1e-5)  # and in Python


def test_nothing_ever_reaches_the_rim(math: Page) -> None:
    a, focus = places(300, far=60, seed=0), places(300, far=60, seed=1)
    script = "([a, focus]) => Math.max(...a.map((z, i) => Math.hypot(...BALL.seen(z, focus[i]))))"
    assert math.evaluate(script, [a.tolist(), focus.tolist()]) < 1


def test_what_is_grabbed_stays_below_the_pointer(math: Page) -> None:
    """Red when tried: a plain translation in place of the cogyroline."""
    z, w = places(200, far=12, seed=2), places(200, far=4, seed=3)
    script = "([z, w]) => z.map((one, i) => BALL.seen(one, BALL.focusFor(one, w[i])))"
    np.testing.assert_allclose(math.evaluate(script, [z.tolist(), w.tolist()]), w, atol=1e-8)


def test_a_move_follows_the_geodesic(math: Page) -> None:
    a, b = places(100, far=10, seed=4), places(100, far=10, seed=5)
    script = "([a, b, t]) => a.map((z, i) => BALL.between(z, b[i], t))"
    whole = distance(a, b)
    for t in (0.0, 0.25, 1.0):
        there = np.array(math.evaluate(script, [a.tolist(), b.tolist(), t]))
        np.testing.assert_allclose(distance(a, there), t * whole, atol=1e-5)
        np.testing.assert_allclose(distance(there, b), (1 - t) * whole, atol=1e-5)


def test_geodesics_meet_the_rim_at_right_angles_and_both_their_ends(math: Page) -> None:
    a, b = places(100, far=4, seed=6), places(100, far=4, seed=7)
    circles: Any = math.evaluate("([a, b]) => a.map((z, i) => geodesicCircle(z, b[i]))", [a.tolist(), b.tolist()])
    for z, w, circle in zip(a, b, circles, strict=True):
        if circle is not None:
            x, y, r = circle
            assert x * x + y * y == pytest.approx(1 + r * r)
            assert [np.hypot(*(z - [x, y])), np.hypot(*(w - [x, y]))] == pytest.approx([r, r])


@pytest.mark.parametrize("focus", [[0.0, 0.0], [0.9, 0.3], [-0.99999, 0.0]])
def test_all_that_is_seen_is_found_and_what_reached_the_rim_is_not_walked(math: Page, focus: list[float]) -> None:
    """Red when found: bundles in balls, so wide near the rim that none was ever passed over."""
    everything = places(20_000, far=18, seed=8)
    script = """([flat, focus]) => {
      const places = new Float64Array(flat), crowd = bundle(places, BALL), sight = makeSight(places.length / 2);
      look(sight, crowd, places, BALL, focus, { dust: 1e-4, half: 1.1 });
      return { rows: [...sight.rows.subarray(0, sight.count)].sort((a, b) => a - b), bundles: sight.bundles,
               of: crowd.boxes.length };
    }"""
    found = math.evaluate(script, [everything.ravel().tolist(), focus])
    seen = recentre(everything, np.array(focus))
    np.testing.assert_array_equal(found["rows"], np.flatnonzero(1 - (seen**2).sum(axis=1) >= 1e-4))
    assert found["bundles"] < 0.7 * found["of"]


def test_a_lasso_holds_the_same_in_the_browser_and_on_the_server(math: Page) -> None:
    everything, focus = places(3000, far=6, seed=9), [0.3, -0.4]
    angle = np.linspace(0, 2 * np.pi, 40)
    reach = np.random.default_rng(10).uniform(0.2, 0.9, 40)
    drawn = np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    text, polygon = math.evaluate(
        "(drawn) => { const t = lassoText(drawn, 1.1); return [t, lassoCorners(t, 1.1)]; }", drawn.tolist()
    )
    np.testing.assert_allclose(polygon, drawn, atol=1e-3)
    np.testing.assert_allclose(corners(text, 1.1), polygon, atol=1e-12)
    script = "([all, focus, polygon]) => all.map((z) => isInside(BALL.seen(z, focus), polygon))"
    browser = math.evaluate(script, [everything.tolist(), focus, polygon])
    seen = 1 - (recentre(everything, np.array(focus)) ** 2).sum(axis=1) >= 1e-4
    server = in_lasso(everything, np.array(polygon), np.array(focus), half=1.1)
    np.testing.assert_array_equal(np.array(browser) & seen, server)
