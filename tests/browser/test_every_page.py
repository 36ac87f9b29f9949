"""What holds for every page: nothing scrolls sideways on a phone, and axe finds nothing serious, in both themes."""

from importlib import resources

import pytest
from playwright.sync_api import Browser, Page, expect

from hrq.views.frame import PAGES

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
# One rule is left out, which axe calls experimental: a row of Trees says in words what its columns show in figures.
RUN_AXE = """async () => {
  const rules = { "label-content-name-mismatch": { enabled: false } };
  const found = await axe.run(document, { resultTypes: ["violations"], rules });
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.target.flat().join(" ")}: ${node.html.slice(0, 200)}`));
}"""


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical."""
    found: list[str] = page.evaluate(RUN_AXE)
    return found


@pytest.mark.parametrize("file", PAGES)
def test_every_page_fits_a_phone_and_axe_finds_nothing_serious(browser: Browser, server: str, file: str) -> None:
    """One visit a page: on a phone in the light, then on a desk in the dark."""
    title = "" if file == "app.py" else PAGES[file][0]
    context = browser.new_context(viewport=PHONE, color_scheme="light")
    page = context.new_page()
    page.goto(f"{server}/{title}?run=mammals-2d-ghrq")
    expect(page.locator("footer.hrq-footer").first).to_be_attached(timeout=90_000)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_timeout(700)  # what is drawn by scripts
    assert page.locator(".stMain").evaluate("e => e.scrollWidth <= e.clientWidth")
    page.evaluate(AXE)
    assert not serious(page)
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(1500)
    assert not serious(page)
    context.close()
