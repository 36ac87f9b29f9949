"""What is asked of a run: known pairs, questions, a part to practise on, and what codes and the graph say to them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from torch import Tensor

from hrq.data.hierarchy.links import Floats, Ints
from hrq.data.hierarchy.splits import Split, held_out
from hrq.data.wordnet.glosses import gloss_vectors
from hrq.errors import UnknownNameError, UsageError
from hrq.evaluate.recall.bayes import bayesian_scores
from hrq.evaluate.recall.candidates import gather
from hrq.evaluate.recall.downstream.practice import Practice, practice
from hrq.evaluate.recall.figures import Found, Questions
from hrq.evaluate.recall.known import Known
from hrq.evaluate.recall.rerank import cross_fitted
from hrq.evaluate.recall.votes import nearest
from hrq.runs import Run

EXTRAS = ("none", "glosses")
TEACHERS = ("closure", "vote")
GLOSS_WIDTH = 128
AROUND = 32  # decoded points that vote alike
Values = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class Exam:
    """What is asked of a run on a split: known pairs, questions, and a part of the known pairs to practise on."""

    run: Run
    split: Split
    known: Known
    practice: Practice
    questions: Questions
    extra: NDArray[np.float32] | None
    device: torch.device
    teacher: str = "closure"

    @classmethod
    def of(
        cls,
        run: Run,
        kind: str,
        *,
        sample: int | None,
        extra: str,
        seed: int,
        device: torch.device,
        teacher: str = "closure",
    ) -> "Exam":
        """Raises UsageError where the run was trained on another split than the one that is asked about."""
        if extra not in EXTRAS:
            raise UnknownNameError("extra", extra, EXTRAS)
        if teacher not in TEACHERS:
            raise UnknownNameError("teacher", teacher, TEACHERS)
        check_split(run, kind)
        split = held_out(run.hierarchy, kind, run.config.split_seed)
        known = Known.of(split, len(run.names))
        vectors = gloss_vectors(run.hierarchy, dimension=GLOSS_WIDTH, seed=seed) if extra == "glosses" else None
        vectors = None if vectors is None else vectors * GLOSS_WIDTH**0.5 * 0.5
        questions = Questions.of(split.test, sample=sample, seed=0)
        return cls(run, split, known, practice(split, known, seed), questions, vectors, device, teacher)

    @cached_property
    def vote(self) -> tuple[Ints, Floats]:
        """The Bayesian vote on the questions: its own method, and a help to the model's."""
        return bayesian_scores(self.known, self.questions.nodes)

    @cached_property
    def near(self) -> Ints | None:
        """The other nodes whose decoded points are nearest to those asked about; None for a run without codebooks."""
        if not self.run.has_codebooks:
            return None
        return nearest(decoded(self.run), self.questions.nodes, AROUND, c=0.0)

    def reranked(self, sources: dict[str, csr_matrix], *, graph: bool) -> tuple[Values, dict[str, float]]:
        """What each question counts if the sources' candidates are ranked together, and the weights."""
        candidates = gather(self.known, self.questions.nodes, sources, graph=graph)
        order, weights = cross_fitted(candidates, self.known, self.questions)
        values = Found.of(self.questions, self.known, order).values()
        return values, dict(zip(candidates.names, weights.round(4).tolist(), strict=True))


def check_split(run: Run, kind: str) -> None:
    """A run that has seen the pairs it is asked about proves nothing.

    >>> from hrq.runs import load_run
    >>> check_split(load_run("mammals-2d-ghrq"), "none")
    >>> check_split(load_run("mammals-2d-ghrq"), "closure")
    Traceback (most recent call last):
    hrq.errors.UsageError: mammals-2d-ghrq was trained on all pairs, so nothing is left to ask it. Train a run with ...
    """
    if run.config.split != kind:
        seen = "all pairs" if run.config.split == "none" else f"the training pairs of the split {run.config.split!r}"
        raise UsageError(
            f"{run.name} was trained on {seen}, so it has seen pairs that the split {kind!r} asks about. Train a run "
            f"with --split {kind}, or evaluate this one with --split {run.config.split}."
            if run.config.split != "none"
            else f"{run.name} was trained on {seen}, so nothing is left to ask it. Train a run with --split {kind}."
        )


@torch.inference_mode()
def decoded(run: Run) -> Tensor:
    """The points (n, d) that the codes spell with the run's codebooks.

    >>> from hrq.runs import load_run
    >>> tuple(decoded(load_run("mammals-2d-ghrq")).shape)
    (1182, 2)
    """
    return run.quantizer.reconstruct(run.codes)
