"""The disk with all 82,115 nouns: frames, bytes, a hundred nodes reached and read."""

import random
import time
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from hrq.runs import load_run
from tests.browser.test_explore_browser import CANVAS, DISK, frames

RUN = "nouns-16d-ghrq"
CLICK, GESTURE = 10_000, 1_000  # bytes
FRAMES = 100
MOVE = f"""async () => {{
  const begun = performance.now();
  for (let i = 0; i < {FRAMES}; i += 1) {{
    {DISK}.hrq.draw(true);
    await new Promise(requestAnimationFrame);
  }}
  return {FRAMES * 1000} / (performance.now() - begun);
}}"""


@pytest.fixture(scope="module")
def names() -> tuple[str, ...]:
    """The names of all nouns, in the run's order."""
    return load_run(RUN).names


@pytest.fixture
def nouns(browser: Browser, server: str) -> Iterator[Page]:
    """Explore on all nouns, with everything that it is sent at first."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{server}/Explore?run={RUN}&node=dog.n.01")
    page.wait_for_selector(".hrq-disk[data-ready=yes]", timeout=120_000)
    expect(page.locator(".hrq-inspector[data-node='dog.n.01']")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(3000)
    yield page
    context.close()


def test_every_noun_is_drawn_many_times_a_second(nouns: Page) -> None:
    """Sixty frames a second on two free cores without a GPU; how many are left where others work, nobody knows."""
    assert nouns.evaluate(f"{DISK}.hrq.sight.of") == 82_115
    assert nouns.evaluate(f"{DISK}.hrq.sight.points") > 80_000
    assert max(nouns.evaluate(MOVE) for _ in range(3)) > 4


def test_a_click_moves_less_than_ten_kilobytes_and_a_gesture_nothing(browser: Browser, server: str) -> None:
    """Red when found: columns sent with every click; the style of the page; the code of the elements."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    heard = frames(page)
    page.goto(f"{server}/Explore?run={RUN}&node=dog.n.01&level=2")
    page.wait_for_selector(".hrq-disk[data-ready=yes]", timeout=120_000)
    expect(page.locator(".hrq-inspector[data-node='dog.n.01']")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(4000)
    page.locator(CANVAS).focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown"):
        begun, before = len(heard), page.locator(CANVAS).get_attribute("data-selected")
        page.keyboard.press(key)
        page.wait_for_function(f"{DISK}.dataset.selected !== '{before}'")
        name = page.locator(CANVAS).get_attribute("data-selected")
        expect(page.locator(f".hrq-inspector[data-node='{name}']")).to_be_visible()
        page.wait_for_timeout(800)
        assert sum(size for _, size in heard[begun:]) <= CLICK
    begun = len(heard)
    page.mouse.move(500, 500)
    page.mouse.down()
    page.mouse.move(560, 540, steps=6)
    page.mouse.up()
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(800)
    assert sum(size for _, size in heard[begun:]) <= GESTURE
    context.close()


def choose(page: Page, name: str) -> None:
    """Click on a node; where it is not in the list of what lies there, spread the crowd out and click again."""
    for _ in range(2):
        page.mouse.click(*page.evaluate(f"{DISK}.hrq.pixelOf('{name}')"))
        page.wait_for_timeout(80)
        choices = page.locator(".hrq-disk .list:not([hidden]) .choice")
        offered = choices.locator("b").all_text_contents()
        if not offered:
            return
        if name in offered:
            choices.nth(offered.index(name)).click()
            return
        page.locator(".hrq-disk .apart").click()
        page.wait_for_timeout(600)


@pytest.mark.slow
def test_a_hundred_nouns_are_reached_in_two_actions_and_read_in_every_view(nouns: Page, names: tuple[str, ...]) -> None:
    took, reached = [], 0
    chosen = random.Random(0).sample([name for name in names if "'" not in name], 100)
    for name in chosen:
        nouns.locator(CANVAS).focus()
        nouns.keyboard.press("Home")
        nouns.wait_for_timeout(500)
        choose(nouns, name)
        begun = time.monotonic()
        if nouns.locator(CANVAS).get_attribute("data-selected") == name:
            expect(nouns.locator(f".hrq-inspector[data-node='{name}']")).to_be_visible()
            expect(nouns.locator(".stMain h3").first).to_have_text(name)
            took.append(time.monotonic() - begun)
            reached += 1
    assert reached >= 97  # places that agree to a pixel at any zoom are told apart by search alone
    assert np.percentile(took, 95) < 3  # seconds, where the machine is shared; 0.3 where it is free


@pytest.mark.slow
def test_twenty_nouns_are_found_by_their_names(nouns: Page, names: tuple[str, ...]) -> None:
    for name in random.Random(1).sample(names, 20):
        nouns.get_by_placeholder("Search a").fill(name)
        nouns.get_by_placeholder("Search a").press("Enter")
        nouns.wait_for_function(f"{DISK}.dataset.selected === {name!r}", timeout=20_000)
        expect(nouns.locator(".stMain h3").first).to_have_text(name)
