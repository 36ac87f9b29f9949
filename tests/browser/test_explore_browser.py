"""Explore in a real browser: what cannot be seen without one."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

NARROW = {"width": 390, "height": 844}
PLACE_OF = """name => {
  const plot = document.querySelector(".st-key-disk .js-plotly-plot");
  const box = plot.getBoundingClientRect(), { xaxis, yaxis } = plot._fullLayout;
  for (const [trace] of plot.calcdata.map((points) => [points])) {
    const names = trace[0].trace.customdata ?? [];
    const found = trace.find((_, i) => names[i] === name);
    if (found) return [box.left + xaxis._offset + xaxis.l2p(found.x), box.top + yaxis._offset + yaxis.l2p(found.y)];
  }
}"""
RANGE = "document.querySelector('.st-key-disk .js-plotly-plot')._fullLayout.xaxis.range"
RING = "svg[data-overlay=path] [data-shape=ring]"


def open_explore(page: Page, server: str, node: str) -> None:
    """Open the page and wait until the path is drawn."""
    page.goto(f"{server}/Explore?run=tiny&node={node}")
    page.wait_for_selector(RING, timeout=60_000)


def place_of(page: Page, name: str) -> tuple[float, float]:
    """Where a node is drawn, in pixels of the window."""
    x, y = page.evaluate(PLACE_OF, name)
    return float(x), float(y)


def ring(page: Page) -> tuple[float, float]:
    """Where the ring around the selected node is drawn."""
    box = page.locator(RING).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def settled(page: Page, name: str) -> None:
    """Wait until a node is selected and its ring lies on it."""
    expect(page.locator(".stMain h3").first).to_have_text(name)
    page.wait_for_function(f"""() => {{
      const [x, y] = ({PLACE_OF})({json.dumps(name)}), box = document.querySelector("{RING}")?.getBoundingClientRect();
      return box && Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 1.5;
    }}""")


def test_a_click_selects_and_the_zoom_is_kept(page: Page, server: str, lonely: list[str]) -> None:
    """Red when tried: with the selection drawn in the figure, Streamlit makes a new one and the zoom is gone."""
    open_explore(page, server, lonely[0])
    settled(page, lonely[0])
    page.mouse.move(*place_of(page, lonely[1]))
    for _ in range(4):
        page.mouse.wheel(0, -300)
    page.wait_for_function(f"{RANGE}[1] - {RANGE}[0] < 1.8")
    page.wait_for_timeout(500)  # Plotly ends a turn of the wheel a moment later
    zoomed = page.evaluate(RANGE)
    page.mouse.click(*place_of(page, lonely[1]))
    settled(page, lonely[1])
    assert page.evaluate(RANGE) == zoomed
    assert f"node={lonely[1]}" in page.url


def test_the_same_point_can_be_chosen_again(page: Page, server: str, lonely: list[str]) -> None:
    """Plotly calls a second click on its own last point a deselection."""
    open_explore(page, server, lonely[0])
    page.mouse.click(*place_of(page, lonely[1]))
    settled(page, lonely[1])
    page.go_back()
    settled(page, lonely[0])
    page.mouse.click(*place_of(page, lonely[1]))
    settled(page, lonely[1])


def test_the_path_follows_the_picture_when_it_is_dragged(page: Page, server: str, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    before = ring(page)
    x, y = before[0] + 60, before[1] + 60
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y + 30, steps=5)
    page.mouse.up()
    settled(page, lonely[0])
    after = ring(page)
    assert (after[0] - before[0], after[1] - before[1]) == pytest.approx((50, 30), abs=3)


def test_a_mark_below_the_pointer_says_what_it_is(page: Page, server: str, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    page.locator("svg[data-overlay=codewords] g").first.wait_for(state="attached")
    box = page.locator("svg[data-overlay=codewords] g").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(
        page.locator(".hrq-overlay-note", has_text=re.compile(r"codeword \d+ ≈ .*\d+ nodes?", re.DOTALL))
    ).to_be_attached()


def test_back_returns_to_the_node_before(page: Page, server: str, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    page.mouse.click(*place_of(page, lonely[1]))
    settled(page, lonely[1])
    page.go_back()
    settled(page, lonely[0])
    page.go_forward()
    settled(page, lonely[1])


def test_a_link_opens_the_same_view_elsewhere(page: Page, server: str, browser: Browser, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    page.get_by_role("radio", name="2", exact=True).or_(page.get_by_role("button", name="2", exact=True)).first.click()
    page.wait_for_url(re.compile("level=2"))
    page.mouse.click(*place_of(page, lonely[1]))
    settled(page, lonely[1])
    elsewhere = browser.new_context().new_page()
    elsewhere.goto(page.url)
    elsewhere.wait_for_selector(RING, timeout=60_000)
    settled(elsewhere, lonely[1])
    expect(elsewhere.locator("svg[data-overlay=choices] path").first).to_be_attached()
    elsewhere.context.close()


def test_a_click_moves_little(page: Page, server: str, lonely: list[str]) -> None:
    """The figure must not be sent again; red when tried: with the selection drawn in it."""
    received = [0]
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    open_explore(page, server, lonely[0])
    page.wait_for_timeout(1500)
    begun = len(received)
    page.mouse.click(*place_of(page, lonely[1]))
    settled(page, lonely[1])
    page.wait_for_timeout(500)
    assert sum(received[begun:]) < 80_000


def test_the_picture_is_drawn_in_the_theme(browser: Browser, server: str, scheme: str, lonely: list[str]) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    open_explore(page, server, lonely[0])
    ink = {"light": "#1B2430", "dark": "#E8EDF3"}[scheme]
    page.wait_for_function(
        f"document.querySelector('.st-key-disk .js-plotly-plot')?._fullLayout.font.color === '{ink}'"
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


def test_a_bundled_model_is_a_picture_to_save(page: Page, server: str, lonely: list[str]) -> None:
    open_explore(page, server, lonely[0])
    page.get_by_role("button", name="Picture to save").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".js-plotly-plot .scatterlayer .trace").first).to_be_visible(timeout=20_000)
    with page.expect_download() as download:
        dialog.locator(".modebar-btn[data-title^=Download]").click(force=True)
    assert download.value.suggested_filename == "tiny-disk.png"
