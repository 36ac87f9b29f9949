"""Codebooks in a real browser: from a codeword to its nodes and on to Explore, the address, small screens."""

import re

from playwright.sync_api import Browser, Page, expect

NARROW = {"width": 390, "height": 844}


def open_codebooks(page: Page, server: str, query: str = "run=tiny") -> None:
    page.goto(f"{server}/Codebooks?{query}")
    expect(page.locator(".hrq-footer")).to_be_visible(timeout=60_000)
    expect(page.locator('.hrq-disk[data-ready="yes"]')).to_be_visible()


def test_from_a_codeword_to_its_synsets_and_on_to_explore(page: Page, server: str) -> None:
    """The main way: choose a codeword by keyboard, go a level deeper, select a member, open it in Explore."""
    open_codebooks(page, server)
    chosen = page.get_by_role("combobox", name=re.compile("Codeword of 4"))
    chosen.click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]prefix=\d(&|$)"))
    page.get_by_role("button", name=re.compile("^Level 2 under")).click()
    expect(page).to_have_url(re.compile(r"[?&]level=2(&|$)"))
    expect(page.get_by_role("heading", name=re.compile(r"^\d-\d"))).to_be_visible()
    page.get_by_role("link", name="Open in Explore").click()
    expect(page).to_have_url(re.compile(r"/Explore\?.*node=n\d+"))
    expect(page.locator('canvas[data-hrq="disk"]')).to_be_visible()


def test_back_and_reload_show_the_same_codeword(page: Page, server: str) -> None:
    open_codebooks(page, server, "run=tiny&prefix=1-2&level=2")
    expect(page.get_by_role("heading", name=re.compile("^1-2"))).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^1( ≈|$)")).click()
    expect(page.get_by_role("heading", name=re.compile(r"^1( ≈|$)"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=re.compile(r"^1( ≈|$)"))).to_be_visible(timeout=60_000)
    page.go_back()
    expect(page.get_by_role("heading", name=re.compile("^1-2"))).to_be_visible()


def test_a_table_is_taken_away(page: Page, server: str) -> None:
    open_codebooks(page, server)
    with page.expect_download() as caught:
        page.locator(".st-key-codewords-1-csv button").click()  # the first one that is there may be another table's
    lines = caught.value.path().read_text("utf-8").splitlines()
    assert lines[0].startswith('"codeword","prefix","nodes","share","status","nodes_everywhere","means"')
    assert len(lines) == 5
    assert re.match(r"tiny-[0-9a-f]{8}-codewords-1\.csv", caught.value.suggested_filename)


def test_the_badge_stands_by_the_disk(page: Page, server: str) -> None:
    open_codebooks(page, server, "run=tiny&layout=code_tree")
    badge = page.locator(".hrq-disk .badge")
    expect(badge).to_contain_text("c = 1")
    expect(badge).to_contain_text(re.compile(r"\d+\.\d% of each node's 10 nearest stay nearest"))
    expect(badge).to_contain_text(re.compile(r"distortion \d\.\d\d"))
    expect(badge).to_contain_text("leaves in a crowd lie nearer to each other than to their parent")


def test_a_narrow_screen_scrolls_only_down(browser: Browser, server: str, scheme: str) -> None:
    context = browser.new_context(viewport=NARROW, color_scheme=scheme, has_touch=True)
    page = context.new_page()
    open_codebooks(page, server)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
