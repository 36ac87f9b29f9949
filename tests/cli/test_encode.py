"""encode from the command line: figures for machines, sentences for people, the device that was asked for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from hrq.runs import load_run

Encode = Callable[..., Any]


@pytest.fixture
def encode(hrq: Callable[..., Any]) -> Encode:
    """Run `python -m hrq encode tiny …`."""
    return lambda *words: hrq("encode", "tiny", *map(str, words))


def test_parquet_of_points_gives_parquet_of_codes(encode: Encode, tiny_run: Path, tmp_path: Path) -> None:
    run = load_run("tiny")
    table = pd.DataFrame(run.points.numpy(), columns=["x_1", "x_2"]).assign(name=run.names)
    table.to_parquet(tmp_path / "points.parquet")
    done = encode("--points", tmp_path / "points.parquet", "--to", tmp_path / "codes.parquet", "--device", "cpu")
    assert done.returncode == 0, done.stderr
    assert "encode: 31 of 31" in done.stderr
    assert "Wrote codes of 31 points" in done.stderr
    codes = pd.read_parquet(tmp_path / "codes.parquet")
    assert tuple(codes["name"]) == run.names
    np.testing.assert_array_equal(codes.drop(columns="name").to_numpy(), run.nearest_codes)


def test_json_is_all_that_a_machine_reads(encode: Encode, tiny_run: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "points.npy", np.zeros((10, 2)))
    done = encode("--points", tmp_path / "points.npy", "--to", tmp_path / "codes.npy", "--json")
    told = json.loads(done.stdout)
    assert told["points"] == 10
    assert told["points_per_second"] == pytest.approx(10 / told["seconds"], rel=0.2)
    assert told["device"] == ("cuda" if torch.cuda.is_available() else "cpu")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("source", "target", "device", "sentence"),
    [
        ("points.csv", "codes.npy", "cpu", "points.csv must end in .npy or .parquet"),
        ("points.npy", "codes.csv", "cpu", "codes.csv must end in .npy or .parquet"),
        ("points.npy", "points.npy", "cpu", "is the file of the points"),
        ("points.npy", "codes.npy", "tpu", "There is no device named 'tpu'"),
        ("empty.npy", "codes.npy", "cpu", "empty.npy is empty"),
        ("empty.parquet", "codes.npy", "cpu", "empty.parquet is empty"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing(
    encode: Encode, tiny_run: Path, tmp_path: Path, source: str, target: str, device: str, sentence: str
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    np.save(work / "points.npy", np.zeros((3, 2)))
    for name in ("points.csv", "empty.npy", "empty.parquet"):
        (work / name).touch()
    before = {path: path.read_bytes() for path in work.iterdir()}
    done = encode("--points", work / source, "--to", work / target, "--device", device)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert {path: path.read_bytes() for path in work.iterdir()} == before


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_gives_the_codes_of_the_processor(encode: Encode, tiny_run: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "points.npy", np.random.default_rng(0).uniform(-0.7, 0.7, size=(20_000, 2)))
    for device in ("cpu", "cuda"):
        words = ("--points", tmp_path / "points.npy", "--to", tmp_path / f"{device}.npy", "--device", device)
        assert encode(*words).returncode == 0
    on_cpu, on_cuda = (np.load(tmp_path / f"{device}.npy") for device in ("cpu", "cuda"))
    assert (on_cpu == on_cuda).all(axis=1).mean() > 0.999
