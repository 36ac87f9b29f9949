"""What an evaluation reports: every method's figures on the same questions, with what they cost."""

import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from hrq import __version__
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.evaluate.recall.downstream.exam import Exam, Values
from hrq.evaluate.recall.downstream.recipe import choose_recipe
from hrq.evaluate.recall.downstream.session import (
    Student,
    answers,
    beams,
    drawn,
    helped,
    shuffled,
    teach,
    untaught,
)
from hrq.evaluate.recall.figures import Found, Questions, by_group, estimate, rounded, summary
from hrq.jobs.progress import Progress, Report
from hrq.jobs.stopping import StopRequest
from hrq.runs import Run
from hrq.runs.aside import own_aside
from hrq.runs.evaluations import FOLDER, evaluation_name, find_evaluation, save_evaluation
from hrq.runs.files import read_json

HEADLINE = "recall_filtered@10"


def evaluate_run(
    run: Run,
    *,
    split: str,
    size: str,
    seed: int,
    sample: int | None,
    extra: str,
    teacher: str,
    controls: bool,
    epochs: int | None,
    device: torch.device,
    again: bool,
    report: Report,
    stop: StopRequest,
) -> dict[str, Any]:
    """Evaluate one run with one seed, or give back what an earlier call found; the result is kept beside the run.

    What has been learnt lies beside the run until all pairs were asked: the same call goes on from it, and after a
    sample the whole only has to be asked.
    """
    name = evaluation_name(split=split, size=size, seed=seed, sample=sample, extra=extra, teacher=teacher)
    kept = find_evaluation(run.hash, name)
    if kept is not None and not again:
        found = read_json(kept)
        if not controls or "shuffled_codes" in found["methods"]:
            return found
    whole = evaluation_name(split=split, size=size, seed=seed, extra=extra, teacher=teacher)
    work, start = own_aside(run.hash) / FOLDER / f".{whole}", time.monotonic()  # a sample learns the same model
    exam = Exam.of(run, split, sample=sample, extra=extra, seed=seed, device=device, teacher=teacher)
    trained = _Trained(exam, size, seed, epochs, work, report, stop)
    student = trained.learn(run.codes, "codes")
    values, weights = _values(student, exam, report)
    values |= _untaught(exam, report)
    if controls:
        for control, codes in _controls(run).items():
            other = trained.learn(codes, control)
            values[control] = answers(other, exam.known, exam.questions)
    result = _facts(run, exam, student, size=size, seed=seed, sample=sample, extra=extra, teacher=teacher)
    result |= {
        "rerank_weights": weights,
        "seconds": round(time.monotonic() - start, 1),
        "methods": {method: _figures(one, exam) for method, one in values.items()},
        "over_vote": _over("bayesian", values, exam.questions),
        "over_graph": _over("graph_alone", values, exam.questions),
    }
    save_evaluation(run.hash, name, result)
    if sample is None:
        shutil.rmtree(work, ignore_errors=True)
    return result


class _Trained:
    """Trains models for an exam, each with a checkpoint of its own."""

    def __init__(
        self, exam: Exam, size: str, seed: int, epochs: int | None, work: Path, report: Report, stop: StopRequest
    ) -> None:
        self.exam, self.work, self.report, self.stop = exam, work, report, stop
        self.size, self.seed, self.epochs = size, seed, epochs

    def learn(self, codes: NDArray[np.integer], name: str) -> Student:
        """A model of those codes."""
        free = len(np.unique(codes, axis=0)) < len(codes)
        recipe = choose_recipe(self.size, len(codes), seed=self.seed, free=free, epochs=self.epochs)
        path = self.work / f"{name}.safetensors"
        return teach(
            self.exam, codes, recipe, checkpoint=path, report=self.report, stop=self.stop, phase=f"training on {name}"
        )


def _values(student: Student, exam: Exam, report: Report) -> tuple[dict[str, Values], dict[str, dict[str, float]]]:
    leaves, likely = beams(student, exam.questions.nodes, student.recipe.beam, report=report)
    values = {"model": answers(student, exam.known, exam.questions, leaves)}
    if not student.trie.unique:
        return values, {}
    more, weights = helped(student, exam, leaves, likely)
    return values | more, weights


def _untaught(exam: Exam, report: Report) -> dict[str, Values]:
    values, methods, begun = dict[str, Values](), untaught(exam), time.monotonic()
    for done, (method, rule) in enumerate(methods.items(), 1):
        values[method] = Found.of(exam.questions, exam.known, rule()).values()
        report(Progress("rules without training", done, len(methods), time.monotonic() - begun))
    return values


def _controls(run: Run) -> dict[str, NDArray[np.integer]]:
    codes = run.codes
    return {"shuffled_codes": shuffled(codes, 0), "random_codes": drawn(len(codes), run.config.sizes, 0)}


def _figures(values: Values, exam: Exam) -> dict[str, Any]:
    questions, hierarchy = exam.questions, exam.run.hierarchy
    return summary(values, questions) | {
        "by_depth": by_group(values[HEADLINE], questions, hierarchy.depth[questions.nodes][questions.rows]),
        "by_distance": by_group(values[HEADLINE], questions, distances(hierarchy, questions)),
    }


def _over(base: str, values: dict[str, Values], questions: Questions) -> dict[str, dict[str, float | None]]:
    """How far each method's headline lies above that one's, pair by pair: the same questions, so paired."""
    if base not in values:
        return {}
    beside = values[base][HEADLINE]
    gaps = {
        method: estimate(one[HEADLINE] - beside, questions.rows) for method, one in values.items() if method != base
    }
    return {method: {"value": rounded(gap.value), "half": rounded(gap.half)} for method, gap in gaps.items()}


def distances(hierarchy: Hierarchy, questions: Questions) -> Ints:
    """Links on the shortest way from each node asked about to the ancestor that is asked for.

    >>> from hrq.data.hierarchy.toy import animals
    >>> distances(animals(), Questions.of(np.array([[3, 0], [3, 1]]))).tolist()  # from dog to animal, to canine
    [2, 1]
    """
    links = hierarchy.ancestry.links
    keys = links.rows * len(hierarchy) + links.indices
    wanted = questions.nodes[questions.rows] * len(hierarchy) + questions.targets
    return hierarchy.ancestry.distances[np.searchsorted(keys, wanted)]


def _facts(run: Run, exam: Exam, student: Student, **chosen: Any) -> dict[str, Any]:
    size, recipe = chosen["size"], student.recipe
    words = [
        "python -m hrq evaluate",
        run.name,
        f"--split {exam.split.kind}",
        f"--size {size}",
        f"--seed {chosen['seed']}",
    ]
    words += [f"--sample {chosen['sample']}"] if chosen["sample"] else []
    words += [f"--extra {chosen['extra']}"] if chosen["extra"] != "none" else []
    words += [f"--teacher {chosen['teacher']}"] if chosen["teacher"] != "closure" else []
    return {
        "format": 1,
        "version": __version__,
        "run": run.name,
        "run_hash": run.hash,
        "quantizer": run.config.quantizer,
        "run_seed": run.config.seed,
        "split": exam.split.name,
        "command": " ".join(words),
        **chosen,
        "nodes": len(run.names),
        "asked_nodes": len(exam.questions.nodes),
        "asked_pairs": len(exam.questions.targets),
        "held_out_pairs": len(exam.split.test),
        "unique_codes": round(len(student.trie.sharing) / student.trie.size, 5),
        "published_pass": "its own, free of the trie" if not student.trie.unique else "none: codes are unique",
        "parameters": sum(one.numel() for one in student.model.parameters()),
        "width": recipe.width,
        "beam": recipe.beam,
        "epochs": student.course.epoch,
        "curve": student.course.curve,
        "training_seconds": round(student.course.seconds, 1),
        "device": str(exam.device),
        "threads": torch.get_num_threads(),
    }
