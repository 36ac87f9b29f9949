"""Explore in a real browser: what cannot be seen without one."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

NARROW = {"width": 390, "height": 844}
CANVAS = 'canvas[data-hrq="disk"]'
DISK = f"document.querySelector('{CANVAS}')"


def open_explore(page: Page, server: str, node: str, query: str = "") -> None:
    """Open the page and wait until the disk is drawn."""
    page.goto(f"{server}/Explore?run=tiny&node={node}{query}")
    page.wait_for_selector(".hrq-disk[data-ready=yes]", timeout=60_000)
    settled(page, node)


def place_of(page: Page, name: str) -> tuple[float, float]:
    """Where a node is drawn, in pixels of the window."""
    page.locator(CANVAS).scroll_into_view_if_needed()
    page.wait_for_function(f"{DISK}.hrq.pixelOf('{name}')")
    x, y = page.evaluate(f"{DISK}.hrq.pixelOf('{name}')")
    return float(x), float(y)


def settled(page: Page, name: str) -> None:
    """Wait until a node is selected in the disk and in the inspector."""
    page.wait_for_selector(f'{CANVAS}[data-selected="{name}"]')
    expect(page.locator(".stMain h3").first).to_have_text(name)


def still(page: Page) -> None:
    """Wait until no move is under way: the same view twice."""
    page.wait_for_timeout(500)


def click_on(page: Page, name: str) -> None:
    """Click on a node; where several lie below, choose it from the list."""
    page.mouse.click(*place_of(page, name))
    choice = page.locator(".hrq-disk .choice", has_text=re.compile(rf"^{re.escape(name)}(\D|$)"))
    page.wait_for_timeout(100)
    if choice.count():
        choice.first.click()


def frames(page: Page) -> list[tuple[str, int]]:
    """Sizes of what the server and the page say to each other, in a list that grows."""
    heard: list[tuple[str, int]] = []

    def hear(socket: object) -> None:
        socket.on("framereceived", lambda frame: heard.append(("down", len(frame))))  # type: ignore[attr-defined]
        socket.on("framesent", lambda frame: heard.append(("up", len(frame))))  # type: ignore[attr-defined]

    page.on("websocket", hear)
    return heard


def test_a_click_selects_everywhere_and_is_kept_in_the_address(page: Page, server: str, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    click_on(page, lonely[1])
    settled(page, lonely[1])
    expect(page).to_have_url(re.compile(f"node={lonely[1]}"))
    page.reload()
    page.wait_for_selector(".hrq-disk[data-ready=yes]", timeout=60_000)
    settled(page, lonely[1])


def test_moving_and_hovering_ask_the_server_nothing(page: Page, server: str, lonely: list[str]) -> None:
    """Red when tried: with the focus sent at the end of a drag."""
    heard = frames(page)
    open_explore(page, server, lonely[0])
    still(page)
    x, y = place_of(page, lonely[0])
    page.wait_for_timeout(1000)
    begun = len(heard)
    page.mouse.move(x, y)
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.down()
    page.mouse.move(x + 10, y - 30, steps=8)
    page.mouse.up()
    page.mouse.wheel(0, -240)
    page.wait_for_timeout(800)
    assert heard[begun:] == []
    expect(page).to_have_url(re.compile("focus=.*zoom="))
    view = page.evaluate(f"{DISK}.hrq.view")
    page.reload()
    page.wait_for_selector(".hrq-disk[data-ready=yes]", timeout=60_000)
    after = page.evaluate(f"{DISK}.hrq.view")
    assert after["focus"] == pytest.approx(view["focus"])
    assert after["zoom"] == pytest.approx(view["zoom"], abs=1e-3)


def test_what_is_grabbed_follows_the_pointer(page: Page, server: str, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    x, y = place_of(page, lonely[0])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 25, y + 15, steps=5)
    page.mouse.up()
    still(page)
    assert place_of(page, lonely[0]) == pytest.approx((x + 25, y + 15), abs=2)


def test_back_returns_to_the_node_before(page: Page, server: str, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    click_on(page, lonely[1])
    settled(page, lonely[1])
    page.go_back()
    settled(page, lonely[0])
    page.go_forward()
    settled(page, lonely[1])


def test_steps_are_undone(page: Page, server: str, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    click_on(page, lonely[1])
    settled(page, lonely[1])
    still(page)
    page.keyboard.press("Control+z")
    settled(page, lonely[0])
    page.keyboard.press("Control+Shift+z")
    settled(page, lonely[1])


def test_a_link_opens_the_same_view_elsewhere(page: Page, server: str, browser: Browser, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    page.get_by_role("radio", name="2", exact=True).or_(page.get_by_role("button", name="2", exact=True)).first.click()
    page.wait_for_url(re.compile("level=2"))
    click_on(page, lonely[1])
    settled(page, lonely[1])
    still(page)
    view = page.evaluate(f"{DISK}.hrq.view")
    elsewhere = browser.new_context().new_page()
    elsewhere.goto(page.url)
    elsewhere.wait_for_selector(".hrq-disk[data-ready=yes]", timeout=60_000)
    settled(elsewhere, lonely[1])
    assert elsewhere.evaluate(f"{DISK}.hrq.view")["focus"] == pytest.approx(view["focus"])
    elsewhere.context.close()


def test_the_picture_is_drawn_in_the_theme(browser: Browser, server: str, scheme: str, lonely: list[str]) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    open_explore(page, server, lonely[0])
    ground = {"light": [255, 255, 255], "dark": [16, 21, 29]}[scheme]
    page.wait_for_function(
        f"JSON.stringify([...{DISK}.getContext('2d').getImageData(2, 2, 1, 1).data].slice(0, 3)) === '{ground}'"
        ".replaceAll(' ', '')"
    )
    context.close()


@pytest.mark.parametrize("address", ["", "Explore?run=tiny&node=n9&level=2"])
def test_nothing_scrolls_sideways_on_a_telephone(browser: Browser, server: str, address: str) -> None:
    context = browser.new_context(viewport=NARROW)
    page = context.new_page()
    page.goto(f"{server}/{address}")
    page.wait_for_selector(".hrq-footer", timeout=60_000)
    page.wait_for_timeout(1500)
    main = "document.querySelector('.stMain')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_a_broken_run_shows_its_sentence(page: Page, server: str) -> None:
    page.goto(f"{server}/Explore?run=broken")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("codes.parquet", timeout=60_000)
    assert page.get_by_test_id("stException").count() == 0


def test_what_is_seen_is_saved(page: Page, server: str, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    with page.expect_download() as png:
        page.get_by_role("button", name="Save what is seen as a PNG").click()
    assert png.value.suggested_filename == "tiny-disk.png"
    with page.expect_download() as svg:
        page.get_by_role("button", name="Save what is seen as an SVG").click()
    text = svg.value.path().read_text("utf-8")
    assert text.startswith("<svg")
    assert "tiny" in text


def test_enter_takes_the_first_meaning_and_puts_it_in_the_middle(page: Page, server: str, lonely: list[str]) -> None:
    """The whole way by keyboard. Red when tried: without the wait for the answer to what was typed last."""
    open_explore(page, server, lonely[0])
    field = page.get_by_placeholder("Search a")
    field.click()
    page.keyboard.type(lonely[1])
    page.keyboard.press("Enter")
    settled(page, lonely[1])
    expect(page).to_have_url(re.compile(f"focus={lonely[1]}"))
    still(page)
    view = page.evaluate(f"{DISK}.hrq.view")
    assert view["focusName"] == lonely[1]


def test_one_finger_scrolls_past_the_disk_and_two_zoom(browser: Browser, server: str, lonely: list[str]) -> None:
    """Red when tried: without preventDefault, two fingers zoom the page; with it for one, nothing scrolls."""
    context = browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_explore(page, server, lonely[0])
    page.locator(CANVAS).scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    session = context.new_cdp_session(page)

    def touch(kind: str, *fingers: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(fingers)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(30)

    def middle() -> tuple[float, float]:
        box = page.locator(CANVAS).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    view, top = page.evaluate(f"{DISK}.hrq.view"), page.evaluate("document.querySelector('.stMain').scrollTop")
    x, y = middle()
    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x, y - 15 * step))
    touch("touchEnd")
    page.wait_for_timeout(600)
    assert page.evaluate("document.querySelector('.stMain').scrollTop") > top + 40
    assert page.evaluate(f"{DISK}.hrq.view") == view
    x, y = middle()
    touch("touchStart", (x - 40, y), (x + 40, y))
    for step in range(1, 9):
        touch("touchMove", (x - 40 - 5 * step, y), (x + 40 + 5 * step, y))
    touch("touchEnd")
    page.wait_for_timeout(400)
    assert page.evaluate(f"{DISK}.hrq.view.zoom") == pytest.approx(2, rel=0.1)
    context.close()


def test_the_badge_says_what_its_numbers_mean(page: Page, server: str) -> None:
    """With the keyboard alone, and it stays open while another node is selected."""
    open_explore(page, server, "n1")
    meaning = page.locator(".hrq-disk .badge p")
    expect(meaning).to_be_hidden()
    page.locator(".hrq-disk .badge summary").focus()
    page.keyboard.press("Enter")
    expect(meaning).to_contain_text("Distortion: mean relative error")
    click_on(page, "n2")
    settled(page, "n2")
    expect(meaning).to_be_visible()
