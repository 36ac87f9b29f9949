"""A model is taught the codes of ancestors, answers, and is helped; and all that needs no model answers beside it."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from hrq.data.hierarchy.links import Floats, Ints
from hrq.evaluate.recall.bayes import bayesian_scores, with_popular
from hrq.evaluate.recall.candidates import as_shares
from hrq.evaluate.recall.downstream.exam import Exam, Values
from hrq.evaluate.recall.downstream.fit import Course, fit
from hrq.evaluate.recall.downstream.lessons import Lessons
from hrq.evaluate.recall.downstream.recipe import Recipe
from hrq.evaluate.recall.figures import AT, Found, Questions
from hrq.evaluate.recall.known import Known, owners
from hrq.evaluate.recall.rules import RULES
from hrq.evaluate.recall.votes import NEIGHBOURS, near_shares, nearest_vote, prefix_vote, vote_of
from hrq.jobs.progress import Progress, Report
from hrq.jobs.stopping import StopRequest
from hrq.sequence.beam import search
from hrq.sequence.speller import Shelf, Speller
from hrq.sequence.trie import Trie

LEAST = 0.03  # share of the vote that is worth learning
PORTION = 2000  # queries between two reports


@dataclass(frozen=True, eq=False)
class Student:
    """A model that has learnt to spell one set of codes."""

    trie: Trie
    shelf: Shelf
    model: Speller
    recipe: Recipe
    course: Course


def teach(
    exam: Exam,
    codes: NDArray[np.integer],
    recipe: Recipe,
    *,
    checkpoint: Path,
    report: Report,
    stop: StopRequest,
    phase: str = "training",
) -> Student:
    """Train a model on the practice part's known pairs and all that follows from them, until its held-out recall ends.

    With the teacher `vote` it also learns what the Bayesian vote of those pairs says, each candidate by its share.
    Codes that are shared are taught without a trie, so that `recall_published` can search without one.

    >>> from tempfile import TemporaryDirectory
    >>> from types import SimpleNamespace
    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> from hrq.evaluate.recall.downstream.practice import practice
    >>> from hrq.evaluate.recall.downstream.recipe import choose_recipe
    >>> from hrq.jobs.progress import silent
    >>> split, run = split_pairs(animals(), "closure", 0), SimpleNamespace(config=SimpleNamespace(sizes=(3, 3)))
    >>> known = Known.of(split, 7)
    >>> exam = Exam(run, split, known, practice(split, known, 0), Questions.of(split.test), None, torch.device("cpu"))
    >>> recipe = choose_recipe("small", 7, seed=0, free=False, epochs=1)
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder) / "checkpoint"
    ...     student = teach(exam, CODES, recipe, checkpoint=place, report=silent, stop=StopRequest())
    >>> student.course.epoch
    1
    """
    trie = Trie.of(codes, exam.run.config.sizes)
    lessons = taught(exam, trie)
    shelf = Shelf(trie, exam.extra, exam.device)
    torch.manual_seed(recipe.seed)
    model = recipe.build(trie, 0 if exam.extra is None else exam.extra.shape[1]).to(exam.device)

    def score(learner: Speller) -> float:
        student = Student(trie, shelf, learner, recipe, Course())
        told = answers(student, exam.practice.known, exam.practice.questions)
        return float(told["recall_filtered@10"].mean())

    course = fit(model, shelf, lessons, recipe, score, checkpoint=checkpoint, report=report, stop=stop, phase=phase)
    return Student(trie, shelf, model, recipe, course)


def taught(exam: Exam, trie: Trie) -> Lessons:
    """What is learnt: the known pairs and all that follows; by the vote, also what it says, by its share.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> from hrq.evaluate.recall.downstream.practice import practice
    >>> split, cpu = split_pairs(animals(), "none", 0), torch.device("cpu")
    >>> known = Known.of(split, 7)
    >>> exam = Exam(None, split, known, practice(split, known, 0), Questions.of(split.train[:1]), None, cpu)
    >>> taught(exam, Trie.of(CODES, (3, 3))).layers[0].counts.tolist()  # how many ancestors it learns of each node
    [0.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0]
    """
    known = exam.practice.known
    pairs = np.column_stack([owners(known.closed), known.closed.indices]).astype(np.int64)
    if exam.teacher == "closure":
        return Lessons.of(pairs, trie)
    nodes = np.arange(known.size)
    voted, shares = bayesian_scores(known, nodes)
    told = (shares >= LEAST) & (voted >= 0) & ~known.holds(nodes[:, None], voted, closed=True)
    rows, places = np.nonzero(told)
    more = np.column_stack([rows, voted[rows, places]])
    weights = np.concatenate([np.ones(len(pairs)), np.minimum(shares[rows, places], 1.0)])
    return Lessons.of(np.concatenate([pairs, more]), trie, weights)


def beams(
    student: Student, nodes: Ints, width: int, *, free: bool = False, report: Report | None = None
) -> tuple[Ints, Floats]:
    """The likeliest leaves for each node and their log probabilities, −1 and −∞ where there are fewer.

    >>> from hrq.data.hierarchy.toy import CODES
    >>> from hrq.evaluate.recall.downstream.recipe import choose_recipe
    >>> recipe, trie = choose_recipe("small", 7, seed=0, free=False), Trie.of(CODES, (3, 3))
    >>> student = Student(trie, Shelf(trie, None, torch.device("cpu")), recipe.build(trie, 0).eval(), recipe, Course())
    >>> leaves, likely = beams(student, np.array([3]), 7)
    >>> sorted(leaves[0].tolist()), round(float(np.exp(likely).sum()), 3)  # all seven codes; their shares add up to 1
    ([0, 1, 2, 3, 4, 5, 6], 1.0)
    """
    found, begun = list[tuple[Ints, Floats]](), time.monotonic()
    for begin in range(0, len(nodes), PORTION):
        leaves, scores = search(student.model, student.shelf, nodes[begin : begin + PORTION], width, free=free)
        found.append((leaves.numpy(), scores.double().numpy()))
        if report:
            done = min(begin + PORTION, len(nodes))
            report(Progress("beam search", done, len(nodes), time.monotonic() - begun))
    return np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])


def answers(student: Student, known: Known, questions: Questions, leaves: Ints | None = None) -> Values:
    """What each question counts: beams over codes, credit 1/m where m nodes share one.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> from hrq.evaluate.recall.downstream.recipe import choose_recipe
    >>> recipe, trie = choose_recipe("small", 7, seed=0, free=False), Trie.of(CODES, (3, 3))
    >>> student = Student(trie, Shelf(trie, None, torch.device("cpu")), recipe.build(trie, 0).eval(), recipe, Course())
    >>> split = split_pairs(animals(), "closure", 0)
    >>> values = answers(student, Known.of(split, 7), Questions.of(split.test))
    >>> values["recall@10"].tolist()  # untaught, but there are only seven codes to spell
    [1.0, 1.0]
    """
    if leaves is None:
        leaves, _ = beams(student, questions.nodes, student.recipe.beam)
    found = Found.of_leaves(questions, known, leaves, student.trie.leaves, student.trie.sharing)
    values = found.values()
    if student.trie.unique:
        return values | {f"recall_published@{k}": values[f"recall@{k}"] for k in AT}
    free, _ = beams(student, questions.nodes, max(AT), free=True)
    ranks = Found.of_leaves(questions, known, free, student.trie.leaves, student.trie.sharing).plain
    return values | {f"recall_published@{k}": ((ranks > 0) & (ranks <= k)).astype(np.float64) for k in AT}


def helped(
    student: Student, exam: Exam, leaves: Ints, likely: Floats
) -> tuple[dict[str, Values], dict[str, dict[str, float]]]:
    """The beams with help, and the graph without them; codes must be unique. By method: values, and the weights.

    codes_alone      the model's candidates and those above the nodes whose decoded points are nearest: codes of others
                     and what is known of those, nothing that is known of u
    model_and_graph  all that and the training graph
    graph_alone      the training graph without any code: what the codes' share in the second is to be measured by

    The practice part cannot teach the weights: the run's points were trained on its pairs, so codes know them too well.
    So the nodes asked about are dealt into five parts, and each is reranked with weights fitted on the other four.

    >>> from types import SimpleNamespace
    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> from hrq.evaluate.recall.downstream.practice import practice
    >>> from hrq.evaluate.recall.downstream.recipe import choose_recipe
    >>> split, run = split_pairs(animals(), "closure", 0), SimpleNamespace(has_codebooks=False)
    >>> known, questions, cpu = Known.of(split, 7), Questions.of(split.test), torch.device("cpu")
    >>> exam = Exam(run, split, known, practice(split, known, 0), questions, None, cpu)
    >>> recipe, trie = choose_recipe("small", 7, seed=0, free=False), Trie.of(CODES, (3, 3))
    >>> student = Student(trie, Shelf(trie, None, cpu), recipe.build(trie, 0).eval(), recipe, Course())
    >>> values, weights = helped(student, exam, *beams(student, questions.nodes, 7))
    >>> list(values), list(weights["codes_alone"])
    (['codes_alone', 'model_and_graph', 'graph_alone'], ['model', 'frequency'])
    """
    nodes = np.where(leaves >= 0, student.trie.node_of_leaf()[leaves], -1)
    codes = {"model": as_shares(nodes, np.exp(likely), exam.known.size)}
    if exam.near is not None:
        codes["near"] = near_shares(exam.known, exam.near[:, :NEIGHBOURS])
        codes["around"] = near_shares(exam.known, exam.near, fading=False)
    vote = {"vote": as_shares(*exam.vote, exam.known.size)}
    told = {
        "codes_alone": exam.reranked(codes, graph=False),
        "model_and_graph": exam.reranked(vote | codes, graph=True),
        "graph_alone": exam.reranked(vote, graph=True),
    }
    return {name: values for name, (values, _) in told.items()}, {name: weights for name, (_, weights) in told.items()}


def untaught(exam: Exam) -> dict[str, Callable[[], Ints]]:
    """All that needs no training, by name: rules of the training graph, votes of prefixes and of near points.

    >>> from hrq.data.hierarchy.splits import split_pairs
    >>> from hrq.evaluate.recall.downstream.practice import practice
    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> split = split_pairs(run.hierarchy, "closure", 0)
    >>> known = Known.of(split, len(run.names))
    >>> exam = Exam(run, split, known, practice(split, known, 0), Questions.of(split.test), None, torch.device("cpu"))
    >>> list(untaught(exam))[:5]
    ['popularity', 'composition', 'kin', 'bayesian', 'prefix_vote']
    """
    run, known, nodes = exam.run, exam.known, exam.questions.nodes
    codes = run.codes
    found: dict[str, Callable[[], Ints]] = {name: partial(rule, known, nodes) for name, rule in RULES.items()}
    found["bayesian"] = lambda: with_popular(known, exam.vote[0])
    found["prefix_vote"] = partial(prefix_vote, known, nodes, codes)
    found["prefix_vote_shuffled"] = partial(prefix_vote, known, nodes, shuffled(codes, 0))
    if run.has_points and run.config.curvature > 0:
        found["neighbours_ball"] = partial(nearest_vote, known, nodes, run.points, c=run.config.curvature)
    if run.has_points:
        found["neighbours_euclid"] = partial(nearest_vote, known, nodes, run.points, c=0.0)
    if exam.near is not None:
        found["neighbours_decoded"] = partial(vote_of, known, exam.near[:, :NEIGHBOURS])
    return found


def shuffled(codes: NDArray[np.integer], seed: int) -> NDArray[np.integer]:
    """Codes dealt out to other nodes: as many of each, and nothing that they know.

    >>> shuffled(np.array([[0], [1], [2]]), 0).ravel().tolist()
    [2, 0, 1]
    """
    return codes[np.random.default_rng(seed).permutation(len(codes))]


def drawn(count: int, sizes: tuple[int, ...], seed: int) -> NDArray[np.integer]:
    """Random codes of that shape, all different where there are enough.

    >>> drawn(4, (2, 2), 0).tolist()
    [[1, 1], [1, 0], [0, 0], [0, 1]]
    """
    most = math.prod(sizes)
    numbers = np.random.default_rng(seed).choice(most, count, replace=most < count)
    return np.stack(np.unravel_index(numbers, sizes), axis=1)
