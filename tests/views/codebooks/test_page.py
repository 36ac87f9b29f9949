"""Codebooks in a session without a browser: every run, odd addresses, what a choice writes to the address."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from hrq.runs import load_run

Open = Callable[..., AppTest]
Words = Callable[[AppTest], str]
PAGE = "pages/Codebooks.py"
BUNDLED = [f"mammals-{d}d-{quantizer}" for d in (2, 16) for quantizer in ("rq", "hrq", "ghrq", "tangent")]


@pytest.mark.parametrize("run", ["ball", "plane", "deep"])
def test_every_run_opens_with_its_levels_and_its_commonest_codeword(
    run: str, runs: Path, open_page: Open, words: Words
) -> None:
    app = open_page(PAGE, {"run": run})
    assert not app.exception
    assert not app.warning
    tokens, counts = np.unique(load_run(runs / run).codes[:, 0], return_counts=True)
    said = words(app)
    assert f"Holds **{int(counts.max())} node" in said
    assert "perplexity" in said
    assert app.selectbox(key="codebooks codeword").value == int(tokens[counts.argmax()])


@pytest.mark.parametrize("run", BUNDLED)
def test_every_bundled_run_of_mammals_opens_on_its_last_level(run: str, open_page: Open) -> None:
    app = open_page(PAGE, {"run": run, "level": "4" if "16d" in run else "3"})
    assert not app.exception
    assert not app.error
    assert not app.warning


@pytest.mark.parametrize(
    "query",
    [
        {"prefix": "99-9"}, {"prefix": "0-0-0-0-0"}, {"prefix": "-1"}, {"prefix": "<b>"}, {"prefix": "1--2"},
        {"prefix": "9" * 150}, {"prefix": "٣"}, {"prefix": " 1"},
    ],
)  # fmt: skip
def test_a_prefix_that_cannot_be_is_said_and_ignored(query: dict[str, str], runs: Path, open_page: Open) -> None:
    """Red when tried: int() of Arabic digits, which \\d matches."""
    app = open_page(PAGE, {"run": "ball", **query})
    assert not app.exception
    assert ["which this run cannot have" in one.value for one in app.warning] == [True]


@pytest.mark.parametrize(
    "query",
    [
        {"level": "0"}, {"level": "9"}, {"level": "two"}, {"layout": "nowhere"}, {"layout": "umap"},
        {"node": "unicorn"}, {"run": "none"}, {"colour": "x"}, {"strange": "<script>"},
        {"level": "2", "prefix": "1", "node": "dog"},
        {"prefix": "0-1", "level": "1"}, {"prefix": "0", "level": "2"}, {"layout": "true_tree"},
        {"layout": "code_tree", "level": "2"}, {"run": "deep", "layout": "umap"}, {"run": "plane", "layout": "horopca"},
    ],
)  # fmt: skip
def test_no_address_breaks_the_page(query: dict[str, str], runs: Path, open_page: Open) -> None:
    app = open_page(PAGE, {"run": "ball"} | query)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Codebooks"


def test_the_selected_node_says_which_codeword_to_look_at(runs: Path, open_page: Open) -> None:
    run = load_run(runs / "ball")
    code = run.codes[run.names.index("lion")].tolist()
    app = open_page(PAGE, {"run": "ball", "node": "lion", "level": "2"})
    assert app.selectbox(key="codebooks codeword").value == code[1]
    assert f"after {code[0]}" in app.selectbox(key="codebooks codeword").label


def test_choices_are_written_to_the_address(runs: Path, open_page: Open) -> None:
    app = open_page(PAGE, {"run": "ball"})
    app.selectbox(key="codebooks codeword").set_value(2).run()
    assert app.query_params["prefix"] == "2"
    assert app.query_params["level"] == "1"
    app.selectbox(key="choose layout").set_value("code_tree").run()
    assert app.query_params["layout"] == "code_tree"
    assert app.query_params["prefix"] == "2"
    assert not app.exception


def test_a_layout_that_is_not_computed_is_offered_and_the_own_one_drawn(
    runs: Path, open_page: Open, words: Words
) -> None:
    app = open_page(PAGE, {"run": "deep", "layout": "umap"})
    assert "was not computed yet" in words(app)
    assert "python -m hrq layout deep --method umap" in words(app).replace("\\", "")
    assert any(one.label == "Compute it once" for one in app.button)


def test_texts_from_files_are_never_markup(runs: Path, open_page: Open, words: Words) -> None:
    run = load_run(runs / "ball")
    for token in range(3):
        said = words(open_page(PAGE, {"run": "ball", "node": "dog", "prefix": str(token)}))
        assert "<img" not in said.replace("&lt;img", "")
    assert "onerror" in run.hierarchy.descriptions[run.names.index("dog")]
