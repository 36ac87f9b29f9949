"""Training of a downstream model: until held-out recall stops rising; it can be stopped and taken up again."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from hrq.data.hierarchy.links import Ints
from hrq.errors import BrokenRunError
from hrq.evaluate.recall.downstream.lessons import Lessons
from hrq.evaluate.recall.downstream.recipe import Recipe
from hrq.evaluate.recall.downstream.teach import cross_entropy
from hrq.jobs.memory import give_back
from hrq.jobs.progress import Progress, Report
from hrq.jobs.stopping import StopRequest
from hrq.runs.arrays import read_tensors, write_tensors
from hrq.sequence.speller import Shelf, Speller

WARM_UP = 100  # steps
TRIM_EVERY = 10  # steps: each has tensors of other sizes
Score = Callable[[Speller], float]


class Stopped(Exception):
    """Somebody asked to stop; the last epoch's checkpoint is there to go on from."""


@dataclass
class Course:
    """Where training is: epochs done, what each gave, and the best weights so far.

    >>> recipe = Recipe("small", width=8, epochs=6, batch=4, rate=6e-3, dropout=0.2, patience=2, beam=4)
    >>> Course(epoch=3, curve=[{"recall_filtered": one} for one in (0.5, 0.4, 0.3)]).over(recipe)  # two brought nothing
    True
    """

    epoch: int = 0
    seconds: float = 0.0
    curve: list[dict[str, float]] = field(default_factory=list)
    best: float = -1.0
    best_weights: dict[str, Tensor] = field(default_factory=dict)

    def over(self, recipe: Recipe) -> bool:
        """All epochs are done, or the last `patience` of them brought nothing."""
        best_at = max(range(len(self.curve)), key=lambda i: self.curve[i]["recall_filtered"], default=0)
        return self.epoch >= recipe.epochs or (self.epoch > 0 and self.epoch - 1 - best_at >= recipe.patience)


def fit(
    model: Speller,
    shelf: Shelf,
    lessons: Lessons,
    recipe: Recipe,
    score: Score,
    *,
    checkpoint: Path,
    report: Report,
    stop: StopRequest,
    phase: str,
) -> Course:
    """Train `model` in place and leave it with its best weights; `score` says how good it is after each epoch.

    >>> from tempfile import TemporaryDirectory
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> from hrq.jobs.progress import silent
    >>> from hrq.sequence.trie import Trie
    >>> trie = Trie.of(CODES, (3, 3))
    >>> shelf, lessons = Shelf(trie, None, torch.device("cpu")), Lessons.of(animals().closure(), trie)
    >>> recipe = Recipe("small", width=8, epochs=3, batch=4, rate=6e-3, dropout=0.0, patience=2, beam=4)
    >>> common = {"report": silent, "stop": StopRequest(), "phase": "training"}
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder) / "checkpoint"
    ...     course = fit(recipe.build(trie, 0), shelf, lessons, recipe, lambda _: 0.5, checkpoint=place, **common)
    >>> course.epoch, course.best
    (3, 0.5)
    """
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.rate, fused=True)
    course = load_checkpoint(checkpoint, model, optimizer) if checkpoint.is_file() else Course()
    nodes = np.flatnonzero(lessons.layers[0].counts > 0)
    while not course.over(recipe):
        start = time.monotonic()
        loss = _epoch(model, optimizer, shelf, lessons, nodes, recipe, course, report, stop, phase)
        model.eval()
        found = score(model)
        course.epoch += 1
        course.seconds += time.monotonic() - start
        course.curve.append({"epoch": course.epoch, "loss": loss, "recall_filtered": found, "seconds": course.seconds})
        if found > course.best:
            course.best = found
            course.best_weights = {name: one.detach().clone() for name, one in model.state_dict().items()}
        save_checkpoint(checkpoint, model, optimizer, course)
    if course.best_weights:
        model.load_state_dict(course.best_weights)
    model.eval()
    return course


def _epoch(
    model: Speller,
    optimizer: torch.optim.Optimizer,
    shelf: Shelf,
    lessons: Lessons,
    nodes: Ints,
    recipe: Recipe,
    course: Course,
    report: Report,
    stop: StopRequest,
    phase: str,
) -> float:
    model.train()
    torch.manual_seed(recipe.seed * 1000 + course.epoch)  # an epoch that is taken up again is the same
    order = np.random.default_rng([recipe.seed, course.epoch]).permutation(nodes)
    steps, total, begun = -(-len(order) // recipe.batch), 0.0, time.monotonic()
    for i in range(steps):
        if stop:
            raise Stopped
        if i % TRIM_EVERY == 0:
            give_back()
        for group in optimizer.param_groups:
            group["lr"] = _rate(recipe, course.epoch * steps + i, recipe.epochs * steps)
        batch = lessons.batch(order[i * recipe.batch : (i + 1) * recipe.batch])
        loss = cross_entropy(model, shelf, batch, free=recipe.free)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += float(loss.detach())
        figures = {"loss": total / (i + 1)} | ({"recall": course.curve[-1]["recall_filtered"]} if course.curve else {})
        done, all_steps = course.epoch * steps + i + 1, recipe.epochs * steps
        spent = course.seconds + time.monotonic() - begun
        report(Progress(phase, done, all_steps, spent, figures))
    return total / steps


def _rate(recipe: Recipe, step: int, steps: int) -> float:
    return recipe.rate * min(1.0, (step + 1) / WARM_UP) * (1 - step / steps)


def save_checkpoint(path: Path, model: Speller, optimizer: torch.optim.Optimizer, course: Course) -> None:
    """Weights, the optimizer's averages and the course, in one file.

    >>> from tempfile import TemporaryDirectory
    >>> model = torch.nn.Linear(2, 1)
    >>> with TemporaryDirectory() as folder:
    ...     save_checkpoint(Path(folder) / "c", model, torch.optim.Adam(model.parameters()), Course(epoch=3))
    ...     load_checkpoint(Path(folder) / "c", model, torch.optim.Adam(model.parameters())).epoch
    3
    """
    tensors = {f"now/{name}": one for name, one in model.state_dict().items()}
    tensors |= {f"best/{name}": one for name, one in course.best_weights.items()}
    for row, values in optimizer.state_dict()["state"].items():
        tensors |= {f"adam/{row}/{name}": one for name, one in values.items()}
    facts = {"epoch": course.epoch, "seconds": course.seconds, "curve": course.curve, "best": course.best}
    write_tensors(path, tensors, {"facts": json.dumps(facts)})


def load_checkpoint(path: Path, model: Speller, optimizer: torch.optim.Optimizer) -> Course:
    """Put model and optimizer where they were; raises BrokenRunError where the file is not of this model.

    >>> from tempfile import TemporaryDirectory
    >>> model = torch.nn.Linear(2, 1)
    >>> with TemporaryDirectory() as folder:
    ...     save_checkpoint(Path(folder) / "c", model, torch.optim.Adam(model.parameters()), Course(best=0.5))
    ...     load_checkpoint(Path(folder) / "c", model, torch.optim.Adam(model.parameters())).best
    0.5
    """
    tensors, metadata = read_tensors(path)
    try:
        facts = json.loads(metadata["facts"])
        part = {kind: _under(f"{kind}/", tensors) for kind in ("now", "best", "adam")}
        model.load_state_dict(part["now"])
        state: dict[int, dict[str, Tensor]] = {}
        for key, one in part["adam"].items():
            row, name = key.split("/")
            state.setdefault(int(row), {})[name] = one
        groups = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict({"state": state, "param_groups": groups})
        return Course(facts["epoch"], facts["seconds"], facts["curve"], facts["best"], part["best"])
    except (LookupError, ValueError, TypeError, RuntimeError) as error:
        remedy = "Remove it, and the evaluation begins anew."
        raise BrokenRunError(path, f"is not a checkpoint of this evaluation ({error})", remedy=remedy) from error


def _under(start: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(start): one for name, one in tensors.items() if name.startswith(start)}
