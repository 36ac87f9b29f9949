"""The examples in docstrings are true, and every public function of hrq.data and hrq.evaluate has one."""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(path for room in ("data", "evaluate") for path in (ROOT / "hrq" / room).rglob("*.py"))
WITHOUT = {  # function -> the reason that it has no example
    "hrq.data.wordnet.build.build_wordnet": "reads NLTK's corpus, which is not in the repository",
    "hrq.evaluate.recall.downstream.evaluation.evaluate_run": "trains a model for minutes; tests/ run it small",
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("name", [module_of(path) for path in FILES])
def test_examples_are_true(name: str) -> None:
    """Red when tried: a digit of an output changed."""
    flags = doctest.ELLIPSIS | doctest.REPORT_NDIFF
    assert doctest.testmod(importlib.import_module(name), optionflags=flags).failed == 0


def test_every_public_function_has_an_example_with_values() -> None:
    """Red when tried: one example taken out; one name left in WITHOUT whose function has an example."""
    bare = {
        f"{module_of(path)}.{node.name}"
        for path in FILES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if ">>> " not in (ast.get_docstring(node) or "")
    }
    assert bare == set(WITHOUT)
