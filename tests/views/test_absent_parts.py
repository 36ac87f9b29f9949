"""Pages of a run that came without points, codebooks and hierarchy: what there is, and what is absent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from hrq.cli.importing import told
from hrq.train.outcome.imported import import_codes

Open = Callable[..., AppTest]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Codes alone, with names that could be taken for markup."""
    table = tmp_path / "codes.csv"
    table.write_text("name,code\n" + "".join(f"<b>{i}</b> :red[x],{i % 3}-{i % 4}\n" for i in range(20)))
    import_codes(table, tmp_path / "runs" / "bare")
    monkeypatch.setenv("HRQ_RUNS", str(tmp_path / "runs"))
    return "bare"


def test_the_code_tree_shows_and_the_missing_hierarchy_is_said(
    bare: str, open_page: Open, words: Callable[[AppTest], str]
) -> None:
    app = open_page("pages/Trees.py", {"run": bare})
    assert not app.exception
    assert "came without a hierarchy" in words(app)
    assert "no hierarchy" in words(app)
    assert not any("disagreement" in one.label for one in app.button)  # with nothing that they could disagree about


def test_explore_without_points_draws_the_tree_that_the_codes_spell(
    bare: str, open_page: Open, drawn: list[dict[str, Any]]
) -> None:
    app = open_page("pages/Explore.py", {"run": bare})
    assert not app.exception
    assert not app.error
    assert "there are no points" in drawn[0]["badge"]
    assert "1 is perfect" in drawn[0]["meaning"]


def test_points_of_items_below_categories_without_points_are_said_not_to_be_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open, words: Callable[[AppTest], str]
) -> None:
    """Red when found: the number was missing without a word."""
    (tmp_path / "codes.csv").write_text("name,code\n" + "".join(f"i{i},{i % 4}-{i % 3}\n" for i in range(24)))
    (tmp_path / "points.csv").write_text("name,x,y\n" + "".join(f"i{i},{i % 4},{i}\n" for i in range(24)))
    (tmp_path / "kinds.csv").write_text("child,parent\n" + "".join(f"i{i},kind {i % 4}\n" for i in range(24)))
    monkeypatch.setenv("HRQ_RUNS", str(tmp_path / "runs"))
    config, metrics = import_codes(
        tmp_path / "codes.csv",
        tmp_path / "runs" / "items",
        points=tmp_path / "points.csv",
        hierarchy=str(tmp_path / "kinds.csv"),
    )
    assert metrics["map"] is None
    assert "average precision of ancestors cannot be measured" in told(tmp_path, config, metrics)
    app = open_page("pages/Trees.py", {"run": "items"})
    assert "average precision of ancestors cannot be measured" in words(app).replace("\\", "")


def test_home_lists_it(bare: str, open_page: Open, words: Callable[[AppTest], str]) -> None:
    app = open_page("app.py", {"run": bare})
    assert not app.exception
    assert bare in words(app)


@pytest.mark.parametrize("page", ["Explore", "Codebooks", "Trees", "Errors"])
def test_items_below_categories_that_have_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open, page: str
) -> None:
    """Red when tried: the categories' rows looked up among the items."""
    (tmp_path / "codes.csv").write_text("name,code\n" + "".join(f"i{i},{i % 4}-{i % 3}\n" for i in range(24)))
    links = "".join(f"i{i},kind {i % 4}\n" for i in range(24)) + "".join(f"kind {k},all\n" for k in range(4))
    (tmp_path / "kinds.csv").write_text("child,parent\n" + links)
    import_codes(tmp_path / "codes.csv", tmp_path / "runs" / "items", hierarchy=str(tmp_path / "kinds.csv"))
    monkeypatch.setenv("HRQ_RUNS", str(tmp_path / "runs"))
    app = open_page(f"pages/{page}.py", {"run": "items", "node": "i3"})
    assert not app.exception


@pytest.mark.parametrize("layout", ["", "code_tree", "true_tree", "umap"])
def test_codebooks_shows_what_codes_alone_can_tell(
    layout: str, bare: str, open_page: Open, words: Callable[[AppTest], str], drawn: list[dict[str, Any]]
) -> None:
    """Usage, members and the tree of the codes; no meanings, no distances."""
    app = open_page("pages/Codebooks.py", {"run": bare, "level": "2"} | ({"layout": layout} if layout else {}))
    assert not app.exception
    assert not app.error
    said = words(app)
    assert "Holds **2 nodes**" in said
    assert "came without its codebooks" in said
    assert "best matches" not in said
    assert "constructed: the tree that the codes spell" in drawn[0]["badge"]


def test_codebooks_of_very_many_codewords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open) -> None:
    """Red when tried: a list of 5,000 to choose from, and as many bars."""
    table = tmp_path / "codes.csv"
    table.write_text("name,code\n" + "".join(f"item {i},{i % 7}-{7 * i}\n" for i in range(900)))
    import_codes(table, tmp_path / "runs" / "wide")
    monkeypatch.setenv("HRQ_RUNS", str(tmp_path / "runs"))
    app = open_page("pages/Codebooks.py", {"run": "wide", "level": "2"})
    assert not app.exception
    assert not app.error
    app.number_input(key="codebooks codeword").set_value(35).run()
    assert app.query_params["prefix"].endswith("-35")
