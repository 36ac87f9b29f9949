"""export, encode, runs, doctor, app: what they write can be read by others, and every mistake is a sentence."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hrq.runs import load_run

Hrq = Callable[..., Any]


def test_it_starts_as_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "hrq", "runs", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "mammals-2d-ghrq" in done.stdout


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_codes_come_out_as_they_are(hrq: Hrq, tiny_run: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"codes.{ending}"
    done = hrq("export", "tiny", "--to", str(target))
    assert done.returncode == 0, done.stderr
    table, run = (pd.read_csv if ending == "csv" else pd.read_parquet)(target), load_run("tiny")
    assert list(table.columns) == ["name", "level_1", "level_2", "level_3", "disk_x", "disk_y"]
    assert tuple(table["name"]) == run.names
    np.testing.assert_array_equal(table[["level_1", "level_2", "level_3"]].to_numpy(), run.codes)
    np.testing.assert_allclose(table[["disk_x", "disk_y"]].to_numpy(), run.disk, rtol=1e-12)


def test_points_codebooks_and_hierarchy_come_out_as_they_are(hrq: Hrq, tiny_run: Path, tmp_path: Path) -> None:
    run = load_run("tiny")
    for what in ("points", "codebooks", "hierarchy"):
        assert hrq("export", str(tiny_run), "--what", what, "--to", str(tmp_path / f"{what}.parquet")).returncode == 0
    points, books, links = (
        pd.read_parquet(tmp_path / f"{what}.parquet") for what in ("points", "codebooks", "hierarchy")
    )
    np.testing.assert_array_equal(points[["x_1", "x_2"]].to_numpy(), run.points.numpy())
    second = books[books["level"] == 2][["x_1", "x_2"]].to_numpy()
    np.testing.assert_array_equal(second, run.quantizer.codebooks[1].detach().numpy())
    assert set(zip(links["child"], links["parent"], strict=True)) == {(f"n{i}", f"n{i // 2}") for i in range(2, 32)}
    assert set(links["kind"]) == {"hypernym"}


def test_encode_gives_the_codes_that_the_run_gives_its_own_points(hrq: Hrq, tiny_run: Path, tmp_path: Path) -> None:
    run = load_run("tiny")
    np.save(tmp_path / "points.npy", run.points.numpy())
    done = hrq("encode", "tiny", "--points", str(tmp_path / "points.npy"), "--to", str(tmp_path / "codes.npy"))
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(np.load(tmp_path / "codes.npy"), run.nearest_codes)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (np.zeros((3, 5)), "must have shape (n, 2), got (3, 5)"),
        (np.full((3, 2), np.nan), "Rows 0, 1 and 2 of"),
        (np.array([[0.1, 0.1], [1.0, 0.5]]), "shorter than the ball's radius 1"),
        (np.array([object()]), "pickled objects are never opened"),
        (np.array([["a", "b"]]), "does not hold one array of numbers"),
        (b"\x93NUMPY half", "not a whole .npy file"),
        (None, "does not exist"),
    ],
)
def test_points_that_cannot_be_encoded_are_told(
    hrq: Hrq, tiny_run: Path, tmp_path: Path, content: object, sentence: str
) -> None:
    path, target = tmp_path / "points.npy", tmp_path / "codes.npy"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        np.save(path, content, allow_pickle=True)  # type: ignore[arg-type]
    done = hrq("encode", "tiny", "--points", str(path), "--to", str(target))
    assert done.returncode in (1, 2)
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not target.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("export tyni --to x.csv", "Nearest: tiny"),
        ("export tiny --to x.xlsx", "must end in .csv or .parquet"),
        ("export tiny --to x.csv --what everything", "codes"),
        ("encode tiny --points /nowhere.npy --to x.npy", "does not exist"),
        ("app --port 99999", "between 1 and 65535"),
    ],
)
def test_a_mistake_is_a_sentence(hrq: Hrq, tiny_run: Path, words: str, sentence: str) -> None:
    done = hrq(*words.split())
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_run_is_a_sentence(hrq: Hrq, tiny_run: Path, tmp_path: Path) -> None:
    (tiny_run / "model.safetensors").write_bytes(b"")
    done = hrq("export", "tiny", "--to", str(tmp_path / "x.csv"))
    assert done.returncode == 1
    assert "model.safetensors is empty" in done.stderr
    assert not (tmp_path / "x.csv").exists()


def test_a_place_that_cannot_be_written_is_a_sentence(hrq: Hrq, tiny_run: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = hrq("export", "tiny", "--to", str(tmp_path / "file" / "x.csv"))
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_runs_lists_own_and_bundled_runs_as_json(hrq: Hrq, tiny_run: Path) -> None:
    runs = {run["name"]: run for run in json.loads(hrq("runs", "--json").stdout)}
    assert runs["tiny"]["quantizer"] == "ghrq"
    assert not runs["tiny"]["bundled"]
    assert {f"mammals-{d}d-{q}" for d in (2, 16) for q in ("rq", "hrq", "ghrq", "tangent")} <= set(runs)


def test_doctor_tells_versions_and_finds_a_changed_asset(
    hrq: Hrq, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = json.loads(hrq("doctor", "--json").stdout)
    assert report["assets"]["ok"]
    assert report["libraries"]["torch"].startswith("2.")
    monkeypatch.setenv("HRQ_ASSETS", str(tmp_path))
    done = hrq("doctor")
    assert done.returncode == 1
    assert "manifest.json is missing" in done.stderr


def test_a_port_in_use_is_told_with_another_one(hrq: Hrq) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = hrq("app", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
    assert "Try PORT=" in done.stderr
