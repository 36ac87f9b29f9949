"""The table of faults, tests/mutants.toml, is one that `make mutants` can carry out, and every module has a fault."""

import ast
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SLOW = {"slow", "long", "browser"}
LEAST = 150  # entries
WITHOUT = {  # modules and rooms that need no fault of their own, and why
    "hrq/__main__.py": "calls the command line",
    "hrq/lesson/step.py": "names of fields",
    "hrq/quantize/names.py": "four names",
    "hrq/data/hierarchy/toy.py": "what the examples of docstrings speak of; they are run",
    "hrq/data/wordnet/build.py": "needs NLTK's corpus, which few machines have",
    "hrq/evaluate/mistakes/kinds.py": "names and definitions",
    "hrq/evaluate/recall/downstream/evaluation.py": "trains for longer than a fast test may",
    "hrq/evaluate/recall/downstream/fit.py": "trains for longer than a fast test may",
    "hrq/evaluate/recall/downstream/paper.py": "trains for longer than a fast test may",
    "hrq/evaluate/recall/downstream/recipe.py": "a table of settings; its examples are run",
    "hrq/evaluate/recall/downstream/small.py": "trains for longer than a fast test may",
    "hrq/train/app/estimate.py": "seconds of the clock, which no fast test may claim",
    "hrq/train/hierarchy/step.py": "held by whole trainings, which a fault turns red by their ends",
    "hrq/train/outcome/trained.py": "held by whole trainings, which a fault turns red by their ends",
    "hrq/views": "draws what the rooms below compute; its pages are opened by tests of their own",
}


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutants", ROOT / "scripts" / "mutants.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutants"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


SCRIPT = script()
MUTANTS = SCRIPT.mutants()


@cache
def fast_tests(file: str) -> set[str]:
    """The names of a file's tests that carry no mark of a slow one."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    marks = [node.value for node in tree.body if isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node)]
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            words = " ".join(ast.unparse(mark) for mark in (*marks, *node.decorator_list))
            found |= set() if any(f"mark.{slow}" in words for slow in SLOW) else {node.name}
    return found


def mirror(file: str) -> str:
    """The folder of tests that mirrors a module's package."""
    return str(Path("tests", *Path(file).parent.parts[1:]))


def test_names_are_each_given_once_and_there_are_enough() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= LEAST
    assert len({(mutant.file, mutant.old, mutant.new, mutant.nth) for mutant in MUTANTS}) == len(MUTANTS)


def test_every_module_that_computes_reads_or_keeps_something_has_a_fault() -> None:
    held, spared = {mutant.file for mutant in MUTANTS}, {Path(one) for one in WITHOUT}
    modules = [path.relative_to(ROOT) for path in (ROOT / "hrq").rglob("*.py") if path.name != "__init__.py"]
    bare = {str(path) for path in modules if str(path) not in held and not spared & {path, *path.parents}}
    assert not bare, f"no fault in {sorted(bare)}: add one to tests/mutants.toml, or a reason to WITHOUT"
    stale = [one for one in WITHOUT if one in held or not (ROOT / one).exists()]
    assert not stale, f"these are in WITHOUT and have a fault, or are gone: {stale}"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_can_be_put_in_and_its_tests_are_fast_ones_of_its_own_room(mutant: Any) -> None:
    faulty = mutant.source()
    assert faulty != (ROOT / mutant.file).read_text("utf-8")
    assert mutant.broken or compile(faulty, mutant.file, "exec")
    assert mutant.tests
    for test in mutant.tests:
        file, _, name = test.partition("::")
        assert Path(mirror(mutant.file)) in Path(file).parents, f"{test} lies elsewhere than {mirror(mutant.file)}"
        assert (ROOT / file).is_file(), f"{file} is not there"
        assert fast_tests(file), f"{file} has no fast test"
        assert not name or name.partition("[")[0] in fast_tests(file), f"{test} is no fast test"


def test_an_old_text_that_is_gone_or_not_alone_is_named(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("a = 1\nb = 1\n")
    for old, nth, sentence in (("= 2", 0, "stands 0 times"), ("= 1", 0, "2 times in module.py"), ("= 1", 3, "nth")):
        with pytest.raises(SCRIPT.MutantError, match=sentence):
            SCRIPT.Mutant("name", "module.py", old, "= 3", ("t",), nth).source(tmp_path)
    with pytest.raises(SCRIPT.MutantError, match=r"none\.py is not there"):
        SCRIPT.Mutant("name", "none.py", "= 1", "= 3", ("t",)).source(tmp_path)
    assert SCRIPT.Mutant("name", "module.py", "= 1", "= 3", ("t",), nth=2).source(tmp_path) == "a = 1\nb = 3\n"
    assert SCRIPT.Mutant("name", "module.py", "a = 1", "a = 3", ("t",)).source(tmp_path) == "a = 3\nb = 1\n"


def test_only_a_test_that_fails_or_never_ends_has_caught_a_fault() -> None:
    def catching(**more: bool) -> list[int | None]:
        task = SCRIPT.Task(("t",), SCRIPT.Mutant("name", "module.py", "1", "2", ("t",), **more))
        return [code for code in (None, *range(6), 70) if SCRIPT.Outcome(task, code, 0.0, "").caught]

    assert catching() == [None, 1]
    assert catching(broken=True) == [None, 1, 2, 4]


def test_the_fault_is_taken_out_again(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("a = 1\n")
    before = path.stat().st_mtime_ns
    with SCRIPT.fault_in(tmp_path, SCRIPT.Mutant("name", "module.py", "1", "2", ("t",))):
        assert path.read_text() == "a = 2\n"
        assert path.stat().st_mtime_ns // 10**9 != before // 10**9, "bytecode of the same second would be taken"
    assert path.read_text() == "a = 1\n"
    assert path.stat().st_mtime_ns == before
