"""How much work a benchmark does: all of WordNet's nouns and beyond, or a little of everything."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Points, codewords, steps and rounds. Peers that would take minutes work on fewer points or pairs, as told."""

    points: int = 82_115
    few_points: int = 8_192  # for pairwise distances, which take a hundred times as long
    dimension: int = 16
    levels: int = 4
    codewords: int = 256
    rounds: int = 7
    hierarchy: str = "wordnet"
    batch: int = 2048
    negatives: int = 512
    private_negatives: int = 50
    steps: int = 60  # of training, a round
    few_steps: int = 12  # with private negatives
    gensim_pairs: int = 1_000_000  # at most, that its model is built on …
    few_pairs: int = 12  # … and those it is timed on with private_negatives: three a second
    growth: tuple[int, ...] = (10_000, 31_623, 100_000, 316_228, 1_000_000)
    seed: int = 0


FULL = Sizes()
QUICK = Sizes(
    points=16_384,
    few_points=2_048,
    rounds=3,
    steps=10,
    few_steps=3,
    gensim_pairs=20_000,
    few_pairs=50,
    growth=(10_000, 31_623, 100_000),
)
