"""Errors, the forms of the trees and two runs in a real browser: cases by key, notes, exports, pictures."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

MOVED = "before => location.href !== before"


def open_page(page: Page, server: str, name: str, query: str) -> None:
    page.goto(f"{server}/{name}?{query}")
    expect(page.locator(".hrq-footer")).to_be_visible(timeout=60_000)


def test_cases_are_walked_by_key_tagged_and_taken_away(page: Page, server: str) -> None:
    """Red when tried: a note written under the case that came after it."""
    open_page(page, server, "Errors", "run=tiny&kind=margin&among=")
    if page.get_by_role("button", name="Next").count() == 0:
        open_page(page, server, "Errors", "run=tiny&kind=residual")
    first = page.locator("[data-testid='stColumn'] h3").first.text_content()
    if page.get_by_role("button", name="Next").is_enabled():
        before = page.url
        page.locator("h1").click()
        page.keyboard.press("j")
        page.wait_for_function(MOVED, arg=before)
        page.keyboard.press("k")
        expect(page.locator("[data-testid='stColumn'] h3").first).to_have_text(str(first))
    page.get_by_placeholder("kept beside the run").fill("seen in a browser")
    page.keyboard.press("Control+Enter")
    page.get_by_text("ambiguous", exact=True).click()
    expect(page.get_by_role("button", name="Tagged cases")).to_be_enabled()
    page.wait_for_timeout(1_000)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tagged cases").click()
    (row,) = csv.DictReader(Path(waiting.value.path()).read_text("utf-8").splitlines())
    assert (row["name"], row["tag"], row["note"]) == (first, "ambiguous", "seen in a browser")


@pytest.mark.parametrize("form", ["links", "icicle"])
def test_every_form_shows_the_selection_and_answers_to_clicks_and_keys(page: Page, server: str, form: str) -> None:
    open_page(page, server, "Trees", f"run=tiny&node=n29&forms={form}-{form}")
    for name in ("Code tree", "toy"):
        tree = page.get_by_role("tree", name=name)
        expect(tree.locator(".row.selected .name")).to_have_text("n29")
        expect(tree.locator(".row.selected")).to_be_in_viewport()
    true = page.get_by_role("tree", name="toy")
    true.locator(".row.selected").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(true.locator(".row.selected .name")).not_to_have_text("n29")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="SVG", exact=True).click()
    text = Path(waiting.value.path()).read_text("utf-8")
    assert text.startswith("<svg")
    assert "hrq 0." in text
    assert re.fullmatch(r"tiny-[0-9a-f]{8}-trees\.svg", waiting.value.suggested_filename)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG", exact=True).click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_next_disagreement_selects_one_after_the_other(page: Page, server: str) -> None:
    open_page(page, server, "Trees", "run=mammals-2d-ghrq")  # the trees of `tiny` agree
    page.get_by_role("button", name="Next disagreement").click()
    code = page.get_by_role("tree", name="Code tree")
    expect(code.locator(".row.selected").first).to_be_visible()
    expect(code.locator(".row.selected.differs").first).to_be_visible()
    before = page.url
    page.locator("h1").click()
    page.keyboard.press("n")
    page.wait_for_function(MOVED, arg=before)


def test_the_disk_form_draws_both_sides(page: Page, server: str) -> None:
    open_page(page, server, "Trees", "run=tiny&node=n29&forms=disk-disk")
    expect(page.locator(".hrq-disk[data-ready=yes]")).to_have_count(2, timeout=60_000)
