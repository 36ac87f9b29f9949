"""What was written for version 0.1 still runs: the old import and the old verb, each with one line that says so."""

import subprocess
import sys

import pytest

OLD = """
from hrq.models import load_run
from hrq.models.config import make_config
import hrq.runs, hrq.runs.config
assert load_run is hrq.runs.load_run and make_config is hrq.runs.config.make_config
from hrq.models import files
assert files is hrq.runs.files
"""


@pytest.mark.parametrize("command", [["-c", OLD], ["-m", "hrq", "models", "--json"]])
def test_the_old_name_works_and_says_that_it_goes(command: list[str]) -> None:
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("0.3") == 1
    assert done.stderr.count("\n") == 1
