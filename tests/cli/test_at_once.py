"""Help, lists and completion answer at once: nothing that takes seconds to import is imported for them."""

import json
import os
import subprocess
import sys

import pytest

from hrq.cli.arguments import run_names
from hrq.cli.main import COMMANDS, loaded
from hrq.evaluate.mistakes.kinds import KINDS

HEAVY = (
    "torch", "geoopt", "numba", "umap", "sklearn", "scipy", "numpy", "pandas", "pyarrow", "safetensors", "jaxtyping",
    "networkx", "nltk", "plotly", "streamlit", "matplotlib",
)  # fmt: skip
CALLS = [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS), ["runs"], ["runs", "--json"], ["doctor"]]
RUN = """
import io, json, os, sys
from contextlib import redirect_stderr, redirect_stdout
from hrq.cli.main import main
found = {}
for words in json.loads(sys.argv[1]):
    sys.argv = ["hrq", *words]
    before, said = set(sys.modules), io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            main()
        except SystemExit as done:
            assert not done.code, said.getvalue()
    found[" ".join(words)] = sorted({name.partition(".")[0] for name in set(sys.modules) - before})
print(json.dumps(found))
"""

COMPLETE = """
import atexit, sys
from hrq.cli.main import main
heavy, sys.argv = sys.argv[1:], ["hrq"]
atexit.register(lambda: print("brought", *(name for name in heavy if name in sys.modules), file=sys.stderr))
main()
"""


def complete(words: str) -> list[str]:
    """What a shell is offered after these words; fails where completing imported anything heavy."""
    asked = {"_HRQ_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    command = [sys.executable, "-c", COMPLETE, *HEAVY]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | asked, timeout=60)
    assert done.stderr.split() == ["brought"], done.stderr
    return done.stdout.split()


def test_nothing_heavy_is_imported_for_help_and_lists() -> None:
    """One process asks for everything in turn; what a call brings along, the first that needs it is blamed for."""
    done = subprocess.run([sys.executable, "-c", RUN, json.dumps(CALLS)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    brought = {words: sorted(set(names) & set(HEAVY)) for words, names in json.loads(done.stdout).items()}
    assert brought == {" ".join(words): [] for words in CALLS}


def test_a_shell_completes_commands_options_and_runs() -> None:
    assert complete("hrq agr") == ["agreement"]
    assert {"--quantizer", "--codewords"} <= set(complete("hrq train --"))
    assert complete("hrq tree mammals-16d-g") == ["mammals-16d-ghrq"]
    assert run_names("mammals-16d-g") == ["mammals-16d-ghrq"]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_first(name: str) -> None:
    told = (loaded(name).help or "").partition("\n\n")[0]
    assert COMMANDS[name] == " ".join(told.split())


def test_help_names_every_kind_of_mistake() -> None:
    kind = next(one for one in loaded("errors").params if one.name == "kind")
    assert all(name in str(kind.help) for name in KINDS)  # type: ignore[attr-defined]
