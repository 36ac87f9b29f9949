"""Uploaded vectors: kept once under their own name, named in every refusal, thrown away only when nobody needs them."""

import io
import json
import os
import time
from pathlib import Path

import numpy as np
import pytest

from hrq.errors import HrqError, UsageError
from hrq.jobs.places import runs_folder
from hrq.train.vectors import shelf as vector_shelf
from hrq.train.vectors.fitting import fit
from hrq.train.vectors.shelf import Seen, Source, look, put_on_shelf, shelf, source_of, sweep


def npy(rows: int = 6) -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.eye(rows, 3, dtype=np.float32))
    return stream.getvalue()


def test_the_same_content_is_kept_once_under_a_name_that_leaves_the_shelf_nowhere() -> None:
    path = put_on_shelf("../../my vectors *é*.NPY", npy())
    assert path == put_on_shelf("../../my vectors *é*.NPY", memoryview(npy()))
    assert (path.name, path.parent.parent) == ("my vectors -é.npy", shelf())
    assert put_on_shelf("..", b"x").parent.parent == shelf()
    assert put_on_shelf("x" * 300 + ".npy", npy()).is_file()


def test_what_is_read_is_told_and_what_is_wrong_is_told_by_the_uploaded_name(monkeypatch: pytest.MonkeyPatch) -> None:
    points, names = put_on_shelf("points.npy", npy()), put_on_shelf("names.txt", b"a\nb\nc\nd\ne\nf\n")
    assert look(Source(str(points))) == Seen(6, 3, ())
    assert look(Source(str(points), str(names))) == Seen(6, 3, ("a", "b", "c", "d", "e"))
    with pytest.raises(UsageError, match=r"^2 names for the 6 points in points\.npy: give as many"):
        look(Source(str(points), str(put_on_shelf("few.txt", b"a\nb\n"))))
    with pytest.raises(UsageError, match=r"^Row 1 of twice\.txt must be named"):
        look(Source(str(points), str(put_on_shelf("twice.txt", b"a\na\nc\nd\ne\nf\n"))))
    monkeypatch.setenv("HRQ_MOST_MB", "0.0001")
    with pytest.raises(HrqError, match=r"^large\.npy is too large.*HRQ_MOST_MB"):
        put_on_shelf("large.npy", npy())


def test_only_old_uploads_that_no_run_needs_are_thrown_away() -> None:
    young, used, old = (put_on_shelf("points.npy", npy(rows)) for rows in (2, 3, 4))
    job = runs_folder() / "mine" / "job.json"
    job.parent.mkdir()
    job.write_text(json.dumps({"kind": "fit", "source": {"points": str(used)}}))
    for path in (used, old):
        then = time.time() - vector_shelf.FORGOTTEN - 60
        os.utime(path.parent, (then, then))
    sweep()
    assert [path.is_file() for path in (young, used, old)] == [True, True, False]


def test_what_a_fit_read_is_known_from_its_job_or_else_from_its_configuration(tmp_path: Path, tiny_run: Path) -> None:
    """Red when tried: a path that an imported zip names would be opened."""
    (tmp_path / "points.npy").write_bytes(npy(40))
    short = {"epochs": 1, "levels": 1, "codewords": 4, "dimension": 2, "unique": False}
    fit(str(tmp_path / "points.npy"), tmp_path / "typed", short, threads=1)
    assert source_of(tmp_path / "typed") == Source(str(tmp_path / "points.npy"))
    (tmp_path / "typed" / "job.json").write_text(json.dumps({"source": {"points": "glosses:wordnet"}}))
    assert source_of(tmp_path / "typed") == Source("glosses:wordnet")
    for name in ("job.json", "progress.jsonl"):  # as a zip from another machine brings it
        (tmp_path / "typed" / name).unlink()
    for folder in (tmp_path / "typed", tiny_run):
        with pytest.raises(UsageError, match="was not fitted here. Begin a new fit"):
            source_of(folder)
