from pathlib import Path

import numpy as np
import pytest

from hrq.evaluate.run_report import intrinsic
from hrq.geometry.poincare import distance
from hrq.runs import load_run


def test_every_concern_stands_beside_its_control(tiny_run: Path) -> None:
    run = load_run("tiny")
    found = intrinsic(run)
    assert found["codes"]["unique"] == len(np.unique(run.codes, axis=0)) / len(run.codes)
    assert [one["codewords"] for one in found["codes"]["levels"]] == [4, 4, 4]
    assert [one["level"] for one in found["codes"]["levels"]] == [1, 2, 3]
    assert all(1 <= one["perplexity"] <= one["used"] <= 4 for one in found["codes"]["levels"])
    last = found["reconstruction"][-1]["own"]
    decoded = run.quantizer.reconstruct(run.codes).double()
    assert last["error"] == pytest.approx(
        float(distance(decoded, run.points.double(), c=1.0).square().mean()), abs=1e-5
    )
    assert last["error"] < last["shuffled"]
    assert last["relative"] == pytest.approx(last["error"] / last["one_point"], rel=1e-3)
    assert {"best_match_f1", "wup_similarity"} <= {row["name"] for row in found["agreement"]}
    assert found["radius"]["0.05"] <= found["radius"]["0.5"] <= found["radius"]["0.95"] <= 1
    assert found["cost"]["parameters"]["codebooks"] == 3 * 4 * 2
