"""What all pages share: the states without a run or with a broken one, the menu, the home screen."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from hrq.quantize import QUANTIZERS
from hrq.runs.config import UNKNOWN
from hrq.runs.metrics import RunMetrics
from hrq.views.frame import badge, pages
from hrq.views.home import table

Open = Callable[..., AppTest]
Words = Callable[[AppTest], str]


def test_without_runs_a_page_says_what_is_missing_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open
) -> None:
    monkeypatch.setattr("hrq.runs.registry.assets_folder", lambda: tmp_path / "no-assets")
    for page in ("app.py", "pages/Explore.py"):
        app = open_page(page)
        assert not app.exception
        assert "There is no trained model here" in app.info[0].value
        assert "python -m hrq train" in app.code[0].value


def test_a_broken_run_is_its_sentence_and_a_way_out(runs: Path, open_page: Open) -> None:
    """Red when tried: without catching HrqError, AppTest shows an exception."""
    (runs / "ball" / "codes.parquet").write_bytes(b"cut off")
    app = open_page(query={"run": "ball"})
    assert not app.exception
    assert "codes.parquet" in app.error[0].value.replace("\\", "")
    app.button[0].click().run()
    assert app.query_params["run"] == "deep"
    assert not app.error


def test_what_is_offered_instead_of_a_broken_run_can_be_opened(runs: Path, open_page: Open) -> None:
    """Red when found: the next of the list, although its training was still going on."""
    (runs / "deep" / "manifest.json").unlink()
    (runs / "ball" / "codes.parquet").write_bytes(b"cut off")
    app = open_page(query={"run": "ball"})
    assert [one.label for one in app.button] == ["Open plane instead"]


def test_every_page_is_in_the_menu_and_keeps_what_was_chosen(runs: Path, open_page: Open) -> None:
    app = open_page(query={"run": "ball", "node": "wolf"})
    links = [one.proto for one in app.sidebar.get("page_link")]
    assert [one.label for one in links] == [title for title, _ in pages.PAGES.values()]
    assert all(one.query_string == "run=ball" for one in links)
    assert app.switch_page("pages/Trees.py").run().query_params["node"] == "wolf"


def test_home_lists_the_models_with_their_numbers_and_the_baseline(runs: Path, open_page: Open, words: Words) -> None:
    app = open_page("app.py")
    assert not app.exception
    said = words(app)
    assert "rq (baseline)" in said
    assert '<a href="Explore?run=ball">ball</a>' in said
    assert "<td>0.500</td><td>0.100</td>" in said
    assert "<td>1.250</td><td>0.031</td>" in said  # errors after the last level, in both coordinates
    assert "angles are long ways" in said


def test_home_shows_a_broken_run_in_its_row(runs: Path, open_page: Open, words: Words) -> None:
    (runs / "ball" / "config.json").write_text("{")
    app = open_page("app.py")
    assert not app.exception
    assert "config.json" in words(app)


def test_who_names_no_run_sees_one_that_can_be_opened(tiny_run: Path, open_page: Open, words: Words) -> None:
    """Red when tried: the first of the list, which may be broken or still training."""
    (tiny_run.parent / "a-broken").mkdir()
    (tiny_run.parent / "a-broken" / "config.json").write_text("{")
    (tiny_run.parent / "b-begun").mkdir()
    (tiny_run.parent / "b-begun" / "config.json").write_text((tiny_run / "config.json").read_text())
    assert "run tiny" in words(open_page())
    shutil.rmtree(tiny_run)
    st.cache_data.clear()
    assert "run mammals-2d-ghrq" in words(open_page())


def test_every_quantizer_has_its_words_and_its_place() -> None:
    """Red when tried: a quantizer that the badge does not know raises KeyError on every page of its runs."""
    assert set(badge.QUANTIZERS) == {*QUANTIZERS, UNKNOWN}
    assert table.ORDER[0] == "rq"
    assert set(table.ORDER) == {*QUANTIZERS, UNKNOWN}


def test_several_seeds_are_a_mean_and_an_interval() -> None:
    spread = {"mean": 0.95, "low": 0.94, "high": 0.96, "n": 3}
    several = {"map": spread, "wup": [spread, spread]}
    measured = RunMetrics.read({"map": 0.7, "map_shuffled": 0.1, "over_seeds": several})
    assert table._seeded(measured.map, measured.seeded("map")) == "0.950 ± 0.010"
    assert table._seeded(None, measured.seeded("wup", 0)) == "0.950 ± 0.010"
    assert table._seeded(measured.map_shuffled, measured.seeded("map_shuffled")) == "0.100"
    none = RunMetrics.read({"over_seeds": {"map": {"mean": None}}})
    assert table._seeded(none.map, none.seeded("map")) == table.NOTHING
