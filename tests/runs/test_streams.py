"""Encoding in pieces is encoding at once, in memory that does not grow; what cannot be encoded leaves nothing."""

import resource
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from numpy.typing import NDArray

from hrq.errors import CannotWriteError, FileFormatError, HrqError, RowsError, TooLargeError, UsageError
from hrq.jobs.progress import Progress
from hrq.quantize import QUANTIZERS, ResidualQuantizer, make_quantizer
from hrq.runs import streams
from hrq.runs.streams import encode_file, rows_at_once

GROWTH = """
import re, sys, torch
from pathlib import Path
from hrq.runs import load_run
from hrq.runs.streams import encode_file

def peak():
    return int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])

torch.set_num_threads(1)
quantizer, (few, many, to) = load_run(sys.argv[1]).quantizer, map(Path, sys.argv[2:])
encode_file(quantizer, few, to)
before = peak()
encode_file(quantizer, many, to)
print(peak() - before)
"""


def ball(n: int, d: int, seed: int = 0) -> NDArray[np.float64]:
    """Points of the unit ball, many of them close to the rim."""
    draw = np.random.default_rng(seed)
    directions = draw.normal(size=(n, d))
    lengths = np.tanh(draw.exponential(2.0, size=(n, 1))) * (1 - 1e-12)
    points: NDArray[np.float64] = directions / np.linalg.norm(directions, axis=1, keepdims=True) * lengths
    return points


def quantizer_of(name: str, d: int) -> ResidualQuantizer:
    """Levels of unequal size whose codewords lie where residuals do."""
    books = [torch.from_numpy(ball(size, d, seed=size)) * shrink for size, shrink in ((7, 0.9), (5, 0.6), (3, 0.3))]
    return make_quantizer(name, books, c=0.0 if name == "rq" else 1.0, scale=1.0 if name == "rq" else 0.7)


@pytest.fixture
def quantizer() -> ResidualQuantizer:
    """A small one of two dimensions, three levels."""
    return quantizer_of("ghrq", 2)


@pytest.mark.parametrize("name", QUANTIZERS)
@pytest.mark.parametrize("piece", [1, 7, 4096, None])
def test_pieces_give_exactly_the_codes_of_all_at_once(name: str, piece: int | None, tmp_path: Path) -> None:
    points = ball({1: 60, 7: 900}.get(piece or 0, 9001), 5)
    np.save(tmp_path / "points.npy", points)
    coded = quantizer_of(name, 5)
    done = encode_file(coded, tmp_path / "points.npy", tmp_path / "codes.npy", piece=piece)
    np.testing.assert_array_equal(np.load(tmp_path / "codes.npy"), coded.encode(torch.from_numpy(points)).numpy())
    assert done.points == len(points)
    assert done.points_per_second == pytest.approx(len(points) / done.seconds)


def test_the_array_written_is_the_file_that_numpy_would_write(quantizer: ResidualQuantizer, tmp_path: Path) -> None:
    np.save(tmp_path / "points.npy", ball(20, 2))
    encode_file(quantizer, tmp_path / "points.npy", tmp_path / "codes.npy", piece=6)
    np.save(tmp_path / "again.npy", np.load(tmp_path / "codes.npy").astype(np.int64))
    assert (tmp_path / "codes.npy").read_bytes() == (tmp_path / "again.npy").read_bytes()


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("groups", [4, 1000])
def test_parquet_in_parquet_out_keeps_names_and_codes(
    quantizer: ResidualQuantizer, tmp_path: Path, named: bool, groups: int
) -> None:
    """Pieces of 6 straddle row groups of 4; columns stand in any order among others."""
    points = ball(50, 2)
    columns = {"x_2": points[:, 1], "other": ["?"] * 50, "x_1": points[:, 0]}
    columns |= {"name": [f"n{i}" for i in range(50)]} if named else {}
    pq.write_table(pa.table(columns), tmp_path / "points.parquet", row_group_size=groups)
    encode_file(quantizer, tmp_path / "points.parquet", tmp_path / "codes.parquet", piece=6)
    table = pq.read_table(tmp_path / "codes.parquet")
    first = "name" if named else "row"
    assert table.column_names == [first, "level_1", "level_2", "level_3"]
    assert table[first].to_pylist() == ([f"n{i}" for i in range(50)] if named else list(range(50)))
    assert {table.schema.field(f"level_{i}").type for i in (1, 2, 3)} == {pa.int32()}
    codes = np.column_stack([table[f"level_{i}"].to_numpy() for i in (1, 2, 3)])
    np.testing.assert_array_equal(codes, quantizer.encode(torch.from_numpy(points)).numpy())


def test_formats_mix(quantizer: ResidualQuantizer, tmp_path: Path) -> None:
    points = ball(30, 2)
    np.save(tmp_path / "points.npy", points)
    pq.write_table(pa.table({"x_1": points[:, 0], "x_2": points[:, 1]}), tmp_path / "points.parquet")
    encode_file(quantizer, tmp_path / "points.npy", tmp_path / "codes.parquet", piece=7)
    encode_file(quantizer, tmp_path / "points.parquet", tmp_path / "codes.npy", piece=7)
    table = pq.read_table(tmp_path / "codes.parquet")
    np.testing.assert_array_equal(
        np.column_stack([table[f"level_{i}"].to_numpy() for i in (1, 2, 3)]), np.load(tmp_path / "codes.npy")
    )
    assert table["row"].to_pylist() == list(range(30))


def test_dictionary_names_survive_pieces_with_dictionaries_of_their_own(
    quantizer: ResidualQuantizer, tmp_path: Path
) -> None:
    names = pa.array(["a", "b"] * 3 + ["c", "a"] * 3).dictionary_encode()
    points = ball(12, 2)
    pq.write_table(
        pa.table({"name": names, "x_1": points[:, 0], "x_2": points[:, 1]}), tmp_path / "p.parquet", row_group_size=5
    )
    encode_file(quantizer, tmp_path / "p.parquet", tmp_path / "c.parquet", piece=4)
    assert pq.read_table(tmp_path / "c.parquet")["name"].to_pylist() == ["a", "b"] * 3 + ["c", "a"] * 3


@pytest.mark.parametrize(
    ("rows", "value", "sentence"),
    [
        ([3], np.nan, "Row 3 of .* must be finite numbers, got a coordinate that is nan"),
        ([3, 4, 17], np.inf, "Rows 3, 4 and 17 of .* must be finite"),
        (list(range(2, 22)), -np.inf, "Rows 2, 3, 4, 5, 6 and 15 more of .* must be finite"),
        ([9], 1.0, "Row 9 of .* must be shorter than the ball's radius 1, got length 1\\."),
        ([9, 21], 1.25, "Rows 9 and 21 of .* must be shorter than the ball's radius 1, got lengths up to 1.25"),
        (list(range(22)), 1e200, "Rows 0, 1, 2, 3, 4 and 17 more of .* got lengths up to "),
    ],
)
@pytest.mark.parametrize("ending", ["npy", "parquet"])
def test_wrong_rows_are_numbered_and_counted_over_the_whole_file(
    quantizer: ResidualQuantizer, tmp_path: Path, rows: list[int], value: float, sentence: str, ending: str
) -> None:
    points = np.zeros((22, 2))
    points[rows, 0] = value
    source = tmp_path / f"points.{ending}"
    if ending == "npy":
        np.save(source, points)
    else:
        pq.write_table(pa.table({"x_1": points[:, 0], "x_2": points[:, 1]}), source)
    with pytest.raises(RowsError, match=sentence):
        encode_file(quantizer, source, tmp_path / f"codes.{ending}", piece=4)
    assert [path.name for path in tmp_path.iterdir()] == [source.name]


def test_a_missing_coordinate_is_not_a_finite_one(quantizer: ResidualQuantizer, tmp_path: Path) -> None:
    pq.write_table(pa.table({"x_1": pa.array([0, None, 0]), "x_2": [0.0, 0.1, 0.2]}), tmp_path / "p.parquet")
    with pytest.raises(RowsError, match="Row 1 of .*missing"):
        encode_file(quantizer, tmp_path / "p.parquet", tmp_path / "c.npy")


def test_the_ball_s_radius_is_the_run_s_and_a_plane_has_no_rim(tmp_path: Path) -> None:
    np.save(tmp_path / "p.npy", np.array([[0.6, 0.0]]))
    book = torch.tensor([[0.1, 0.0], [0.2, 0.1]])
    with pytest.raises(RowsError, match="radius 0.5"):
        encode_file(make_quantizer("ghrq", [book], c=4.0), tmp_path / "p.npy", tmp_path / "c.npy")
    np.save(tmp_path / "p.npy", np.array([[60.0, 0.0], [1e200, 0.0]]))
    with pytest.raises(RowsError, match="Row 1 of .* short enough for their squares to be finite"):
        encode_file(make_quantizer("rq", [book], c=0.0), tmp_path / "p.npy", tmp_path / "c.npy")
    np.save(tmp_path / "p.npy", np.array([[60.0, 0.0]]))
    encode_file(make_quantizer("rq", [book], c=0.0), tmp_path / "p.npy", tmp_path / "c.npy")
    assert np.load(tmp_path / "c.npy").tolist() == [[1]]


def test_the_file_of_the_points_is_never_written_over(quantizer: ResidualQuantizer, tmp_path: Path) -> None:
    points = ball(5, 2)
    np.save(tmp_path / "points.npy", points)
    (tmp_path / "link.npy").symlink_to(tmp_path / "points.npy")
    (tmp_path / "folder.npy").mkdir()
    for target in ("points.npy", "link.npy"):
        with pytest.raises(UsageError, match="is the file of the points"):
            encode_file(quantizer, tmp_path / "points.npy", tmp_path / target)
    with pytest.raises(UsageError, match="is a folder"):
        encode_file(quantizer, tmp_path / "points.npy", tmp_path / "folder.npy")
    with pytest.raises(UsageError, match=r"must end in \.npy or \.parquet"):
        encode_file(quantizer, tmp_path / "points.npy", tmp_path / "codes.csv")
    np.testing.assert_array_equal(np.load(tmp_path / "points.npy"), points)


def test_codes_of_before_stay_where_the_new_ones_fail(quantizer: ResidualQuantizer, tmp_path: Path) -> None:
    (tmp_path / "codes.npy").write_bytes(b"of before")
    np.save(tmp_path / "points.npy", np.full((9, 2), np.nan))
    with pytest.raises(RowsError):
        encode_file(quantizer, tmp_path / "points.npy", tmp_path / "codes.npy", piece=2)
    assert (tmp_path / "codes.npy").read_bytes() == b"of before"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("ending", ["npy", "parquet"])
def test_a_full_disk_is_told_and_leaves_nothing(quantizer: ResidualQuantizer, tmp_path: Path, ending: str) -> None:
    """A file may grow to 16 kB here and no further, as on a disk that fills while the codes are written."""
    np.save(tmp_path / "points.npy", ball(40_000, 2))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 14, before[1]))
    try:
        with pytest.raises(CannotWriteError, match="Nothing was left behind"):
            encode_file(quantizer, tmp_path / "points.npy", tmp_path / f"codes.{ending}", piece=4096)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in tmp_path.iterdir()] == ["points.npy"]


@pytest.mark.parametrize(
    "refusal", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory"), torch.OutOfMemoryError()]
)
def test_out_of_memory_is_told_and_leaves_nothing(
    quantizer: ResidualQuantizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise refusal

    np.save(tmp_path / "points.npy", ball(10, 2))
    monkeypatch.setattr(streams, "encode_piece", refuse)
    with pytest.raises(TooLargeError, match="not enough of .*memory to encode 4 points at a time"):
        encode_file(quantizer, tmp_path / "points.npy", tmp_path / "codes.npy", piece=4)
    assert [path.name for path in tmp_path.iterdir()] == ["points.npy"]


def test_an_interrupted_encoding_leaves_nothing(quantizer: ResidualQuantizer, tmp_path: Path) -> None:
    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    np.save(tmp_path / "points.npy", ball(10, 2))
    with pytest.raises(KeyboardInterrupt):
        encode_file(quantizer, tmp_path / "points.npy", tmp_path / "codes.npy", piece=4, report=interrupt)
    assert [path.name for path in tmp_path.iterdir()] == ["points.npy"]


def test_a_file_that_changes_while_it_is_read_is_refused(quantizer: ResidualQuantizer, tmp_path: Path) -> None:
    source = tmp_path / "points.npy"

    def change(progress: Progress) -> None:
        np.save(source, ball(9, 2))

    np.save(source, ball(10, 2))
    with pytest.raises(FileFormatError, match="was changed while it was read"):
        encode_file(quantizer, source, tmp_path / "codes.npy", piece=4, report=change)

    def cut(progress: Progress) -> None:
        source.write_bytes(source.read_bytes()[:-40])

    np.save(source, ball(10, 2))
    with pytest.raises(HrqError, match=r"is not a whole \.npy file"):
        encode_file(quantizer, source, tmp_path / "codes.npy", piece=4, report=cut)
    assert [path.name for path in tmp_path.iterdir()] == ["points.npy"]


def test_progress_counts_up_to_all_rows(quantizer: ResidualQuantizer, tmp_path: Path) -> None:
    np.save(tmp_path / "points.npy", ball(10, 2))
    reports: list[Progress] = []
    encode_file(quantizer, tmp_path / "points.npy", tmp_path / "codes.npy", piece=4, report=reports.append)
    assert [(one.done, one.total) for one in reports] == [(4, 10), (8, 10), (10, 10)]
    assert all(0 < a.seconds < b.seconds for a, b in pairwise(reports))


def test_a_piece_is_bounded_in_numbers_whatever_the_dimension() -> None:
    assert rows_at_once(2) == rows_at_once(16) == 65_536
    assert rows_at_once(64) == 16_384
    assert rows_at_once(1024) == rows_at_once(100_000) == 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads a process's peak from /proc")
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "most"), [("npy", 8_000), ("fortran.npy", 8_000), ("parquet", 22_000)])
def test_memory_does_not_grow_with_the_points(tiny_run: Path, tmp_path: Path, kind: str, most: int) -> None:
    """2 million points after 600,000, with which the allocators have settled, in kB. At once: 400,000 more.

    Red when tried: a Parquet file without a buffer, or pre-buffered: its one row group is then read at once; and one
    map of an array for all pieces.
    """
    few, many = tmp_path / f"few.{kind}", tmp_path / f"many.{kind}"
    for path, n in ((few, 600_000), (many, 2_000_000)):
        points = (0.99 * ball(n, 2)).astype(np.float32)
        if kind == "parquet":
            pq.write_table(pa.table({"x_1": points[:, 0], "x_2": points[:, 1]}), path, row_group_size=n)
        else:
            np.save(path, np.asfortranarray(points) if kind.startswith("f") else points)
    target = tmp_path / ("codes.parquet" if kind == "parquet" else "codes.npy")
    words = [sys.executable, "-c", GROWTH, str(tiny_run), str(few), str(many), str(target)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=250)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < most
