"""Trees and Errors on hierarchies as people have them: few nodes, several roots, no glosses, no closure."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hrq.errors import TooLargeError
from hrq.evaluate.mistakes.kinds import KINDS
from hrq.train.outcome.imported import import_codes

Open = Callable[..., AppTest]
FORMS = ("links-icicle", "disk-disk", "icicle-indented")


@pytest.fixture
def three(runs: Path, tmp_path: Path) -> None:
    """Three nodes under two roots, without labels; codes alone."""
    (tmp_path / "codes.csv").write_text("name,level_1,level_2\na,0,0\nb,0,1\nc,1,0\n")
    (tmp_path / "tree.csv").write_text("name,parents\na,\nb,a\nc,\n")
    import_codes(tmp_path / "codes.csv", runs / "three", hierarchy=str(tmp_path / "tree.csv"))


@pytest.mark.usefixtures("three")
def test_three_nodes_under_two_roots(open_page: Open) -> None:
    for query in [{}, {"node": "b"}, {"prefix": "0"}, *({"forms": one} for one in FORMS)]:
        assert not open_page("pages/Trees.py", {"run": "three", **query}).exception, query
    for kind in KINDS:
        app = open_page("pages/Errors.py", {"run": "three", "kind": kind})
        assert not app.exception, kind
        assert not app.error, kind


def test_without_a_closure_the_pages_say_so_and_show_the_rest(
    runs: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red when found: the disk, the search and the next disagreement asked for the closure as well."""
    monkeypatch.setattr("hrq.data.hierarchy.hierarchy.ancestry", _refuse)
    for query in ({}, {"node": "lion"}, {"forms": "disk-links"}):
        app = open_page("pages/Trees.py", {"run": "ball", **query})
        assert not app.exception, query
        assert any("too many pairs" in one.value for one in app.info)
    for kind in KINDS:
        app = open_page("pages/Errors.py", {"run": "ball", "kind": kind})
        assert not app.exception, kind
    assert any(
        "too many pairs" in one.value for one in open_page("pages/Errors.py", {"run": "ball", "kind": "strangers"}).info
    )


def _refuse(*_: object, **__: object) -> None:
    raise TooLargeError("The transitive closure of this hierarchy has too many pairs.")
