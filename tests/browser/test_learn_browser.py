"""Learn in a real browser: pictures that compute what the library does, by mouse and by keys; saved, printed, shown."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Locator, Page, expect

from hrq.geometry import poincare
from hrq.geometry.disk import geodesic_arcs
from hrq.lesson import TITLES, animals, ruler, sides
from hrq.lesson.cells import quantize
from hrq.quantize.search import nearest
from hrq.views.js import FOLDER as SHARED
from hrq.views.learn.element import FOLDER

NARROW = {"width": 390, "height": 844}
GEOMETRY = (SHARED / "hyperbolic.js", FOLDER / "geometry.js")


def open_learn(page: Page, server: str, query: str = "") -> None:
    """Open the page and wait for its end."""
    page.goto(f"{server}/Learn{query}")
    expect(page.locator("footer.hrq-footer")).to_be_attached(timeout=90_000)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_timeout(1000)  # a busy browser tells its theme late, and the page is then drawn once more


@pytest.fixture(scope="module")
def lesson(browser: Browser, server: str) -> Iterator[Page]:
    """The page, opened once for the tests that leave it as they found it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    open_learn(opened, server)
    yield opened
    context.close()
    assert not complaints


def picture(page: Page, key: str) -> Locator:
    """A step's picture with all around it."""
    return page.locator(f".st-key-step-{key} figure")


def said(page: Page, key: str) -> Locator:
    """What a picture says in words."""
    return picture(page, key).locator(".said")


def computed(page: Page, call: str, given: object) -> np.ndarray:
    """What a function of the scripts' geometry gives for every row of `given`."""
    return np.array(page.evaluate(f"(rows) => rows.map(([x, y]) => {call})", given))


@pytest.mark.parametrize("c", [0.0, 0.3, 1.0])
def test_the_scripts_geometry_is_the_librarys(page: Page, use: Callable[..., None], c: float) -> None:
    """Red when tried: distance without its 2; y first in the sum; the geodesic's angle halved."""
    use(*GEOMETRY)
    pairs = np.random.default_rng(0).uniform(-0.7, 0.7, (50, 2, 2)) / max(c, 1) ** 0.5
    x, y = torch.from_numpy(pairs[:, 0]), torch.from_numpy(pairs[:, 1])
    rows = pairs.tolist()
    np.testing.assert_allclose(computed(page, f"distance(x, y, {c})", rows), poincare.distance(x, y, c=c), atol=1e-12)
    np.testing.assert_allclose(
        computed(page, f"mobiusAdd(x, y, {c})", rows), poincare.mobius_add(x, y, c=c), atol=1e-12
    )
    arcs = geodesic_arcs(pairs[:, 0], pairs[:, 1], c=c, samples=9)
    np.testing.assert_allclose(computed(page, f"geodesic(x, y, {c}, 9)", rows), arcs, atol=1e-12)
    assert (computed(page, f"straightLength(x, y, {c})", rows) >= poincare.distance(x, y, c=c).numpy() - 1e-9).all()


def test_cells_are_what_is_nearest(page: Page, use: Callable[..., None]) -> None:
    """A cell's corners, drawn a little towards its codeword, have it nearest. Red when tried: the weight left out."""
    use(*GEOMETRY)
    book = quantize(animals.train(0, 1.0).points, 6).codewords
    for own, cell in enumerate(page.evaluate("(words) => words.map((_, i) => cellOf(i, words))", book.tolist())):
        corners = torch.tensor(cell, dtype=torch.float64)
        inside = (0.97 * corners + 0.03 * book[own]) * 0.999
        assert (nearest(inside, book, c=1.0) == own).double().mean() > 0.99


def test_the_whole_lesson_without_a_click(lesson: Page) -> None:
    for key in TITLES:
        expect(picture(lesson, key).locator("svg > *").first).to_be_attached()
        assert picture(lesson, key).locator("svg").evaluate("svg => svg.getBoundingClientRect().height") > 150
    numbers = re.findall(r"\d+\.\d\d", said(lesson, "ruler").inner_text())
    assert numbers[1] == f"{ruler.apart(*ruler.START, c=1.0):.2f}"
    left = poincare.left_residual(sides.at(sides.POINT), sides.at(sides.CODEWORD), c=1.0)
    expect(said(lesson, "sides")).to_contain_text(f"{float(poincare.distance0(left, c=1.0)):.2f} long")
    box = lesson.locator(".st-key-step-ruler .question")
    expect(box.locator(".answer")).to_be_hidden()
    box.get_by_role("button", name="The same").click()
    expect(box.locator(".answer")).to_contain_text("Not quite. The pair at the rim, about four times")
    box.get_by_role("button", name="Ask again").click()
    expect(box.locator(".answer")).to_be_hidden()


def test_pictures_move_by_keys_and_by_mouse(lesson: Page) -> None:
    """Red when tried: focus lost at each redraw; arrows handed on, so that Next was pressed."""
    end = picture(lesson, "ruler").get_by_role("slider", name="End B of the ruler")
    end.focus()
    for _ in range(3):
        lesson.keyboard.press("ArrowLeft")
    (ax, ay), (bx, by) = ruler.START
    expect(said(lesson, "ruler")).to_contain_text(f"Distance {ruler.apart((ax, ay), (bx - 0.15, by), c=1.0):.2f}")
    grip = picture(lesson, "cells").get_by_role("slider", name="Your point")
    grip.scroll_into_view_if_needed()
    spot, before = grip.bounding_box(), said(lesson, "cells").inner_text()
    assert spot is not None
    lesson.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    lesson.mouse.down()
    lesson.mouse.move(spot["x"] + 150, spot["y"] + 60, steps=4)
    lesson.mouse.up()
    expect(said(lesson, "cells")).not_to_have_text(before)
    picture(lesson, "cells").get_by_role("button", name="Reset").click()
    expect(said(lesson, "cells")).to_have_text(before)
    play = picture(lesson, "training").get_by_role("button", name="Play")
    play.click()
    expect(said(lesson, "training")).not_to_contain_text("Step 240 of 240")
    picture(lesson, "training").get_by_role("button", name="Pause").click()
    picture(lesson, "paths").get_by_label("Animal").select_option("lion")
    expect(said(lesson, "paths")).to_contain_text("lion: 30")


def test_a_picture_is_saved_with_its_caption_and_source(lesson: Page) -> None:
    """Red when tried: colours left as var(--…), which no other program knows."""
    for kind in ("SVG", "PNG"):
        button = picture(lesson, "wrong").get_by_role("button", name=f"Save {kind}")
        with lesson.expect_download() as waiting:
            button.click()
        assert waiting.value.suggested_filename == f"hrq-lesson-wrong.{kind.lower()}"
        content = Path(waiting.value.path()).read_bytes()
        if kind == "PNG":
            assert content.startswith(b"\x89PNG")
            assert len(content) > 50_000
        else:
            texts = " ".join(one.text or "" for one in ET.fromstring(content).iter("{http://www.w3.org/2000/svg}text"))
            assert "The felines of WordNet" in texts
            assert "run mammals-16d-ghrq" in texts
            assert "step 7" in texts
            assert b"var(" not in content


def test_a_class_sees_a_step_at_a_time_by_keys(page: Page, server: str) -> None:
    open_learn(page, server)
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile(r"present=1"))
    expect(page.get_by_role("heading", name="1 · Why trees need room")).to_be_visible()
    expect(page.get_by_role("heading", name="2 · ")).to_have_count(0)
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"present=1&step=2|step=2&present=1"))
    expect(page.get_by_role("heading", name="2 · The disk and its distance")).to_be_visible()
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > 20
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="8 · ")).to_be_attached(timeout=60_000)


def test_on_paper_the_answers_stand_and_the_app_is_gone(lesson: Page) -> None:
    lesson.emulate_media(media="print")
    expect(lesson.locator("[data-testid=stSidebar]")).to_be_hidden()
    for key in TITLES:
        expect(lesson.locator(f".st-key-step-{key} .question .printed")).to_be_visible()
        expect(picture(lesson, key).locator("svg")).to_be_visible()
        expect(picture(lesson, key).get_by_role("button")).to_have_count(0)
    assert lesson.locator(".stMain").evaluate("e => getComputedStyle(e).overflowY") == "visible"
    lesson.emulate_media(media="screen")


def test_a_word_of_the_glossary_has_an_address(page: Page, server: str) -> None:
    open_learn(page, server, "#margin")
    page.wait_for_function("document.getElementById('margin')?.getBoundingClientRect().top < innerHeight")


def test_a_small_screen_scrolls_only_downwards(page: Page, server: str) -> None:
    page.set_viewport_size(NARROW)
    open_learn(page, server)
    wide = "e => e.scrollWidth <= e.clientWidth"
    assert page.locator(".stMain").evaluate(wide)
    for key in TITLES:
        assert picture(page, key).evaluate(wide)
        box = picture(page, key).locator("svg").bounding_box()
        assert box is not None
        assert box["width"] <= NARROW["width"]
    for button in page.locator(".question button:visible").all():
        assert button.evaluate("one => one.offsetHeight") >= 40
