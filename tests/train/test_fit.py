"""Codes for given vectors: what lies together shares a prefix, twice is the same, and a stop leaves a run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from hrq.errors import HrqError
from hrq.models import load_run
from hrq.train.fit import fit

SMALL: dict[str, Any] = {"dimension": 4, "levels": 2, "codewords": 8, "epochs": 60, "batch": 32, "learning_rate": 0.01}


@pytest.fixture
def clusters(tmp_path: Path) -> Path:
    """96 vectors in eight heaps far apart, with names and the heaps as categories beside them."""
    noise = np.random.default_rng(0)
    heaps = np.repeat(np.arange(8), 12)
    vectors = 5 * noise.normal(size=(8, 20))[heaps] + 0.3 * noise.normal(size=(96, 20))
    np.save(tmp_path / "vectors.npy", vectors.astype(np.float32))
    (tmp_path / "names.txt").write_text("".join(f"item {i}\n" for i in range(96)))
    links = [f"item {i},heap {heap}\n" for i, heap in enumerate(heaps)] + [f"heap {heap},all\n" for heap in range(8)]
    (tmp_path / "categories.csv").write_text("child,parent\n" + "".join(links))
    return tmp_path


@pytest.mark.parametrize("quantizer", ["rq", "ghrq"])
def test_what_lies_together_shares_its_first_token(clusters: Path, quantizer: str) -> None:
    """Red when tried: the codes shuffled; codebooks fitted before the encoder had learnt anything."""
    given = SMALL | {"quantizer": quantizer}
    fit(
        str(clusters / "vectors.npy"), clusters / "run", given, names=clusters / "names.txt",
        hierarchy=str(clusters / "categories.csv"), threads=1,
    )  # fmt: skip
    run = load_run(clusters / "run")
    assert run.config.origin == "fitted"
    assert run.names[:2] == ("item 0", "item 1")
    likeness = run.metrics["wup"][0]
    assert likeness["wup"] > likeness["shuffled_high"]
    assert run.metrics["vectors_error"] < 0.2
    assert run.metrics["vectors_error_by_level"][-1] < 0.5
    assert len(run.whole_hierarchy) == 96 + 9
    assert run.metrics["unique_refused"]


def test_a_seed_gives_the_same_run_twice_and_no_hierarchy_is_needed(clusters: Path) -> None:
    for name in ("a", "b"):
        fit(str(clusters / "vectors.npy"), clusters / name, SMALL | {"epochs": 10, "unique": False}, threads=1)
    a, b = load_run(clusters / "a"), load_run(clusters / "b")
    assert torch.equal(a.codes, b.codes)
    assert torch.equal(a.points, b.points)
    assert not a.has_hierarchy
    assert a.names[:2] == ("0", "1")


def test_a_setting_of_training_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HrqError, match="A fit has no setting 'negatives'"):
        fit("x.npy", tmp_path / "run", {"negatives": 3})
