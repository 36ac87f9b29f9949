"""What is asked for on the command line reaches the function that does it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

Hrq = Callable[..., Any]


class Reached(Exception):
    """The function was called; nothing more has to happen."""


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """`reached(name)`: in the function's place, one that notes what it was given and ends the command."""

    def instead_of(name: str) -> dict[str, Any]:
        given: dict[str, Any] = {}

        def noted(*plain: Any, **more: Any) -> None:
            given.update(more, plain=plain)
            raise Reached

        monkeypatch.setattr(name, noted)
        return given

    return instead_of


def test_train(hrq: Hrq, reached: Callable[[str], dict[str, Any]], tmp_path: Path) -> None:
    given = reached("hrq.train.hierarchy.training.train")
    words = "--hierarchy wordnet:canine.n.02 --codewords 4,8 --no-unique --seed 3 --threads 2 --checkpoint-seconds 7"
    with pytest.raises(Reached):
        hrq("train", *words.split(), "--device", "cpu", "--resume", "--out", str(tmp_path / "run"))
    chosen, out = given["plain"]
    assert chosen == {"hierarchy": "wordnet:canine.n.02", "codewords": (4, 8), "unique": False, "seed": 3}
    assert out == tmp_path / "run"
    assert (given["resume"], given["device"], given["threads"], given["checkpoint_seconds"]) == (True, "cpu", 2, 7.0)


def test_train_estimate(hrq: Hrq, reached: Callable[[str], dict[str, Any]], tmp_path: Path) -> None:
    given = reached("hrq.train.app.estimate.estimate")
    with pytest.raises(Reached):
        hrq("train", "--estimate", "--epochs", "4", "--threads", "2", "--device", "cpu", "--out", str(tmp_path / "run"))
    assert given == {"plain": ({"epochs": 4},), "device": "cpu", "threads": 2}


def test_fit(hrq: Hrq, reached: Callable[[str], dict[str, Any]], tmp_path: Path) -> None:
    given = reached("hrq.train.vectors.fitting.fit")
    words = "--points a.npy --names n.txt --hierarchy h.csv --threads 2 --checkpoint-seconds 7 --resume --epochs 3"
    with pytest.raises(Reached):
        hrq("fit", *words.split(), "--out", str(tmp_path / "run"))
    assert given["plain"] == ("a.npy", tmp_path / "run", {"epochs": 3})
    wanted = {
        "names": Path("n.txt"), "hierarchy": "h.csv", "resume": True, "threads": 2, "checkpoint_seconds": 7.0,
    }  # fmt: skip
    assert wanted.items() <= given.items()
    cost = reached("hrq.train.app.estimate.estimate_fit")
    with pytest.raises(Reached):
        hrq("fit", *words.split(), "--estimate", "--out", str(tmp_path / "run"))
    assert cost == {
        "plain": ("a.npy", {"epochs": 3}), "names": Path("n.txt"), "hierarchy": "h.csv", "threads": 2,
    }  # fmt: skip


def test_import(hrq: Hrq, reached: Callable[[str], dict[str, Any]], tmp_path: Path) -> None:
    given = reached("hrq.train.outcome.imported.import_codes")
    words = (
        "--codes c.csv --names n.txt --points p.npy --codebooks b.npy --hierarchy h.csv --quantizer hrq --curvature 2"
    )
    with pytest.raises(Reached):
        hrq("import", *words.split(), "--out", str(tmp_path / "run"))
    assert given == {
        "plain": (Path("c.csv"), tmp_path / "run"), "names": Path("n.txt"), "points": Path("p.npy"),
        "codebooks": Path("b.npy"), "hierarchy": "h.csv", "quantizer": "hrq", "curvature": 2.0,
    }  # fmt: skip


def test_evaluate(hrq: Hrq, reached: Callable[[str], dict[str, Any]], tiny_run: Path) -> None:
    given = reached("hrq.evaluate.recall.downstream.evaluation.evaluate_run")
    words = (
        "--split parent --size paper --seed 5 --sample 9 --extra glosses --teacher vote --controls --epochs 3 --again"
    )
    with pytest.raises(Reached):
        hrq("evaluate", "tiny", *words.split(), "--device", "cpu", "--threads", "1")
    wanted = {
        "split": "parent", "size": "paper", "seed": 5, "sample": 9, "extra": "glosses", "teacher": "vote",
        "controls": True, "epochs": 3, "again": True, "device": torch.device("cpu"),
    }  # fmt: skip
    assert wanted.items() <= given.items()
    assert given["plain"][0].name == "tiny"


def test_agreement_and_report(hrq: Hrq, reached: Callable[[str], dict[str, Any]], tiny_run: Path) -> None:
    given = reached("hrq.evaluate.agreement.report.agreement")
    with pytest.raises(Reached):
        hrq("agreement", "tiny", "--seed", "4", "--draws", "6")
    assert (given["seed"], given["draws"]) == (4, 6)
    given = reached("hrq.evaluate.run_report.intrinsic")
    with pytest.raises(Reached):
        hrq("report", "tiny", "--seed", "4")
    assert given["seed"] == 4


def test_layout(hrq: Hrq, reached: Callable[[str], dict[str, Any]], tiny_run: Path, tmp_path: Path) -> None:
    given = reached("hrq.evaluate.pictures.make.make_layout")
    with pytest.raises(Reached):
        hrq("layout", "tiny", "--method", "native", "--seed", "3", "--numbers-only", "--to", str(tmp_path / "x"))
    assert given["plain"][1] == "native"
    assert (given["seed"], given["folder"], given["every_node"]) == (3, tmp_path / "x", False)
    assert given["command"] == "python -m hrq layout tiny --method native --seed 3 --numbers-only"


def test_bench(hrq: Hrq, reached: Callable[[str], dict[str, Any]]) -> None:
    from hrq.bench.sizes import FULL, QUICK

    given = reached("hrq.bench.run.run_benchmark")
    before = torch.get_num_threads()
    for words, sizes in ((("--quick",), QUICK), ((), FULL)):
        with pytest.raises(Reached):
            hrq("bench", *words)
        assert given["plain"][0] is sizes
    assert torch.get_num_threads() == before


def test_wordnet_build(hrq: Hrq, reached: Callable[[str], dict[str, Any]], tmp_path: Path) -> None:
    given = reached("hrq.data.wordnet.build.build_wordnet")
    with pytest.raises(Reached):
        hrq("wordnet", "build", "--nltk-data", "data", "--to", str(tmp_path))
    assert given["plain"] == (Path("data"), tmp_path)


def test_encode(
    hrq: Hrq, reached: Callable[[str], dict[str, Any]], tiny_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, moved = reached("hrq.runs.streams.encode_file"), list[torch.device]()
    monkeypatch.setattr(torch.nn.Module, "to", lambda self, place: moved.append(place) or self)
    monkeypatch.setattr("hrq.jobs.device.choose_device", lambda wanted: torch.device("meta"))
    with pytest.raises(Reached):
        hrq("encode", "tiny", "--points", "p.npy", "--to", "c.npy")
    assert moved == [torch.device("meta")]
    assert given["plain"][1:] == (Path("p.npy"), Path("c.npy"))


def test_baselines(hrq: Hrq, reached: Callable[[str], dict[str, Any]]) -> None:
    given = reached("hrq.data.hierarchy.splits.held_out")
    with pytest.raises(Reached):
        hrq("baselines", "--hierarchy", "wordnet:canine.n.02", "--split", "parent", "--split-seed", "4")
    hierarchy, *rest = given["plain"]
    assert "canine.n.02" in hierarchy.names
    assert rest == ["parent", 4]


def test_tree(hrq: Hrq, reached: Callable[[str], dict[str, Any]], tiny_run: Path, tmp_path: Path) -> None:
    given = reached("hrq.evaluate.matching.export.write_tree")
    with pytest.raises(Reached):
        hrq("tree", "tiny", "--to", str(tmp_path / "tree.nwk"))
    assert given["plain"][1] == tmp_path / "tree.nwk"
