"""tree, agreement, errors: what the trees say, without a browser."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from hrq.runs import load_run

Hrq = Callable[..., Any]


@pytest.mark.parametrize("ending", ["nwk", "json", "graphml"])
def test_the_code_tree_is_written(hrq: Hrq, tiny_run: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"tree.{ending}"
    done = hrq("tree", "tiny", "--to", str(target))
    assert done.returncode == 0, done.stderr
    assert load_run("tiny").hash in target.read_text()


def test_agreement_is_told_with_controls_and_the_command_that_makes_the_baseline(
    hrq: Hrq, tiny_run: Path, tmp_path: Path
) -> None:
    done = hrq("agreement", "tiny", "--json", "--draws", "3", "--to", str(tmp_path / "agreement.parquet"))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["hash"] == load_run("tiny").hash
    assert found["draws"] == 3
    assert "--quantizer rq" in found["baseline"]["command"]
    assert {row["name"] for row in found["measures"]} == set(found["definitions"])
    table = pd.read_parquet(tmp_path / "agreement.parquet")
    assert len(table) == len(found["measures"])
    assert set(table["hash"]) == {found["hash"]}
    assert "dendrogram_purity" in hrq("agreement", "tiny", "--draws", "3").stdout


def test_agreement_stands_beside_the_rq_run_where_there_is_one(hrq: Hrq) -> None:
    found = json.loads(hrq("agreement", "mammals-2d-ghrq", "--json", "--draws", "2").stdout)
    assert found["baseline"]["run"] == "mammals-2d-rq"
    assert all(row["rq"] is not None for row in found["measures"] if row["name"] == "best_match_f1")


def test_mistakes_are_sentences(hrq: Hrq, tiny_run: Path, tmp_path: Path) -> None:
    for words, sentence in (
        (("tree", "tyni", "--to", "x.nwk"), "Nearest: tiny"),
        (("tree", "tiny", "--to", "x.txt"), "must end in .nwk, .json or .graphml"),
        (("agreement", "tiny", "--to", str(tmp_path / "x.txt")), "must end in .csv or .parquet"),
    ):
        done = hrq(*words)
        assert done.returncode == 2, done.stderr
        assert sentence in done.stderr


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_errors_are_written_a_row_a_case(hrq: Hrq, tiny_run: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"errors.{ending}"
    done = hrq("errors", "tiny", "--to", str(target), "--json")
    assert done.returncode == 0, done.stderr
    table = (pd.read_csv if ending == "csv" else pd.read_parquet)(target)
    told = {row["kind"]: row["cases"] for row in json.loads(done.stdout)["kinds"]}
    assert table["kind"].value_counts().to_dict() == {kind: count for kind, count in told.items() if count}
    assert set(table["hash"]) == {load_run("tiny").hash}
    kind = next(kind for kind, count in told.items() if count)
    assert hrq("errors", "tiny", "--kind", kind, "--to", str(target)).returncode == 0
    assert set((pd.read_csv if ending == "csv" else pd.read_parquet)(target)["kind"]) == {kind}
    assert "Split siblings" in hrq("errors", "tiny", "--kind", "split").stdout
    assert "Nearest: split" in hrq("errors", "tiny", "--kind", "spilt").stderr
