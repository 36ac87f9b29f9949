"""Codes from elsewhere: every format reads the same, what came with them fits, what did not come is absent."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from safetensors.numpy import save_file

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.errors import CannotWriteError, HrqError, TooLargeError
from hrq.runs import load_run
from hrq.train.outcome.imported import import_codes, with_items_first

NAMES = ["a", "b;|>,", "ünï <b>", "d"]
CODES = np.array([[0, 1, 2], [0, 1, 0], [3, 0, 1], [3, 0, 1]])


def in_every_format(folder: Path) -> dict[str, Path]:
    """The same codes, as people have them."""
    files = {ending: folder / f"codes{ending}" for ending in (".csv", ".tsv", ".parquet", ".jsonl", ".json", ".npy")}
    quoted = ['"' + name + '"' for name in NAMES]
    rows = [f"{name},{','.join(map(str, code))}" for name, code in zip(quoted, CODES.tolist(), strict=True)]
    files[".csv"].write_text("item_id,level_1,level_2,level_3\n" + "\n".join(rows) + "\n", "utf-8")
    tokens = ["".join(f"<{level}_{one}>" for level, one in zip("abc", code, strict=True)) for code in CODES.tolist()]
    pairs = zip(quoted, tokens, strict=True)
    files[".tsv"].write_text("name\tsid\n" + "".join(f"{name}\t{token}\n" for name, token in pairs), "utf-16")
    pq.write_table(pa.table({"name": NAMES, "codes": CODES.tolist()}), files[".parquet"])
    lines = [
        {"name": name, "codes": [str(one) for one in code]} for name, code in zip(NAMES, CODES.tolist(), strict=True)
    ]
    files[".jsonl"].write_text("".join(json.dumps(line) + "\n" for line in lines))
    told = {
        name: [f"<a_{code[0]}>", f"<b_{code[1]}>", f"<c_{code[2]}>"]
        for name, code in zip(NAMES, CODES.tolist(), strict=True)
    }
    files[".json"].write_text(json.dumps(told))
    np.save(files[".npy"], CODES.astype(np.int32))
    (folder / "names.txt").write_text("\n".join(NAMES), "utf-8")
    return files


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".parquet", ".jsonl", ".json", ".npy"])
def test_every_format_gives_the_same_run(tmp_path: Path, ending: str) -> None:
    path = in_every_format(tmp_path)[ending]
    import_codes(path, tmp_path / "run", names=tmp_path / "names.txt" if ending == ".npy" else None)
    run = load_run(tmp_path / "run")
    assert run.names == tuple(NAMES)
    assert run.codes.tolist() == CODES.tolist()
    assert (run.has_points, run.has_codebooks, run.has_hierarchy) == (False, False, False)
    assert run.metrics["unique"] == 0.75
    assert run.metrics["used"] == [2, 2, 3]
    assert "map" not in run.metrics


def test_codebooks_have_every_token_and_the_width_of_the_points(tmp_path: Path) -> None:
    path = in_every_format(tmp_path)[".csv"]
    for sizes, wide, sentence in (
        ((3, 2, 3), 2, r"Level 1 of the codes uses token 3; .* has 3 codewords there"),
        ((4, 2), 2, "holds 2 codebooks for codes of 3 levels"),
        ((4, 2, 3), 5, r"must have shape \(codewords, 2\), as the points"),
    ):
        save_file({f"layer_{i}": np.eye(size, wide) for i, size in enumerate(sizes)}, tmp_path / "books.safetensors")
        np.save(tmp_path / "points.npy", np.eye(4, 2))
        with pytest.raises(HrqError, match=sentence):
            import_codes(
                path, tmp_path / "run", points=tmp_path / "points.npy", codebooks=tmp_path / "books.safetensors"
            )
        assert not (tmp_path / "run").exists()


def test_points_on_the_rim_are_outside(tmp_path: Path) -> None:
    path = in_every_format(tmp_path)[".csv"]
    np.save(tmp_path / "points.npy", np.eye(4, 2))
    with pytest.raises(HrqError, match="a point 1 from the centre, outside the ball of radius 1"):
        import_codes(path, tmp_path / "run", points=tmp_path / "points.npy", curvature=1.0)
    import_codes(path, tmp_path / "run", points=tmp_path / "points.npy", curvature=0.25)


def test_items_come_first_in_their_order() -> None:
    whole = Hierarchy.from_links(["top", "b", "kind", "a"], [("b", "kind"), ("kind", "top"), ("a", "top")])
    found = with_items_first(whole, ("a", "b"), "whole.csv")
    assert found.names == ("a", "b", "top", "kind")
    assert [found.names[parent] for parent in found.parents.of(1)] == ["kind"]
    assert with_items_first(whole, whole.names, "whole.csv") is whole
    with pytest.raises(HrqError, match="1 of the 2 coded items are not in the hierarchy whole.csv, such as 'x'"):
        with_items_first(whole, ("a", "x"), "whole.csv")


def test_points_codebooks_and_hierarchy_come_along(tmp_path: Path) -> None:
    path = in_every_format(tmp_path)[".csv"]
    noise = np.random.default_rng(0)
    books = [noise.normal(size=(4, 5)), noise.normal(size=(4, 5)) / 4, noise.normal(size=(4, 5)) / 16]
    points = sum(book[CODES[:, level]] for level, book in enumerate(books))
    table = pa.table({"name": NAMES[::-1]} | {f"x_{i + 1}": points[::-1, i] for i in range(5)})
    pq.write_table(table, tmp_path / "points.parquet")
    save_file({f"layer_{i}": book for i, book in enumerate(books)}, tmp_path / "books.safetensors")
    (tmp_path / "true.csv").write_text('child,parent\na,top\n"b;|>,",a\nünï <b>,kind\nkind,top\nd,kind\n', "utf-8")
    import_codes(
        path, tmp_path / "run", points=tmp_path / "points.parquet", codebooks=tmp_path / "books.safetensors",
        hierarchy=str(tmp_path / "true.csv"),
    )  # fmt: skip
    (tmp_path / "true.csv").unlink()  # the run keeps a copy
    run = load_run(tmp_path / "run")
    torch.testing.assert_close(run.points, torch.from_numpy(points))
    torch.testing.assert_close(run.quantizer.reconstruct(run.codes), run.points)
    assert run.quantizer.name == "rq"
    assert run.metrics["relative_error"][-1] == pytest.approx(0, abs=1e-9)
    assert run.hierarchy.names == tuple(NAMES)
    assert len(run.whole_hierarchy) == 6
    assert 0 < run.metrics["map"] <= 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        ("name,level_1\n", "a header but no rows"),
        ("name,level_1\na,-1\n", "Row 0 .* must be whole numbers from 0 to 65,535, got -1"),
        ("name,level_1\na,x\n", "Row 0 .* got a gap or a text"),
        ("name,level_1\na,1.5\n", "got 1.5"),
        ("name,level_1\na,1\na,2\n", "Row 1 .* name of its own, got 'a' again"),
        ("name,level_1\na,1\n,2\n", "an empty name"),
        ("name,level_1,level_2\na,1,2\nb,1\n", "2 columns in line 3 where the first row has 3"),
        ("name,code\na,1-2\nb,1-2-3\n", "codes of 2 tokens.*got 3 tokens"),
        ("name\na\n", "no column of codes"),
        ("name,level_1\na,2147483647\n", "from 0 to 65,535, got 2147483647"),
        ("name,code\na,1-2\nb,1--2\n", "Row 1 .* got '1--2'"),  # the sign was lost
        ("name,code\na,1.5-2\nb,1-2-3\n", r"Row 0 .* got '1\.5-2'"),
        ('name,code\na,"[1, -2]"\n', r"Row 0 .* got '\[1, -2\]'"),
        ("level_1,level_2\n0,1\n1,0\n", "no column of names, only level_1, level_2"),  # the first level became names
        ("name,level_1,level_3\na,0,1\n", "leaves a level out: it has level_1, level_3"),
        ("name,level_1\n" + "a" * 100_000 + ",0\n", "named in at most 2,000 characters, got 'a+ … a+' of 100,000"),
        ("a" * 200_000, "a cell is longer than 131,072 characters"),
        (b"PK\x03\x04rest", "a zip or a spreadsheet"),
    ],
)
def test_codes_that_cannot_be_meant_are_one_sentence(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    path = tmp_path / "codes.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(HrqError, match=sentence):
        import_codes(path, tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ('{"name": "a\\ud800", "codes": [0, 1]}', "named in whole characters"),
        ('{"name": "a", "codes": [[0], [1]]}', r"Row 0 .* got '\[\[0\], \[1\]\]'"),
        ('{"name": "a", "codes": [1' + "0" * 400 + "]}", "Row 0 .* whole numbers from 0 to 65,535"),
        ('{"name": "a", "codes": null}', "Row 0 .* codes of whole numbers .* got none"),
        ('{"name": "a", "codes": []}', "Row 0 .* codes of whole numbers .* got none"),
    ],
)
def test_codes_in_json_that_cannot_be_meant_are_one_sentence(tmp_path: Path, row: str, sentence: str) -> None:
    """Red when found: tracebacks of pyarrow and NumPy, and a folder that stayed behind."""
    (tmp_path / "codes.jsonl").write_text(row + "\n")
    with pytest.raises(HrqError, match=sentence):
        import_codes(tmp_path / "codes.jsonl", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_npy_whose_header_lies_costs_nothing(tmp_path: Path) -> None:
    """Red when found: NumPy reserved what the header promised, and a MemoryError met the user."""
    (tmp_path / "names.txt").write_text("a\n")
    promised = b"{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000, 4), }"
    for header in (promised, b"__import__('os')", b"{'descr'"):
        (tmp_path / "codes.npy").write_bytes(
            b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(64)
        )
        with pytest.raises(HrqError, match=r"not a whole \.npy file"):
            import_codes(tmp_path / "codes.npy", tmp_path / "run")


def test_a_failed_import_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "codes.csv").write_text("name,level_1\na,0\n")

    def full(*_: object, **__: object) -> None:
        raise CannotWriteError(tmp_path, "the disk is full")

    monkeypatch.setattr("hrq.train.outcome.parts.save_run", full)
    with pytest.raises(CannotWriteError):
        import_codes(tmp_path / "codes.csv", tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("option", "content", "sentence"),
    [
        ("points", np.zeros((3, 2)), "holds 3 points for 4 codes"),
        ("points", np.full((4, 2), np.nan), "finite numbers"),
        ("points", np.zeros((4, 1)), "d at least 2"),
        ("points", np.full((4, 2), 1e300), "too far from the centre to be measured"),
        ("codebooks", np.zeros((2, 4, 2)), "2 codebooks for codes of 3 levels"),
        ("codebooks", np.zeros((3, 2, 2)), "Level 1 of the codes uses token 3"),
        ("codebooks", np.zeros((3, 2)), "Expected codebooks"),
    ],
)
def test_parts_that_do_not_fit_are_told(tmp_path: Path, option: str, content: np.ndarray, sentence: str) -> None:
    path = in_every_format(tmp_path)[".csv"]
    np.save(tmp_path / "part.npy", content)
    with pytest.raises(HrqError, match=sentence):
        import_codes(path, tmp_path / "run", **{option: tmp_path / "part.npy"})
    assert not (tmp_path / "run").exists()


def test_points_outside_the_ball_and_unknown_items_are_told(tmp_path: Path) -> None:
    path = in_every_format(tmp_path)[".csv"]
    np.save(tmp_path / "points.npy", np.full((4, 2), 0.9))
    with pytest.raises(HrqError, match="outside the ball of radius 1"):
        import_codes(path, tmp_path / "run", points=tmp_path / "points.npy", curvature=1.0)
    (tmp_path / "true.csv").write_text("child,parent\na,top\n")
    with pytest.raises(HrqError, match="3 of the 4 coded items are not in the hierarchy"):
        import_codes(path, tmp_path / "run", hierarchy=str(tmp_path / "true.csv"))


def test_a_hierarchy_too_large_for_its_closure_leaves_the_agreement_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TooLargeError("The transitive closure has too many pairs.")

    monkeypatch.setattr("hrq.train.outcome.parts.prefix_similarity", refuse)
    (tmp_path / "codes.csv").write_text("name,level_1\na,0\nb,1\n")
    (tmp_path / "tree.csv").write_text("child,parent\nb,a\n")
    import_codes(tmp_path / "codes.csv", tmp_path / "run", hierarchy=str(tmp_path / "tree.csv"))
    assert load_run(tmp_path / "run").metrics["agreement_refused"] == "The transitive closure has too many pairs."
