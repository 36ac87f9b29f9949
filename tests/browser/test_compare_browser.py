"""Compare in a real browser: what a link opens, what a number is, and what is taken away."""

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

RUNS = ("mammals-16d-rq", "mammals-16d-ghrq")


def test_a_link_opens_the_same_numbers_and_they_can_be_taken_away(page: Page, server: str) -> None:
    page.goto(f"{server}/Compare?runs={','.join(RUNS)}&number=map:mammals-16d-ghrq")
    expect(page.locator(".hrq-footer")).to_be_visible(timeout=60_000)
    for name in RUNS:
        expect(page.get_by_role("button", name=f"Remove {name}", exact=True)).to_be_visible()
    expect(page.get_by_text("MAP of mammals-16d-ghrq: 0.9", exact=False).first).to_be_visible()
    expect(page.get_by_text("python -m hrq report mammals-16d-ghrq").first).to_be_visible()
    told = {}
    for button in ("Data of all numbers (CSV)", "Markdown", "LaTeX"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=button).first.click()
        told[button] = Path(waiting.value.path()).read_text("utf-8")
    rows = list(csv.DictReader(told["Data of all numbers (CSV)"].splitlines()))
    assert {row["run"] for row in rows} == set(RUNS)
    assert told["Markdown"].startswith("|")
    assert r"\begin{tabular}" in told["LaTeX"]
    assert all(name in told["Markdown"] for name in RUNS)
    page.get_by_role("button", name=f"Remove {RUNS[0]}", exact=True).click()
    expect(page.get_by_text("Choose two runs or more")).to_be_visible()
    assert f"runs={RUNS[1]}&" in f"{page.url}&"
