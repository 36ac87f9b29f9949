"""Training: pairs a second with negatives that a batch shares, against private ones and against gensim."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import torch

from hrq.bench.measure import Contender, Section, Target, compare
from hrq.bench.peers import peer
from hrq.bench.sizes import Sizes
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.by_name import load_hierarchy
from hrq.jobs.progress import silent
from hrq.jobs.stopping import StopRequest
from hrq.runs.config import Settings
from hrq.train.engine.pairs import Pairs, make_pairs
from hrq.train.engine.plan import Plan
from hrq.train.engine.quantizer import random_quantizer
from hrq.train.engine.state import add_quantizer, new_state
from hrq.train.engine.table import start_vectors
from hrq.train.hierarchy.step import train_to_the_end

OURS = "hrq, shared negatives"
MOST_ROUNDS = 5
START = 1.2  # length of the tangent vectors: points where training has taken them, not at the centre


def training_section(sizes: Sizes, tick: Callable[[], None]) -> Section:
    """The loop that `python -m hrq train` runs, a few steps of it, and what others need for a pair."""
    hierarchy = load_hierarchy(sizes.hierarchy)
    closure = hierarchy.closure()
    pairs = make_pairs(closure, closure, len(hierarchy))
    many, few, private = sizes.steps * sizes.batch, sizes.few_steps * sizes.batch, sizes.private_negatives
    contenders = [
        Contender(OURS, "float32", steps(sizes, hierarchy, pairs, sizes.steps), many, note=f"{sizes.negatives}"),
        Contender(
            "the same and quantization",
            "float32",
            steps(sizes, hierarchy, pairs, sizes.steps, quantize=True),
            many,
            Target(OURS, "at most", 2.5),
            "ghrq, 4 × 128",
        ),
        Contender(
            "plain autograd, private negatives",
            "float32",
            steps(sizes, hierarchy, pairs, sizes.few_steps, private=True),
            few,
            Target(OURS, "at least", 5.0),
            f"{private} negatives, the same loop",
        ),
        _gensim(sizes, hierarchy, private, Target(OURS, "at least", 500.0)),
        _gensim(sizes, hierarchy, 10, None),
    ]
    work = f"{len(closure):,} pairs of {len(hierarchy):,} nodes, {sizes.dimension} dimensions, batches of {sizes.batch}"
    rows = compare(contenders, min(sizes.rounds, MOST_ROUNDS), tick, unit=1)
    return Section("Training", work, tuple(rows), rate="pairs a second")


def steps(
    sizes: Sizes, hierarchy: Hierarchy, pairs: Pairs, number: int, *, quantize: bool = False, private: bool = False
) -> Callable[[], object]:
    """`number` steps of the training loop from a fresh table, each call the same."""
    settings = Settings(
        hierarchy=sizes.hierarchy,
        dimension=sizes.dimension,
        codewords=128,
        epochs=1,
        batch=sizes.batch,
        negatives=sizes.private_negatives if private else sizes.negatives,
        shared_negatives=not private,
        start_radius=START,
        burn_in=0.0 if quantize else 1.0,
    )
    start = start_vectors(hierarchy, settings)
    draw = torch.Generator().manual_seed(sizes.seed)
    chosen = torch.randint(len(pairs.positives), (number * sizes.batch,), generator=draw)
    some = Pairs(pairs.positives[chosen], pairs.starts, pairs.ancestors)
    state = new_state(start, settings, torch.device("cpu"))
    if quantize:
        add_quantizer(state, random_quantizer(start.float(), settings), settings)

    def run() -> None:
        state.step, state.seconds = 0, 0.0
        with tempfile.TemporaryDirectory() as folder:
            train_to_the_end(state, Plan(settings, some, Path(folder)), silent, StopRequest())

    return run


def _gensim(sizes: Sizes, hierarchy: Hierarchy, negatives: int, target: Target | None) -> Contender:
    """PoincareModel on all pairs; a call trains it on a few of them, in its own batches of ten.

    It draws until all negatives of a node differ, popular nodes first: with many of them in a small hierarchy, forever.
    """
    name = f"gensim, {negatives} negatives"
    if (library := peer("gensim")) is None:
        return Contender(name, "float64", None, target=target)
    names = hierarchy.names
    closure = hierarchy.closure()
    order = torch.randperm(len(closure), generator=torch.Generator().manual_seed(sizes.seed)).tolist()
    every = [(names[below], names[above]) for below, above in closure[order[: sizes.gensim_pairs]]]
    model = library.PoincareModel(
        every, size=sizes.dimension, negative=negatives, burn_in=0, workers=1, seed=sizes.seed + 1
    )
    model.all_relations = model.all_relations[: sizes.few_pairs * (1 if target else 50)]
    remark = "it draws again until all differ" if target else "its default number, no target"
    note = f"{len(model.all_relations)} pairs a round; {remark}"
    return Contender(name, "float64", lambda: model.train(epochs=1), len(model.all_relations), target, note)
