"""What holds for every page: nothing scrolls sideways on a phone, and axe finds nothing serious, in both themes."""

from importlib import resources

import pytest
from playwright.sync_api import Browser, Page, expect

from hrq.views.frame.pages import PAGES

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


def visit(browser: Browser, address: str, size: dict[str, int], scheme: str) -> Page:
    """The page, drawn to its end; its context is the caller's to close."""
    page = browser.new_context(viewport=size, color_scheme=scheme).new_page()
    page.goto(address)
    expect(page.locator("footer.hrq-footer").first).to_be_attached(timeout=90_000)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_timeout(1500)  # what is drawn by scripts, and once more when the theme was told late
    page.evaluate(AXE)
    return page


@pytest.mark.parametrize(
    ("size", "scheme"),
    [pytest.param(PHONE, "light", id="phone"), pytest.param(DESK, "dark", id="desk", marks=pytest.mark.slow)],
)
@pytest.mark.parametrize("file", PAGES)
def test_every_page_fits_and_axe_finds_nothing_serious(
    browser: Browser, server: str, file: str, size: dict[str, int], scheme: str
) -> None:
    """On a phone in the light; on a desk in the dark with the slow tests."""
    page = visit(browser, f"{server}/{'' if file == 'app.py' else PAGES[file][0]}?run=mammals-2d-ghrq", size, scheme)
    assert page.locator(".stMain").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert not serious(page)
    page.context.close()
