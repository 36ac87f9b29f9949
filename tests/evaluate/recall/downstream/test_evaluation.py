"""Whole evaluations of small hierarchies: planted codes that are perfect, codes that say nothing, stop and resume."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.splits import split_pairs
from hrq.errors import UsageError
from hrq.evaluate.recall.downstream.evaluation import evaluate_run
from hrq.evaluate.recall.downstream.exam import Exam
from hrq.evaluate.recall.downstream.fit import Stopped
from hrq.evaluate.recall.downstream.practice import Practice, practice
from hrq.evaluate.recall.downstream.recipe import choose_recipe
from hrq.evaluate.recall.downstream.session import answers, drawn, shuffled, taught, teach
from hrq.evaluate.recall.figures import Found, Questions
from hrq.evaluate.recall.known import Known
from hrq.evaluate.recall.votes import nearest, nearest_vote, prefix_vote
from hrq.jobs.progress import silent
from hrq.jobs.stopping import StopRequest
from hrq.runs import load_run
from hrq.runs.evaluations import list_evaluations
from hrq.sequence.trie import Trie
from hrq.train.hierarchy.training import train

CPU = torch.device("cpu")


def planted() -> tuple[Hierarchy, np.ndarray]:
    """A root with 6 children of 6 children of 6; the code of a node spells its way, 0 where the way has ended."""
    names, links, codes = ["root"], [], [(0, 0, 0)]
    for a in range(1, 7):
        names.append(f"{a}")
        links.append((f"{a}", "root"))
        codes.append((a, 0, 0))
        for b in range(1, 7):
            names.append(f"{a}.{b}")
            links.append((f"{a}.{b}", f"{a}"))
            codes.append((a, b, 0))
            for c in range(1, 7):
                names.append(f"{a}.{b}.{c}")
                links.append((f"{a}.{b}.{c}", f"{a}.{b}"))
                codes.append((a, b, c))
    return Hierarchy.from_links(names, links), np.array(codes)


def exam_of(hierarchy: Hierarchy, kind: str) -> Exam:
    split = split_pairs(hierarchy, kind, 0)
    known = Known.of(split, len(hierarchy))
    run: Any = SimpleNamespace(config=SimpleNamespace(sizes=(7, 7, 7)))
    part: Practice = practice(split, known, 0)
    return Exam(run, split, known, part, Questions.of(split.test), None, CPU)


@pytest.mark.parametrize("kind", ["closure", "parent"])
@pytest.mark.long
def test_perfect_codes_give_all_and_shuffled_ones_do_not(kind: str, tmp_path: Path) -> None:
    """Codes that are dealt out to other nodes know what composition knows, and on `parent` nothing."""
    hierarchy, codes = planted()
    exam = exam_of(hierarchy, kind)
    recipe = choose_recipe("small", len(hierarchy), seed=0, free=False, epochs=25)
    found = {}
    for name, used in {"perfect": codes, "shuffled": shuffled(codes, 0)}.items():
        path = tmp_path / f"{name}.safetensors"
        student = teach(exam, used, recipe, checkpoint=path, report=silent, stop=StopRequest())
        values = answers(student, exam.known, exam.questions)
        found[name] = values["recall_filtered@10"].mean()
    assert found["perfect"] > 0.97
    assert found["shuffled"] < (0.3 if kind == "parent" else 0.8)


def test_codes_that_collapse_raise_only_what_was_published(tmp_path: Path) -> None:
    """One code for all: every question is answered, and each answer is worth 1/n. Red when tried: full credit."""
    hierarchy, codes = planted()
    exam = exam_of(hierarchy, "closure")
    recipe = choose_recipe("small", len(hierarchy), seed=0, free=True, epochs=1)
    used = np.zeros_like(codes)
    student = teach(exam, used, recipe, checkpoint=tmp_path / "c", report=silent, stop=StopRequest())
    values = answers(student, exam.known, exam.questions)
    assert values["recall_published@10"].mean() == 1.0
    assert values["recall@10"].mean() == pytest.approx(1 / len(hierarchy))
    assert values["recall_filtered@10"].mean() == pytest.approx(1 / len(hierarchy))


def test_a_perfect_prefix_votes_right_and_a_shuffled_one_by_chance() -> None:
    hierarchy, codes = planted()
    exam = exam_of(hierarchy, "parent")
    hits = {}
    for name, used in {"perfect": codes, "shuffled": shuffled(codes, 0)}.items():
        ranked = prefix_vote(exam.known, exam.questions.nodes, used)
        hits[name] = Found.of(exam.questions, exam.known, ranked).values()["recall_filtered@1"].mean()
    assert hits["perfect"] > 0.97
    assert hits["shuffled"] < 0.3


def test_nearest_points_are_the_nearest() -> None:
    from hrq.geometry.poincare import pairwise_distance

    points = torch.randn(40, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 0.15
    for c in (0.0, 1.0):
        apart = pairwise_distance(points, points, c=c)
        apart.fill_diagonal_(torch.inf)
        np.testing.assert_array_equal(nearest(points, np.arange(40), 5, c=c), apart.argsort(dim=1)[:, :5].numpy())


def test_neighbours_vote_for_themselves_and_those_above() -> None:
    hierarchy = Hierarchy.from_links(["root", "a", "x", "y"], [("a", "root"), ("x", "a"), ("y", "a")])
    known = Known.of(split_pairs(hierarchy, "none", 0), 4)
    points = torch.tensor([[0.0, 0.0], [0.5, 0.0], [0.8, 0.1], [0.8, 0.0]], dtype=torch.float64)
    row = nearest_vote(known, np.array([2]), points, c=0.0)[0]
    assert set(row[row >= 0].tolist()) == {0, 1, 3}
    assert row[0] == 1 or row[0] == 0


def test_practice_holds_pairs_out_as_the_split_does() -> None:
    hierarchy, _ = planted()
    for kind in ("closure", "parent"):
        exam = exam_of(hierarchy, kind)
        questions, part = exam.practice.questions, exam.practice.known
        asked = questions.nodes[questions.rows]
        assert exam.known.holds(asked, questions.targets).all()
        assert not part.holds(asked, questions.targets).any()
        if kind == "parent":
            for seed in range(12):
                others = practice(exam.split, exam.known, seed).questions.nodes
                assert not np.isin(others, exam.questions.nodes).any()
            assert not np.isin(questions.nodes, exam.questions.nodes).any()
            assert not part.holds(asked, questions.targets, closed=True).any()


def test_random_codes_are_all_different_where_there_are_enough() -> None:
    assert len(np.unique(drawn(60, (4, 4, 4), 0), axis=0)) == 60
    assert drawn(100, (4, 4), 0).shape == (100, 2)
    assert drawn(100, (4, 4), 0).max() == 3


@pytest.fixture(scope="module")
def held_out_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("held") / "held"
    small = {"hierarchy": "wordnet:canine.n.02", "split": "closure", "dimension": 4, "levels": 3, "codewords": 8}
    train({**small, "epochs": 30}, folder, device="cpu")
    return folder


def run_it(folder: Path, **other: Any) -> dict[str, Any]:
    chosen: dict[str, Any] = {
        "split": "closure",
        "size": "small",
        "seed": 0,
        "sample": None,
        "extra": "none",
        "teacher": "closure",
    }
    chosen |= {"controls": False, "epochs": 3, "device": CPU, "again": False, "report": silent, "stop": StopRequest()}
    return evaluate_run(load_run(folder), **(chosen | other))


def test_an_evaluation_is_kept_beside_the_run(held_out_run: Path) -> None:
    told = run_it(held_out_run)
    assert {"model", "model_and_graph", "popularity", "composition", "kin", "bayesian"} <= set(told["methods"])
    assert {"codes_alone", "graph_alone"} <= set(told["methods"])
    assert set(told["rerank_weights"]["codes_alone"]) == {"model", "near", "around", "frequency"}
    assert not {"model", "near", "around"} & set(told["rerank_weights"]["graph_alone"])
    assert {"prefix_vote", "neighbours_ball", "neighbours_euclid", "neighbours_decoded"} <= set(told["methods"])
    model = told["methods"]["model"]
    assert model["pairs"] == sum(one["pairs"] for one in model["by_depth"]) == told["held_out_pairs"]
    assert model["recall_published"] == model["recall"]
    vote = told["methods"]["bayesian"]["recall_filtered"]
    assert told["over_vote"]["model"]["value"] == pytest.approx(model["recall_filtered"] - vote, abs=2e-5)
    assert "bayesian" not in told["over_vote"]
    assert list(list_evaluations(load_run(held_out_run).hash)) == ["closure-small-seed0"]
    again = run_it(held_out_run)
    assert again == told


def test_the_paper_size_and_glosses_run_on_a_processor(held_out_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hrq.evaluate.recall.downstream import recipe

    tiny = replace(recipe.RECIPES["paper"], width=16)
    monkeypatch.setitem(recipe.RECIPES, "paper", tiny)
    told = run_it(held_out_run, size="paper", epochs=2, extra="glosses", sample=20)
    assert told["asked_nodes"] == 20
    assert told["command"].endswith("--size paper --seed 0 --sample 20 --extra glosses")


def test_the_vote_can_be_the_teacher(held_out_run: Path) -> None:
    """What it says beyond the known pairs is learnt by its share, in all at most one ancestor's worth a candidate."""
    hierarchy, codes = planted()
    plain = exam_of(hierarchy, "parent")
    trie = Trie.of(codes, (7, 7, 7))
    known, voted = taught(plain, trie), taught(replace(plain, teacher="vote"), trie)
    pairs = plain.practice.known.closed.nnz
    assert known.layers[0].counts.sum() == pairs
    assert pairs < voted.layers[0].counts.sum() < 2 * pairs
    assert run_it(held_out_run, teacher="vote")["command"].endswith("--teacher vote")


def test_what_was_stopped_goes_on_as_if_it_had_not_been(held_out_run: Path, tmp_path: Path) -> None:
    """Red when tried: without the optimizer's averages in the checkpoint, or the epoch in the seed."""
    exam = Exam.of(load_run(held_out_run), "closure", sample=None, extra="none", seed=0, device=CPU)
    codes = exam.run.codes
    recipe = choose_recipe("small", len(codes), seed=0, free=False, epochs=4)

    class After:
        def __init__(self, calls: int) -> None:
            self.left = calls

        def __bool__(self) -> bool:
            self.left -= 1
            return self.left < 0

    whole = teach(exam, codes, recipe, checkpoint=tmp_path / "a", report=silent, stop=StopRequest())
    steps = -(-len(exam.practice.known.up.indptr[:-1]) // recipe.batch)
    stop: Any = After(2 * steps + 1)
    with pytest.raises(Stopped):
        teach(exam, codes, recipe, checkpoint=tmp_path / "b", report=silent, stop=stop)
    resumed = teach(exam, codes, recipe, checkpoint=tmp_path / "b", report=silent, stop=StopRequest())
    assert [one["recall_filtered"] for one in whole.course.curve] == [
        one["recall_filtered"] for one in resumed.course.curve
    ]
    for one, other in zip(whole.model.parameters(), resumed.model.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_run_of_another_split_is_refused(tiny_run: Path, held_out_run: Path) -> None:
    with pytest.raises(UsageError, match=r"has seen|nothing is left"):
        run_it(tiny_run)
    with pytest.raises(UsageError, match=r"split 'closure'.*--split parent"):
        run_it(held_out_run, split="parent")
