"""Training in a real browser, from the first click on: watched, reloaded, stopped, killed, and with others around."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from hrq.jobs.launch import activity
from hrq.runs import load_run
from hrq.train.app import trainings
from tests.browser.conftest import ROOT, _wait_until_healthy  # type: ignore[import-not-found]

MALFORMED = {
    "cycle.csv": (b"child,parent\na,b\nb,c\nc,a\n", r"cycle \(lines 2, 3, 4\): a → b → c → a"),
    "self.csv": (b"child,parent\na,a\n", r"Line 2: 'a' is given as its own parent"),
    "unknown.csv": (b"name,parents\na,\nb,zz\n", r"Line 3: 'b' names the parent 'zz'"),
    "twice.csv": (b"name,parents\na,\na,\n", r"Line 3: the name 'a' was given before, on line 2"),
    "empty.csv": (b"", r"empty"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0\0", r"not text"),
    "ragged.csv": (b"child,parent\na,b\nc\n", r"line 3: 1 columns where the header has 2"),
    "sheet.csv": (b"PK\x03\x04\0\0", r"Save the sheet as CSV"),
    "broken.json": (b'{"a": ', r"line 1: this is not JSON"),
    "open.nwk": (b"((a,b)c", r"parentheses are never closed"),
    "broken.graphml": (b"<graphml", r"this is not GraphML"),
}


@contextmanager
def served(runs: Path, log: Path, port: int, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server of one's own, which may be killed."""
    words = ["-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(port)]
    environment = os.environ | {"HRQ_RUNS": str(runs)} | more
    with log.open("w") as stream:
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, stdout=stream, stderr=stream)
        try:
            _wait_until_healthy(f"http://localhost:{port}/_stcore/health", process, log)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


def until(true: Callable[[], object], seconds: float = 240.0) -> None:
    """Wait until a call is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def upload(page: Page, server: str) -> None:
    """Open the form's upload."""
    page.goto(f"{server}/Train")
    page.get_by_role("button", name="Start training").wait_for(timeout=60_000)
    page.get_by_role("combobox", name=re.compile("Hierarchy")).click()
    page.get_by_text("Upload your own …").click()
    page.locator("input[type=file]").first.wait_for(state="attached")


def test_each_malformed_upload_is_answered_with_one_sentence(page: Page, server: str, tmp_path: Path) -> None:
    upload(page, server)
    for name, (content, sentence) in MALFORMED.items():
        (tmp_path / name).write_bytes(content)
        page.locator("input[type=file]").first.set_input_files(tmp_path / name)
        alert = page.locator("[data-testid=stAlert]").filter(has_text=re.compile(sentence.replace(":", ":\u2060?")))
        expect(alert).to_have_count(1, timeout=30_000)
        assert "Traceback" not in page.inner_text("body")
    page.get_by_role("button", name="Start training").wait_for(state="visible")


def test_an_odd_taxonomy_is_previewed_as_text_and_can_be_used(
    page: Page, server: str, runs_to_show: Path, tmp_path: Path
) -> None:
    table = tmp_path / "my odd (taxonomy).csv"
    rows = ["<b>root</b>;;", "other root;;", "<img src=x onerror=alert(1)>;<b>root</b>;", "*x* $y$;<b>root</b>;"]
    rows += [f"leaf {i};{'*x* $y$' if i % 2 else 'other root'};" for i in range(20)] + [
        "leaf 3;other root;",
        "x;<img src=x onerror=alert(1)>;",
    ]
    table.write_text("child;parent;label\n" + "\n".join(rows), "utf-8")
    upload(page, server)
    page.locator("input[type=file]").first.set_input_files(table)
    page.get_by_role("button", name="Use this hierarchy").wait_for()
    expect(page.get_by_test_id("stMetric").filter(has_text="Nodes")).to_contain_text("25")
    expect(page.locator(".hrq-table").filter(has_text="The largest")).to_be_visible()
    said = page.inner_text(".stMain")
    assert "cells separated by semicolon" in said
    assert "<img src=x onerror=alert(1)>" in said
    page.get_by_role("button", name="Use this hierarchy").click()
    until(lambda: list((runs_to_show / ".hierarchies").glob("my odd*.parquet")))
    expect(page.get_by_role("button", name="Start training")).to_be_enabled()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_half_a_minute_from_click_to_explore_with_a_reload_and_a_second_tab(
    page: Page, browser: Browser, tmp_path: Path
) -> None:
    runs = tmp_path / "shown"
    with served(runs, tmp_path / "log.txt", 8690):
        page.goto("http://localhost:8690/Train")
        page.get_by_role("button", name="Start training").click(timeout=60_000)
        expect(page.get_by_text(re.compile(r"Training · "))).to_be_visible(timeout=120_000)
        page.reload()
        expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=60_000)
        second = browser.new_page()
        second.goto("http://localhost:8690/Train")
        second.get_by_text("my-first-run").click(timeout=60_000)
        expect(second.get_by_role("button", name="Stop")).to_be_visible()
        second.close()
        begun = time.monotonic()
        while page.get_by_role("link", name="Open in Explore").count() == 0:
            asked = time.monotonic()
            page.request.get("http://localhost:8690/Train")
            assert time.monotonic() - asked < 3
            assert time.monotonic() - begun < 400
            page.wait_for_timeout(500)
        expect(page.get_by_text("Replay of")).to_be_visible()
        page.get_by_role("link", name="Open in Explore").click()
        expect(page.get_by_text("my-first-run").first).to_be_visible(timeout=60_000)
        assert load_run(runs / "my-first-run").state == "finished"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_server_and_killed_training_are_found_again(page: Page, tmp_path: Path) -> None:
    """Stop, resume, kill -9 of the training, kill -9 of the server; the folder tells all of it."""
    runs = tmp_path / "shown"
    folder = runs / "my-first-run"
    with served(runs, tmp_path / "one.txt", 8691) as server:
        page.goto("http://localhost:8691/Train")
        page.get_by_role("button", name="Start training").click(timeout=60_000)
        expect(page.get_by_text(re.compile(r"Training · "))).to_be_visible(timeout=120_000)
        page.get_by_role("button", name="Stop").click()
        until(lambda: not activity(folder).lives)
        assert load_run(folder).state == "stopped"
        page.get_by_role("button", name="Resume").click(timeout=60_000)
        until(lambda: activity(folder).state == "working")
        server.send_signal(signal.SIGKILL)
        server.wait()
        assert activity(folder).lives
    with served(runs, tmp_path / "two.txt", 8692):
        page.goto("http://localhost:8692/Train?run=my-first-run")
        expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=60_000)
        number = activity(folder).number
        assert number is not None
        os.kill(number, signal.SIGKILL)
        expect(page.get_by_text(re.compile("Dead: its process ended"))).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Resume").click()
        expect(page.get_by_text("Finished")).to_be_visible(timeout=240_000)
        assert load_run(folder).state == "finished"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_vectors_of_ones_own_from_upload_to_a_killed_fit_that_goes_on(page: Page, tmp_path: Path) -> None:
    """Names beside the vectors, what was read, the estimate; then killed, resumed, finished, and repeated."""
    noise = np.random.default_rng(0)
    np.save(tmp_path / "shop.npy", (4 * noise.normal(size=(5, 8))[np.repeat(np.arange(5), 40)]).astype(np.float32))
    (tmp_path / "names.txt").write_text("".join(f"item {i} <b>*odd*</b>\n" for i in range(200)))
    (tmp_path / "few.txt").write_text("only one\n")
    folder = tmp_path / "shown" / "my-fit"
    with served(tmp_path / "shown", tmp_path / "log.txt", 8694):
        page.goto("http://localhost:8694/Train")
        page.get_by_text("Vectors alone").click(timeout=60_000)
        page.get_by_role("combobox", name="Vectors").click()
        page.get_by_role("option", name="Upload your own").click()
        page.locator("input[type=file]").first.set_input_files(tmp_path / "shop.npy")
        expect(page.get_by_text("without names")).to_be_visible(timeout=60_000)
        page.locator("input[type=file]").nth(1).set_input_files(tmp_path / "few.txt")
        expect(page.get_by_text("1 names for the 200 points in shop.npy")).to_be_visible()
        expect(page.get_by_role("button", name="Start fitting")).to_be_disabled()
        page.locator("input[type=file]").nth(1).set_input_files(tmp_path / "names.txt")
        expect(page.get_by_text("item 0 <b>*odd*</b>")).to_be_visible()
        epochs = page.get_by_role("spinbutton", name="Epochs")
        epochs.fill("3000")
        epochs.press("Enter")
        expect(page.get_by_text("3,000 steps over 200 vectors of 8 numbers")).to_be_visible(timeout=120_000)
        page.get_by_role("button", name="Start fitting").click()
        expect(page.get_by_text("vectors a second")).to_be_visible(timeout=120_000)
        expect(page.get_by_text("Dead codewords")).to_be_visible(timeout=120_000)
        until(lambda: trainings.checkpoint_step(folder) is not None or activity(folder).state != "working")
        number = activity(folder).number
        assert number is not None
        os.kill(number, signal.SIGKILL)
        page.get_by_role("button", name="Resume").click(timeout=60_000)
        expect(page.get_by_text("Finished")).to_be_visible(timeout=240_000)
        expect(page.get_by_text("Replay of")).to_be_visible()
        assert load_run(folder).names[0] == "item 0 <b>*odd*</b>"
        page.get_by_role("button", name="Duplicate with changes").click()
        expect(page.get_by_text("item 0 <b>*odd*</b>")).to_be_visible(timeout=60_000)
        expect(page.get_by_role("button", name="Start fitting")).to_be_enabled()


def _resident(number: int) -> float:
    """Megabytes that a process holds."""
    told = Path(f"/proc/{number}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1024  # type: ignore[index]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of another process is read from /proc")
def test_twenty_sessions_share_models_and_none_changes_anothers_view(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "none", tmp_path / "log.txt", 8693) as server:
        pages = []
        nodes = ["dog.n.01", "cat.n.01"]
        for number in range(21):
            if number == 20:
                before = _resident(server.pid)
            one = browser.new_page()
            one.goto(f"http://localhost:8693/Explore?run=mammals-2d-ghrq&node={nodes[number % 2]}")
            expect(one.locator(".stMain h3").first).to_have_text(nodes[number % 2], timeout=90_000)
            pages.append(one)
        assert _resident(server.pid) - before < 30
        for number in (0, 1, 20):
            assert pages[number].locator(".stMain h3").first.inner_text() == nodes[number % 2]
        for one in pages:
            one.close()
